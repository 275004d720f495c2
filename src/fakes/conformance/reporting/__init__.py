"""What the verdicts of many runs add up to: a matrix of guarantees and adapters, and its lock."""
