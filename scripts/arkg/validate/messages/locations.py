"""Source locations: where each statement was written, in a contribution, else in a file of the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import ArkgError, Location, SyntaxFault
from arkg.namespaces import SHAPE
from arkg.validate.engine.sources import as_stored
from arkg.validate.lookup import record_of
from arkg.validate.messages.wording import TURTLE
from arkg.workspace import Contribution, Located

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from arkg.validate.engine.sources import Overlay
    from arkg.validate.terms import Resource, Term
    from arkg.workspace import Workspace

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


class Locations:
    """The locations of all statements that a validation mentions.

    A subject is looked for in the contribution, then in the files that were parsed, then in the file of its record. The
    statements of a record in a store that has no such file are located in the file where it belongs, without a line.
    """

    def __init__(
        self,
        workspace: Workspace,
        graph: Overlay,
        files: Mapping[Path, list[ox.Quad]],
        contribution: Contribution | None = None,
    ) -> None:
        """Keep what locations are found with; no file is read here."""
        self._repository = workspace
        self._graph = graph
        self._files = dict(files)
        self._contribution = Index(contribution) if contribution else None
        self._indexes: dict[Path, Index] = {}
        self._homes: dict[Term, list[Path]] = {}
        self._stored: dict[Term, Index] = {}

    def start(self, subject: Term) -> Location:
        """Return the first line of the description of a subject; a place without a line where it is not found."""
        starts = (index.starts[subject] for index in self._around(subject) if subject in index.starts)
        return next(starts, Location(""))

    def find(self, subject: Term, predicate: ox.NamedNode, value: Term) -> Located | None:
        """Return the statement as it was written, with its place."""
        found = (index.find(subject, predicate, value) for index in self._around(subject))
        return next((located for located in found if located), None)

    def values(self, subject: Term, predicate: ox.NamedNode) -> list[Located]:
        """Return every statement of this subject and property, as written."""
        return [located for index in self._around(subject) for located in index.values(subject, predicate)]

    def form(self, file: str) -> str:
        """Return the form that a file is written in; files of the graph are Turtle."""
        return self._contribution.forms.get(file, TURTLE) if self._contribution else TURTLE

    def _around(self, subject: Term) -> Iterator[Index]:
        if self._contribution and subject in self._contribution.starts:
            yield self._contribution
            return
        paths = self._paths(subject)
        for path in paths:
            if path not in self._indexes:
                self._indexes[path] = Index(locate(self._repository, path, self._files[path]))
            yield self._indexes[path]
        home = self._home(subject)
        if not paths and home:
            yield self._in_store(subject, self._repository.place(home))

    def _paths(self, subject: Term) -> list[Path]:
        """Return the files that describe a subject, after parsing the file of its record where there is one."""
        if not self._homes:
            for path in self._files:
                self._note(path)
        home = self._home(subject)
        if home and home not in self._files and home.is_file():
            try:
                self._files[home] = self._repository.parse(home)
            except ArkgError:  # is a finding of its own
                self._files[home] = []
            self._note(home)
        return self._homes.get(subject, [])

    def _home(self, subject: Term) -> Path | None:
        """Return the file in which the record that a subject is, or is a part of, belongs."""
        owner = record_of(subject)
        return self._repository.record_path(owner) if owner else None

    def _note(self, path: Path) -> None:
        for subject in {cast("Term", quad.subject) for quad in self._files[path]}:
            self._homes.setdefault(subject, []).append(path)

    def _in_store(self, subject: Term, file: str) -> Index:
        if subject not in self._stored:
            found = sorted((Located(each, Location(file)) for each in self._graph.match(subject, None, None)), key=str)
            starts = {cast("ox.NamedNode", subject): Location(file)}
            self._stored[subject] = Index(Contribution(tuple(found), starts, {}))
        return self._stored[subject]


def locate(workspace: Workspace, path: Path, quads: Iterable[ox.Quad]) -> Contribution:
    """Read a Turtle file of the graph with places; blank nodes bear the labels they have in ``quads``."""
    file = workspace.place(path)
    document = workspace.document(path)
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


def read_rules(workspace: Workspace, path: object) -> Contribution | None:
    """Read a Turtle file that describes rules, in which blank nodes may stand; None for a file of any other kind."""
    if not isinstance(path, Path) or path.suffix != ".ttl" or not path.is_file():
        return None
    if path.stat().st_size > MOST_OF_RULES or b"shapes#" not in path.read_bytes():
        return None
    try:
        contribution = locate(workspace, path, ())
    except SyntaxFault:
        return None
    return contribution if any(each.value.startswith(SHAPE) for each in contribution.records) else None


def join(contributions: Iterable[Contribution]) -> Contribution:
    """Make one contribution of several; a record is described where the first of them begins to describe it."""
    every = list(contributions)
    return Contribution(
        tuple(located for each in every for located in each.statements),
        {record: place for each in reversed(every) for record, place in each.records.items()},
        {record: comment for each in every for record, comment in each.comments.items()},
        {file: form for each in every for file, form in each.forms.items()},
    )


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
