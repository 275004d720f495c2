"""Hypothesis strategies for the values of the fakes, one module for each domain.

They need Hypothesis, which the extra `hypothesis` installs. Boundary values come first among what
they generate: what is empty, what is as long as it may be, and what tempts an adapter to change it.
"""

__all__: list[str] = []
