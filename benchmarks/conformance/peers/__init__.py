"""Which mutants of a store the suites of three libraries kill, and how soon."""
