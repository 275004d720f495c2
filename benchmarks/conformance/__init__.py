"""How long the conformance suites take, and how soon they find out what is broken."""
