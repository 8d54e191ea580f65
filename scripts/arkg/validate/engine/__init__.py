"""Run pySHACL on fragments of a graph."""
