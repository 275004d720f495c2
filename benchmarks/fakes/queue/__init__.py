"""Message queues: what is asked of them, and who is compared."""
