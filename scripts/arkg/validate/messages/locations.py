"""Source locations: where each statement was written, in a contribution, else in a file of the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import ArkgError, Location, SyntaxFault
from arkg.namespaces import SHAPE
from arkg.validate.engine.sources import as_stored
from arkg.validate.lookup import record_of
from arkg.workspace import Contribution, Located

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from arkg.validate.engine.sources import Overlay
    from arkg.validate.terms import Term
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
        """Return the statement with this value, as written or as a store would spell it; any blank node for one."""
        among = self.values(subject, predicate)
        exact = [located for located in among if located.triple.object == value]
        return next(iter(exact or [located for located in among if is_stored_as(located.triple, value)]), None)


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
        """Return the form that a file is written in; an empty text for one of the graph."""
        return self._contribution.forms.get(file, "") if self._contribution else ""

    def _around(self, subject: Term) -> Iterator[Index]:
        if self._contribution and subject in self._contribution.starts:
            yield self._contribution
            return
        paths = self._paths(subject)
        for path in paths:
            if path not in self._indexes:
                self._indexes[path] = Index(locate(self._repository, path))
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


def locate(workspace: Workspace, path: Path) -> Contribution:
    """Read a Turtle file with the location of each statement."""
    file = workspace.place(path)
    records: dict[ox.NamedNode, Location] = {}
    located = []
    for each in workspace.document(path).statements:
        if isinstance(each.triple.subject, ox.NamedNode):
            records.setdefault(each.triple.subject, Location(file, each.subject_line, 1))
        located.append(Located(each.triple, Location(file, each.line, each.column)))
    return Contribution(tuple(located), records, {})


def read_rules(workspace: Workspace, path: object) -> Contribution | None:
    """Read a Turtle file that describes rules, in which blank nodes may stand; None for a file of any other kind."""
    if not isinstance(path, Path) or path.suffix != ".ttl" or not path.is_file():
        return None
    if path.stat().st_size > MOST_OF_RULES or b"shapes#" not in path.read_bytes():
        return None
    try:
        contribution = locate(workspace, path)
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


def is_stored_as(triple: ox.Triple, value: Term) -> bool:
    """Return whether a store has this value for that of a statement; it names blank nodes by itself."""
    found = next(iter(as_stored([triple]))).object
    return found == value or (isinstance(found, ox.BlankNode) and isinstance(value, ox.BlankNode))
