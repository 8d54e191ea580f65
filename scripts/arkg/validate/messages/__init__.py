"""Explain what breaks a rule to people."""
