"""Failure texts: what happened, where, the closest thing that is known, and what to do."""
