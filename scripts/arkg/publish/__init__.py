"""The graph in, everything the world sees out: dumps, tables, descriptions, pages."""
