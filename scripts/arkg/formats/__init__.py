"""The formats of contributions: CSV, YAML, issue forms, Turtle, N-Triples, N-Quads, TriG, RDF/XML and JSON-LD.

A reader takes a text, the name of its file and an ``Intake``. It yields records as keys with values, each with its
location, or adds statements to the draft; what cannot be read becomes a problem of the draft, at its line.
"""
