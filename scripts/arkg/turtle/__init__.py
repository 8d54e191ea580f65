"""Turtle or TriG text → its triples, each with its place in the text; and triples → the house layout.

Reads Turtle 1.1 (https://www.w3.org/TR/turtle/) and TriG 1.1 (https://www.w3.org/TR/trig/), the whole of them. Writes
the small, line-by-line part of Turtle that every file of this project is laid out in, so that adding a statement is a
one-line change.
"""

from arkg.turtle.layout import Tangle, layout, render
from arkg.turtle.read import Document, read, unmerged
from arkg.turtle.reader import Statement

__all__ = ["Document", "Statement", "Tangle", "layout", "read", "render", "unmerged"]
