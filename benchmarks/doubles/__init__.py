"""How fast a double is, measured against hand-written ones and five peers."""
