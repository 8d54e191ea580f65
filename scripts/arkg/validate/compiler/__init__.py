"""Compile shapes into SPARQL queries for the focus nodes that may fail."""
