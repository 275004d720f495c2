"""A subscription-payment service, written with constructor injection and tested with doubles."""
