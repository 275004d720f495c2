"""Repositories of users: what is asked of them, and who is compared."""
