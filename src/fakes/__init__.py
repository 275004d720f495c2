"""In-memory implementations of infrastructure, and the suites that prove them. Empty so far."""
