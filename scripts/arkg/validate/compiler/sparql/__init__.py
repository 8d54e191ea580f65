"""Analyze the SPARQL queries of shapes."""
