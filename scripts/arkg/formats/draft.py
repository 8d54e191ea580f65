"""What a reader of a format fills in: records as keys with values, statements, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from arkg.errors import Finding, UnknownName
from arkg.names import on_one_line, shorten

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.errors import ArkgError, Location
    from arkg.formats.references import Names
    from arkg.schema import Rule, Schema
    from arkg.workspace import Located, Workspace

COLUMNS = {"csv": "columns", "form": "fields"}
"""What the names of values are called in a format; in all others, keys."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written."""

    text: str
    place: Location


@dataclass(frozen=True, slots=True)
class Entry:
    """A key, its place, and its values in order."""

    key: str
    place: Location
    values: tuple[Scalar | Mapping, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values: a record, or a part of one. ``partial``: what it does not say stays as it is in the graph."""

    entries: tuple[Entry, ...]
    place: Location
    partial: bool = False

    def text(self, key: str) -> Scalar | None:
        """Return the one text under a key, in letters of any case."""
        for entry in self.entries:
            if entry.key.lower() == key and len(entry.values) == 1 and isinstance(entry.values[0], Scalar):
                return entry.values[0]
        return None


@dataclass(slots=True)
class Draft:
    """What every reader works with, and what has been read so far; a statement made twice keeps its first place.

    ``kind`` is the type of the records that name none.
    """

    workspace: Workspace
    names: Names
    kind: str | None = None
    statements: dict[ox.Triple, Location] = field(default_factory=dict)
    records: dict[ox.NamedNode, Location] = field(default_factory=dict)
    comments: dict[ox.NamedNode, str] = field(default_factory=dict)
    findings: dict[Finding, None] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    count: int = 0
    blanks: dict[ox.BlankNode, Located] = field(default_factory=dict)

    @property
    def schema(self) -> Schema:
        """Return the schema of the graph."""
        return self.names.schema

    @property
    def size(self) -> int:
        """Count what has been said and what was wrong."""
        return self.count + len(self.findings) + len(self.blanks)

    def add(self, triple: ox.Triple, place: Location) -> None:
        """Add a statement."""
        self.count += 1
        self.statements.setdefault(triple, place)

    def note(self, fault: ArkgError, place: Location, *, value: str = "", record: ox.NamedNode | None = None) -> None:
        """Note what cannot be read at a place."""
        self.findings[self.finding(fault, place, value=value, record=record)] = None

    def finding(
        self, fault: ArkgError, place: Location, *, value: str = "", record: ox.NamedNode | None = None
    ) -> Finding:
        """Return what cannot be read at a place as a finding, under the rule about its field if it has a record.

        A value that is the name of its field is a misspelt name.
        """
        is_misspelt = value != "" and value == place.field
        rule = self._rule("" if is_misspelt else place.field, record) if record and place.field else None
        shown = f'{place.field} = "{on_one_line(value)}"' if value else place.field
        finding = Finding(
            place,
            fault.message,
            value=value,
            suggestion=fault.suggestion,
            record=self._short(record),
            found=f"“{value}”" if is_misspelt else shown if place.field else "",
        )
        if is_misspelt:
            names = COLUMNS.get(self.forms.get(place.file, ""), "keys")
            finding = replace(finding, why=f"Unknown {names} are ignored.")
        if rule:
            rule_says = value and not is_misspelt and (isinstance(fault, UnknownName) or not fault.suggestion)
            message = f"{rule.message.rstrip(' .')}. {fault.message}" if rule_says else fault.message
            name, path = self._short(rule.iri), self._short(rule.path)
            finding = replace(finding, message=message, rule=name, property=path, why=rule.description)
        return finding

    def _rule(self, name: str, record: ox.NamedNode) -> Rule | None:
        """Return the rule of a field of a record; without a name, the rule that says which fields it can have."""
        kind = self.schema.type_at(record)
        name = name.partition("@")[0].strip()
        if kind is None:
            return None
        return kind.find(name) if name else self.schema.closed(kind.target)

    def _short(self, iri: ox.NamedNode | None) -> str:
        return shorten(iri.value, self.schema.prefixes) if iri else ""
