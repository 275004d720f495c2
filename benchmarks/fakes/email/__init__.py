"""Email services: what is asked of them, and who is compared."""
