"""The formats of contributions: each module reads one and, for some, writes it.

``csv``, ``yaml`` and ``issue_form`` yield records as keys with values, each with its location; ``rdf`` (Turtle,
N-Triples, N-Quads, TriG), ``rdfxml`` and ``jsonld`` add statements to the draft. Every reader takes a text, the name of
its file, and a ``Draft`` (``draft``); what cannot be read is noted there as a finding, with its line. ``columns``
names the fields that a cell of a table can fill, ``values`` is the text of a value ↔ its term, ``references`` finds the
records that names stand for, and ``source`` is the text of a file, within a limit of size.
"""
