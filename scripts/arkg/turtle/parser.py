"""Parse the tokens of a Turtle or TriG text into triples, each with the offsets of its value and its subject."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from arkg.names import nearest
from arkg.namespaces import FIRST, NIL, RDF, REST, TYPE, XSD
from arkg.turtle.tokens import Source, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arkg.errors import SyntaxFault
    from arkg.turtle.tokens import Token

    Subject = ox.NamedNode | ox.BlankNode

DEEPEST = 100
"""How many lists and blank nodes may be nested."""

BOOLEAN, INTEGER, DECIMAL, DOUBLE = XSD.terms("boolean", "integer", "decimal", "double")
_NEED_A_TAG = RDF.terms("langString", "dirLangString")

_SUBJECT = "a subject (a name such as concept:racism, or an IRI between < and >)"
_PROPERTY = "a property (a name such as skos:prefLabel, or the word a)"
_VALUE = 'a value (a name such as concept:racism, an IRI between < and >, a text in "…", a number)'
_END = "',' and another value, ';' and another property, or '.'"
_END_INSIDE = "',' and another value, ';' and another property, or ']'"
_END_OF_GRAPH = "',' and another value, ';' and another property, '.', or '}' at the end of the graph"
_GRAPH = "the name of a graph (a name such as concept:racism, or an IRI between < and >)"
_IS_TRIG = "Give the file a name that ends in .trig, or remove the braces and the name of the graph."


class Statement(NamedTuple):
    """A triple, where its value stands in the text, and the line its subject's block begins on (all from 1).

    ``graph`` is the named graph that holds it, None for the default graph.
    """

    triple: ox.Triple
    line: int
    column: int
    subject_line: int
    graph: ox.NamedNode | ox.BlankNode | None = None


class Parser:
    """Goes through the tokens once, from left to right, one token ahead; ``trig`` allows graphs in braces.

    ``prefixes`` are those declared so far; ``known_prefixes`` only serve to say how one that is missing is declared.
    """

    def __init__(
        self, source: Source, known_prefixes: Mapping[str, str], base: str = "", *, trig: bool = False
    ) -> None:
        self.prefixes: dict[str, str] = {}
        self._source = source
        self._known = known_prefixes
        self._base = base
        self._iris: dict[str, ox.NamedNode] = {}
        self._trig = trig
        self._graph: Subject | None = None
        self._is_open = False
        self._tokens = tokens(source)
        self._token = next(self._tokens)
        self._end = 0
        self._depth = 0
        self._labels: dict[str, ox.BlankNode] = {}
        self._found: list[Statement] = []

    def found(self) -> list[Statement]:
        """Return the triples in the order of the text; raise SyntaxFault where it is no Turtle (or TriG)."""
        while self._token.kind != "end":
            self._statement()
        return sorted(self._found, key=lambda each: (each.line, each.column))

    # Statements

    def _statement(self) -> None:
        token = self._token
        if token.text in ("@prefix", "@base"):
            self._directive(token.text[1:])
            self._take(".", "'.'")
        elif token.kind == "word" and token.text.lower() in ("prefix", "base"):
            self._directive(token.text.lower())
            if self._token.kind == ".":
                raise self._fault(_SUBJECT, f"A line that begins with {token.text} has no '.' at its end.")
        elif token.kind == "{":
            self._braces(None)
        elif token.text.lower() in ("@prefix", "@base"):
            raise self._source.fault(token.start, f"{token} is not a word of Turtle.", f"Write {token.text.lower()}.")
        elif token.text.lower() in ("version", "@version"):
            raise self._source.newer(token.start, token.text, "Remove the line.")
        elif self._trig and token.kind == "word" and token.text.lower() == "graph":
            self._next()
            self._braces(self._name())
        elif self._block():
            self._take(".", _END)

    def _directive(self, word: str) -> None:
        self._next()
        name = self._token
        if word == "prefix":
            if name.kind != "name" or name.text.find(":") != len(name.text) - 1:
                raise self._fault("a prefix and ':'")
            self._next()
        if self._token.kind != "iri":
            raise self._fault("an IRI between < and >")
        iri = self._iri().value
        if word == "prefix":
            self.prefixes[name.text[:-1]] = iri
        else:
            self._base = iri
        self._iris.clear()

    def _name(self) -> Subject:
        """Read the name of a graph: an IRI or a blank node of which nothing is said."""
        first, before = self._token, len(self._found)
        name = self._node(_GRAPH)
        if first.kind == "(" or len(self._found) > before:
            raise self._source.fault(first.start, f"Expected {_GRAPH}, but found {first}.")
        return name

    def _braces(self, name: Subject | None) -> None:
        """Read the triples of a graph, in braces (TriG 1.1, wrappedGraph)."""
        if not self._trig:
            raise self._source.fault(self._token.start, "A graph in braces is TriG, not Turtle.", _IS_TRIG)
        self._take("{", "'{' and the triples of the graph")
        self._graph, self._is_open = name, True
        while self._token.kind != "}":
            self._block()
            if self._token.kind != "}":
                self._take(".", _END_OF_GRAPH)
        self._graph, self._is_open = None, False
        self._next()

    def _block(self) -> bool:
        """Read a subject with its properties; return whether it was one, and not the name of a graph with its triples.

        A name, `[]` or a label before a brace names a graph, unless that brace would stand within another graph.
        """
        first, before = self._token, len(self._found)
        subject = self._node(_SUBJECT)
        says_something = first.kind == "[" and len(self._found) > before
        if self._token.kind == "{" and not self._is_open and first.kind != "(" and not says_something:
            self._braces(subject)
            return False
        if not (says_something and self._token.kind in (".", "}")):
            self._properties(subject, first.start)
        return True

    def _properties(self, subject: Subject, start: int) -> None:
        """Read properties, each with its values, up to the mark that ends them."""
        while True:
            self._values(subject, self._predicate(), start)
            if self._token.kind != ";":
                return
            while self._token.kind == ";":
                self._next()
            if self._token.kind in (".", "]", "}"):
                return

    def _values(self, subject: Subject, predicate: ox.NamedNode, start: int) -> None:
        while True:
            place = self._token.start
            self._add(place, start, ox.Triple(subject, predicate, self._value()))
            if self._token.kind != ",":
                return
            self._next()

    def _add(self, start: int, block: int, triple: ox.Triple) -> None:
        self._found.append(Statement(triple, *self._source.place(start), self._source.place(block)[0], self._graph))

    # Terms

    def _predicate(self) -> ox.NamedNode:
        if self._token.kind in ("iri", "name"):
            return self._iri()
        if self._token.text != "a":
            goes_on = self._token.kind in ("text", "number")
            raise self._fault(_PROPERTY, "Perhaps a '.' further up should be ';'." if goes_on else "")
        self._next()
        return TYPE

    def _value(self) -> Subject | ox.Literal:
        token = self._token
        if token.kind == "text":
            return self._literal()
        if token.kind == "number":
            self._next()
            exact = DECIMAL if "." in token.text else INTEGER
            return ox.Literal(token.text, datatype=DOUBLE if "e" in token.text.lower() else exact)
        if token.text in ("true", "false"):
            self._next()
            return ox.Literal(token.text, datatype=BOOLEAN)
        if token.kind == "word":
            raise self._fault(_VALUE, f'Write a text in "…"; a name has a prefix, as in concept:{token.text}.')
        return self._node(_VALUE)

    def _node(self, expected: str) -> Subject:
        token = self._token
        if token.kind in ("iri", "name"):
            return self._iri()
        if token.kind == "label":
            self._next()
            return self._labels.setdefault(token.text, ox.BlankNode())
        if token.kind not in ("[", "("):
            raise self._fault(expected)
        if self._depth == DEEPEST:
            raise self._source.fault(token.start, f"More than {DEEPEST} brackets are nested here.")
        self._next()
        self._depth += 1
        node = self._list(token.start) if token.kind == "(" else ox.BlankNode()
        if token.kind == "[":
            if self._token.kind != "]":
                self._properties(node, token.start)
            self._take("]", _END_INSIDE)
        self._depth -= 1
        return node

    def _list(self, start: int) -> Subject:
        head: Subject = NIL
        cell: ox.BlankNode | None = None
        while self._token.kind != ")":
            place, following = self._token.start, ox.BlankNode()
            if cell:
                self._add(place, start, ox.Triple(cell, REST, following))
            else:
                head = following
            cell = following
            self._add(place, start, ox.Triple(cell, FIRST, self._value()))
        if cell:
            self._add(self._token.start, start, ox.Triple(cell, REST, NIL))
        self._next()
        return head

    def _iri(self) -> ox.NamedNode:
        token = self._token
        iri = self._iris.get(token.text)
        if iri is None:
            iri = self._iris[token.text] = self._expand(token) if token.kind == "name" else self._resolve(token)
        self._next()
        return iri

    def _expand(self, token: Token) -> ox.NamedNode:
        """Return the IRI of a name under a prefix."""
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            raise self._source.fault(token.start, f"The prefix {prefix}: is not declared.", self._declaration(prefix))
        try:
            return ox.NamedNode(self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))
        except ValueError as reason:
            raise self._source.fault(token.start, f"{token} is not a name of an IRI: {reason}.") from reason

    def _declaration(self, prefix: str) -> str:
        """Return how a prefix that is missing is declared."""
        if prefix in self._known:
            return f"Add this line at the top: PREFIX {prefix}: <{self._known[prefix]}>"
        near = " or ".join(f"{name}:" for name in nearest(prefix, {*self.prefixes, *self._known}))
        return f"Did you mean {near}?" if near else f"Add a line at the top: PREFIX {prefix}: <https://…>"

    def _resolve(self, token: Token) -> ox.NamedNode:
        """Return an IRI resolved against the base (RFC 3986, section 5) by Oxigraph."""
        try:
            if not self._base:
                return ox.NamedNode(self._source.unescape(token.text[1:-1], token.start + 1))
            quads = ox.parse(f"<s:> a {token.text} .", ox.RdfFormat.TURTLE, base_iri=self._base)
            return next(node for quad in quads if isinstance(node := quad.object, ox.NamedNode))
        except (ValueError, SyntaxError) as reason:
            what, remedy = f"{token} is not an IRI: {reason}.", ""
            if not self._base and not re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", token.text):
                what = f"The IRI {token} is relative, and this text has no base to complete it."
                remedy = "Write it in full, from https:// on."
            raise self._source.fault(token.start, what, remedy) from reason

    def _literal(self) -> ox.Literal:
        token = self._token
        marks = 3 if token.text.startswith(('"""', "'''")) else 1
        value = self._source.unescape(token.text[marks:-marks], token.start + marks)
        self._next()
        if self._token.kind == "at":
            return self._tagged(value)
        if self._token.kind != "^^":
            return ox.Literal(value)
        self._next()
        place = self._token
        if place.kind not in ("iri", "name"):
            raise self._fault("a datatype (a name such as xsd:date, or an IRI between < and >)")
        datatype = self._iri()
        if datatype in _NEED_A_TAG:
            raise self._source.fault(place.start, f"A text of the datatype {place} needs a language tag.", "Write @en.")
        return ox.Literal(value, datatype=datatype)

    def _tagged(self, value: str) -> ox.Literal:
        tag = self._token
        try:
            literal = ox.Literal(value, language=tag.text[1:])
        except ValueError as reason:
            raise self._source.fault(tag.start, f"{tag} is not a language tag: {reason}.", "Write @en.") from reason
        self._next()
        return literal

    # Tokens

    def _next(self) -> None:
        self._end = self._token.start + len(self._token.text)
        self._token = next(self._tokens)

    def _take(self, kind: str, expected: str) -> None:
        if self._token.kind != kind:
            line, _ = self._source.place(self._end)
            raise self._fault(expected, f"Perhaps it is missing at the end of line {line}.")
        self._next()

    def _fault(self, expected: str, remedy: str = "") -> SyntaxFault:
        return self._source.fault(self._token.start, f"Expected {expected}, but found {self._token}.", remedy)
