"""Source locations: where each statement was written, in a contribution, else in a file of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import ArkgError, Location
from arkg.validate.engine.sources import as_stored
from arkg.validate.lookup import record_of
from arkg.workspace import Contribution, Located

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from arkg.validate.engine.sources import Overlay
    from arkg.validate.terms import Term
    from arkg.workspace import Workspace


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
        contribution: Contribution | None,
    ) -> None:
        """Store what locations are found with; no file is read here."""
        self._workspace = workspace
        self._graph = graph
        self._files = dict(files)
        self._located: set[Path] = set()
        self._homes: dict[Term, list[Path]] = {}
        self._statements: dict[tuple[Term, ox.NamedNode], list[Located]] = {}
        self._starts: dict[Term, Location] = {}
        self.forms = contribution.forms if contribution else {}
        """Files → the form they are written in; those of the graph have none."""
        if contribution:
            self._add(contribution)
        self._known = {*self._starts}

    def start(self, *subjects: Term) -> Location:
        """Return the first line of the description of the first of these that is found; else a place without a file."""
        for subject in subjects:
            self._read(subject)
            if subject in self._starts:
                return self._starts[subject]
        return Location("")

    def values(self, subject: Term, predicate: ox.NamedNode) -> list[Located]:
        """Return every statement of this subject and property, in the order they were written."""
        self._read(subject)
        return self._statements.get((subject, predicate), [])

    def find(self, subject: Term, predicate: ox.NamedNode, value: Term) -> Located | None:
        """Return the statement with this value, as written or as a store would spell it; any blank node for one."""
        among = self.values(subject, predicate)
        exact = [located for located in among if located.triple.object == value]
        return next(iter(exact or (each for each in among if is_stored_as(each.triple, value))), None)

    def _add(self, contribution: Contribution, known: Iterable[Term] = ()) -> None:
        """Add statements, but those about subjects that are ``known``."""
        for subject, start in contribution.records.items():
            self._starts.setdefault(subject, start)
        for located in contribution.statements:
            about = cast("Term", located.triple.subject)
            self._starts.setdefault(about, located.location)
            if about not in known:
                self._statements.setdefault((about, located.triple.predicate), []).append(located)

    def _read(self, subject: Term) -> None:
        """Find the statements about a subject, unless that was done."""
        if subject in self._known:
            return
        paths = self._paths(subject)
        for path in paths:
            if path not in self._located:
                self._located.add(path)
                self._add(locate(self._workspace, path), self._known)
        self._known.add(subject)
        if not paths and (home := self._home(subject)):
            place = Location(self._workspace.place(home))
            found = sorted(self._graph.match(subject, None, None), key=str)
            self._add(Contribution(tuple(Located(each, place) for each in found), {}, {}))
            self._starts.setdefault(subject, place)

    def _paths(self, subject: Term) -> list[Path]:
        """Return the files that describe a subject, after parsing the file of its record where there is one."""
        if not self._homes:
            for path in self._files:
                self._note(path)
        home = self._home(subject)
        if home and home not in self._files and home.is_file():
            try:
                self._files[home] = self._workspace.parse(home)
            except ArkgError:  # is a finding of its own
                self._files[home] = []
            self._note(home)
        return self._homes.get(subject, [])

    def _home(self, subject: Term) -> Path | None:
        """Return the file in which the record that a subject is, or is a part of, belongs."""
        owner = record_of(subject)
        return self._workspace.record_path(owner) if owner else None

    def _note(self, path: Path) -> None:
        for subject in {cast("Term", quad.subject) for quad in self._files[path]}:
            self._homes.setdefault(subject, []).append(path)


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


def is_stored_as(triple: ox.Triple, value: Term) -> bool:
    """Return whether a store has this value for that of a statement; it names blank nodes by itself."""
    found = next(iter(as_stored([triple]))).object
    return found == value or (isinstance(found, ox.BlankNode) and isinstance(value, ox.BlankNode))
