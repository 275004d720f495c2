"""How fast a fake is, measured against hand-written ones, databases, brokers and servers."""
