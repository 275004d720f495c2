"""A small shop: it takes payments, keeps accounts, and tells its customers by email."""
