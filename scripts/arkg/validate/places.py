"""Where each statement was written: in what was handed in, else in the file of the graph, read anew when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import Location, SyntaxFault
from arkg.namespaces import BASE
from arkg.turtle import read
from arkg.validate.sources import as_stored
from arkg.validate.wording import TURTLE
from arkg.workspace import Contribution, Located

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from arkg.validate.terms import Resource, Term
    from arkg.workspace import Repository

SHAPES = f"{BASE}shapes#"
MOST_OF_RULES = 2_000_000
"""How many bytes a file of rules may have; whatever is larger is read as records, within the limit for them."""


class Index:
    """The places of some statements, by subject and property."""

    def __init__(self, contribution: Contribution) -> None:
        """Sort the statements; the first place of a subject is that of its description."""
        self._statements: dict[tuple[Term, ox.NamedNode], list[Located]] = {}
        self.starts = cast("dict[Term, Location]", dict(contribution.records))
        self.forms = contribution.forms
        for located in contribution.statements:
            subject = cast("Term", located.triple.subject)
            self._statements.setdefault((subject, located.triple.predicate), []).append(located)
            self.starts.setdefault(subject, located.location)

    def values(self, subject: Term, predicate: ox.NamedNode) -> list[Located]:
        """Return the statements of this subject and property, in the order they were written."""
        return self._statements.get((subject, predicate), [])

    def find(self, subject: Term, predicate: ox.NamedNode, value: Term) -> Located | None:
        """Return the statement with this value, as written or as a store would spell it."""
        among = self.values(subject, predicate)
        exact = [located for located in among if located.triple.object == value]
        return next(iter(exact or [located for located in among if stored(located.triple) == value]), None)


class Places:
    """The places of all statements that a validation speaks of."""

    def __init__(
        self, repository: Repository, files: Mapping[Path, list[ox.Quad]], contribution: Contribution | None
    ) -> None:
        """Keep what places are found with; no file is read here."""
        self._repository = repository
        self._handed_in = Index(contribution) if contribution else None
        self._files = files
        self._read: dict[Path, Index] = {}
        self._homes: dict[Term, list[Path]] = {}

    def start(self, subject: Term) -> Location:
        """Return the first line of what is said of a subject; a place without a line where it is not found."""
        for index in self._around(subject):
            if subject in index.starts:
                return index.starts[subject]
        return Location("")

    def find(self, subject: Term, predicate: ox.NamedNode, value: Term) -> Located | None:
        """Return the statement as it was written, with its place."""
        found = (index.find(subject, predicate, value) for index in self._around(subject))
        return next((located for located in found if located), None)

    def values(self, subject: Term, predicate: ox.NamedNode) -> list[Located]:
        """Return every statement of this subject and property, as written."""
        return [located for index in self._around(subject) for located in index.values(subject, predicate)]

    def form(self, file: str) -> str:
        """Return the form that a file is written in; what stands in the graph is Turtle."""
        return self._handed_in.forms.get(file, TURTLE) if self._handed_in else TURTLE

    def _around(self, subject: Term) -> Iterable[Index]:
        if self._handed_in and subject in self._handed_in.starts:
            yield self._handed_in
            return
        if not self._homes:
            for path, quads in self._files.items():
                for each in {cast("Term", quad.subject) for quad in quads}:
                    self._homes.setdefault(each, []).append(path)
        for path in self._homes.get(subject, ()):
            if path not in self._read:
                self._read[path] = Index(locate(self._repository, path, self._files[path]))
            yield self._read[path]


def locate(repository: Repository, path: Path, quads: Iterable[ox.Quad]) -> Contribution:
    """Read a Turtle file of the graph with places; blank nodes bear the labels they have in ``quads``."""
    file = repository.place(path)
    document = read(repository.read(path), file=file, known_prefixes=repository.prefixes)
    renamed = rename([each.triple for each in document.statements], [quad.triple for quad in quads])
    records: dict[ox.NamedNode, Location] = {}
    located = []
    for statement in document.statements:
        triple = statement.triple
        if isinstance(triple.subject, ox.NamedNode):
            records.setdefault(triple.subject, Location(file, statement.subject_line, 1))
        subject, value = (renamed.get(cast("Term", each), each) for each in (triple.subject, triple.object))
        named = ox.Triple(cast("Resource", subject), triple.predicate, value)
        located.append(Located(named, Location(file, statement.line, statement.column)))
    return Contribution(tuple(located), records, {})


def read_rules(repository: Repository, path: Path) -> Contribution | None:
    """Read a Turtle file that describes rules, in which blank nodes may stand; None for a file of any other kind."""
    if path.suffix != ".ttl" or not path.is_file() or path.stat().st_size > MOST_OF_RULES:
        return None
    try:
        contribution = locate(repository, path, ())
    except SyntaxFault:
        return None
    return contribution if any(each.value.startswith(SHAPES) for each in contribution.records) else None


def join(contributions: Iterable[Contribution]) -> Contribution:
    """Make one contribution of several."""
    statements: list[Located] = []
    records: dict[ox.NamedNode, Location] = {}
    comments: dict[ox.NamedNode, str] = {}
    forms: dict[str, str] = {}
    for each in contributions:
        statements += each.statements
        records |= {record: place for record, place in each.records.items() if record not in records}
        comments |= each.comments
        forms |= each.forms
    return Contribution(tuple(statements), records, comments, forms)


def rename(read_now: list[ox.Triple], read_before: list[ox.Triple]) -> dict[Term, Term]:
    """Return which blank node of one reading is which of another, by what is said of them; both read the same text."""
    before: dict[object, list[Term]] = {}
    for node, said in signatures(read_before).items():
        before.setdefault(said, []).append(node)
    pairs = ((node, before.get(said, [])) for node, said in signatures(read_now).items())
    return {node: nodes.pop(0) for node, nodes in pairs if nodes}


def signatures(triples: list[ox.Triple]) -> dict[Term, object]:
    """Return for every blank node what is said of it, three steps deep, the nodes' own labels aside."""
    said: dict[Term, object] = {}
    about: dict[Term, list[ox.Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode):
            about.setdefault(triple.subject, []).append(triple)
    for _ in range(3):
        said = {
            node: frozenset(
                (each.predicate, said.get(each.object, 0) if isinstance(each.object, ox.BlankNode) else each.object)
                for each in found
            )
            for node, found in about.items()
        }
    return said


def stored(triple: ox.Triple) -> Term:
    """Return the value of a statement as a store would spell it."""
    return cast("Term", next(iter(as_stored([triple]))).object)
