"""Other people's engines answer as this package does in memory: ``scripts/test-engines`` starts and asks them."""
