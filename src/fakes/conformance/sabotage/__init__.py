"""Broken adapters, each a wrapper that breaks one promise of the adapter that it is put around."""
