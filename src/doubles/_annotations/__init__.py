"""Annotations at run time: how they are resolved, and which values have the types they name."""
