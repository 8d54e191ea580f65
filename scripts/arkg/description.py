"""A graph of shapes or terms, indexed: what it says of a node, the members of its lists; and its terms in rdflib."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.namespaces import FIRST, NIL, REST, STRING, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import BNode, Literal, Node, URIRef

    Resource = ox.NamedNode | ox.BlankNode
    Term = Resource | ox.Literal


class Description:
    """The triples of a shapes graph as a store would return them.

    Literals pass through a store first: it rewrites ``01`` to ``1``, and a value in ``sh:in`` has to be the very
    literal that the data hold once they are stored.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        store = ox.Store()
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
        self.triples = tuple(sorted((quad.triple for quad in store), key=str))
        self._objects: dict[tuple[Term, ox.NamedNode], list[Term]] = defaultdict(list)
        self._subjects: dict[ox.NamedNode, list[Resource]] = defaultdict(list)
        self._about: dict[Term, list[ox.Triple]] = defaultdict(list)
        for triple in self.triples:
            self._objects[triple.subject, triple.predicate].append(triple.object)
            self._subjects[triple.predicate].append(triple.subject)
            self._about[triple.subject].append(triple)

    def all(self, subject: Term, predicate: ox.NamedNode) -> list[Term]:
        """Return the objects of this subject and predicate."""
        return self._objects.get((subject, predicate), [])

    def one(self, subject: Term, predicate: ox.NamedNode) -> Term | None:
        """Return the only, or the first, object of this subject and predicate."""
        return next(iter(self.all(subject, predicate)), None)

    def values(self, predicate: ox.NamedNode) -> set[Term]:
        """Return the objects of this predicate."""
        return {value for subject in self.having(predicate) for value in self.all(subject, predicate)}

    def about(self, subject: Term) -> list[ox.Triple]:
        """Return the triples of this subject."""
        return self._about.get(subject, [])

    def having(self, predicate: ox.NamedNode) -> list[Resource]:
        """Return the subjects of this predicate, each once."""
        return list(dict.fromkeys(self._subjects.get(predicate, [])))

    def named(self, predicate: ox.NamedNode) -> list[ox.NamedNode]:
        """Return the subjects of this predicate that have an IRI, in the order of these."""
        found = [each for each in self.having(predicate) if isinstance(each, ox.NamedNode)]
        return sorted(found, key=lambda each: each.value)

    def items(self, head: Term) -> tuple[Term, ...]:
        """Return the members of an RDF list."""
        members: list[Term] = []
        seen: set[Term] = set()
        node: Term | None = head
        while node is not None and node != NIL and node not in seen:
            seen.add(node)
            members.extend(self.all(node, FIRST)[:1])
            node = self.one(node, REST)
        return tuple(members)

    def is_list(self, head: Term) -> bool:
        """Return whether an RDF list is well-formed: one member and one rest at each place, and an end."""
        seen: set[Term] = set()
        while head != NIL:
            rests = self.all(head, REST)
            if head in seen or len(rests) != 1 or len(self.all(head, FIRST)) != 1:
                return False
            seen.add(head)
            head = rests[0]
        return True

    def typed(self, kind: ox.NamedNode) -> list[Resource]:
        """Return the subjects of this class."""
        return [subject for subject in self.having(TYPE) if kind in self.all(subject, TYPE)]


def to_rdflib(term: Term | ox.Triple) -> URIRef | BNode | Literal:
    """Return the term as rdflib has it, its lexical form unchanged; ``xsd:string`` is rdflib's plain literal."""
    from rdflib.term import BNode, Literal, URIRef  # noqa: PLC0415 - slow to import

    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal() if term.language:
            return Literal(term.value, lang=term.language)
        case ox.Literal():
            plain = term.datatype == STRING
            return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)
    raise InputFault(f"A triple cannot be a term here: {term}")


def from_rdflib(node: Node) -> Term:
    """Return rdflib's term as pyoxigraph has it."""
    from rdflib.term import BNode, Literal  # noqa: PLC0415 - as above

    text = str(node)
    if isinstance(node, BNode):
        return ox.BlankNode(text)
    if not isinstance(node, Literal):
        return ox.NamedNode(text)
    if node.language:
        return ox.Literal(text, language=node.language)
    return ox.Literal(text, datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
