"""Checks that SHACL cannot state."""
