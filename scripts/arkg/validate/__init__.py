"""Holds a graph, or a contribution to one, to the rules."""
