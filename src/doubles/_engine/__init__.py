"""The engine: from a spec to a generated class, and what a double does when it is called."""
