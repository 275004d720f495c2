"""How fast doubles and fakes are, beside hand-written ones and their peers, in a single run."""
