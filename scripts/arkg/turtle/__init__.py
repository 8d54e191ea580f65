"""Turtle text → its triples, each with its place in the text; and triples → the house layout.

Reads Turtle 1.1 (https://www.w3.org/TR/turtle/), the whole of it. Writes the small, line-by-line part of it that
every file of this project is laid out in, so that adding a statement is a one-line change.
"""

from arkg.turtle.layout import Tangle, layout, render
from arkg.turtle.read import Document, read
from arkg.turtle.reader import Statement

__all__ = ["Document", "Statement", "Tangle", "layout", "read", "render"]
