"""How fast a double is, measured against hand-written ones and five peers in a single run."""
