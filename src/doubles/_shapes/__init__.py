"""Shapes: whether an implementation has the members, signatures and types of a Protocol."""
