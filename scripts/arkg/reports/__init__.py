"""What commands report about a graph.

``show`` is a record with what points to it, ``stats`` are counts, ``evidence`` compares quotations with their source.
"""
