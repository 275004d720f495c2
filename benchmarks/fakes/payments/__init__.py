"""Payment gateways: what is asked of them, and who is compared."""
