"""Read Turtle with the location of every statement, and write it in the house layout.

Reads all of Turtle 1.1 (https://www.w3.org/TR/turtle/) and TriG 1.1 (https://www.w3.org/TR/trig/). Writes the small,
line-by-line part of Turtle that every file of this project is laid out in, so that adding a statement is a one-line
change.

>>> prefixes = {"ex": "https://example.org/"}
>>> document = read("PREFIX ex: <https://example.org/> ex:a ex:p 10, 9 .", known_prefixes=prefixes)
>>> [(each.line, each.column) for each in document.statements]
[(1, 45), (1, 49)]
>>> print(render([each.triple for each in document.statements], prefixes), end="")
PREFIX ex: <https://example.org/>
<BLANKLINE>
ex:a
    ex:p 9 ;
    ex:p 10 ;
.
"""

from arkg.turtle.document import Document, read, unmerged
from arkg.turtle.layout import READING_ORDER, Tangle, TermWriter, iri_key, layout, render, value_key
from arkg.turtle.parser import Statement
from arkg.turtle.tokens import Source

__all__ = [
    "READING_ORDER",
    "Document",
    "Source",
    "Statement",
    "Tangle",
    "TermWriter",
    "iri_key",
    "layout",
    "read",
    "render",
    "unmerged",
    "value_key",
]
