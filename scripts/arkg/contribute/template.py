"""The shapes → a template for a new record: what can be said of it, why, which values are allowed, and an example."""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.export import Writer
from arkg.contribute.update import existing
from arkg.formats.columns import paths
from arkg.formats.csv import join, to_csv
from arkg.formats.values.examples import LATER, allowed, example
from arkg.formats.values.terms import to_text
from arkg.formats.yaml import quoted
from arkg.namespaces import RECORDS, TYPE
from arkg.schema import POSITION, Field, RecordType, Schema
from arkg.turtle import TermWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.formats.csv import Column
    from arkg.workspace import Workspace

WIDTH = 100


def template(workspace: Workspace, kind: str, *, form: str = "yaml") -> str:
    """Return a template of a kind as ``yaml``, ``csv`` or ``ttl``; raise UnknownName where there is no such kind.

    In YAML and Turtle, a line of which the first sign is # with no blank after it is a field that can be left out:
    without the #, it is an example. In CSV, which has no comments, the second row is a record of the graph.
    """
    schema = workspace.schema
    maker = Maker(workspace, schema, schema.record_type(kind))
    return {"yaml": maker.yaml, "csv": maker.csv, "ttl": maker.turtle}[form]()


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the template of one kind; ``explained`` are the fields that have been explained so far."""

    workspace: Workspace
    schema: Schema
    kind: RecordType
    explained: set[tuple[str, ox.NamedNode]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def yaml(self) -> str:
        """Return the template in YAML."""
        head = [
            f"# A new record of the kind {self.kind.name}.",
            "# Fill in what a source says and leave out what no source says. Lines that begin with # are ignored.",
            "# Then: arkg validate FILE, and arkg add FILE. Several values stand in a list: [A, B]",
            "",
            f"kind: {self.kind.name}",
            "",
            "# The end of its address, which never changes; if left out, it is made from the name.",
            f"#slug: {self.kind.example}",
        ]
        return "\n".join((*head, *self._keys(self.kind, "", ""))) + "\n"

    def _keys(self, kind: RecordType, indent: str, mark: str) -> Iterator[str]:
        """Write the fields of a kind, each under what it is for; ``mark`` is # where all of it can be left out."""
        for each in fillable(kind):
            own = mark if each.minimum else "#"
            if why := [f"{indent}# {line}" for line in self._why(each, kind, WIDTH - len(indent))]:
                yield from ["", *why] if not indent else why
            if each.part:
                yield f"{indent}{own}{each.name}:"
                yield from self._part(self.schema.parts[each.part], indent, own, is_list=each.maximum != 1)
            else:
                yield f"{indent}{own}{each.name}: {quoted(self._text(each, kind))}"

    def _part(self, kind: RecordType, indent: str, mark: str, *, is_list: bool) -> list[str]:
        """Write one part, as a list of one where there can be several."""
        lines = list(self._keys(kind, f"{indent}  ", mark))
        if is_list:
            first = next(place for place, line in enumerate(lines) if not line.lstrip().startswith("# "))
            lines[first] = f"{indent}{mark}- {lines[first].lstrip().removeprefix(mark)}"
        return lines

    def _why(self, each: Field, kind: RecordType, width: int) -> list[str]:
        """Return, once, what a field is for, and what it takes."""
        if (kind.name, each.path) in self.explained:
            return []
        self.explained.add((kind.name, each.path))
        needed = "Required. " if each.minimum else ""
        text = f"{needed}{each.description} {allowed(each, self.workspace, self.schema)}"
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)

    def _text(self, each: Field, kind: RecordType) -> str:
        """Return the example of a field in the words of a reader."""
        term = example(each, kind, self.workspace)
        return to_text(term, each, self.schema, self.kind) if term else "…"

    def csv(self) -> str:
        """Return the template as a table of one row: the record by which the rules explain themselves, as it is.

        Handed in with the rows that someone adds, it changes nothing.
        """
        record = existing(self.workspace, ox.NamedNode(f"{RECORDS}{self.kind.name}/{self.kind.example}"))
        said = Writer(self.schema, self.kind).row(record, of_first=True) if record else {}
        row: dict[Column, str] = {("kind", (), ""): self.kind.name, ("slug", (), ""): self.kind.example}
        columns: list[Column] = [("", path, "") for path in paths(self.kind, self.schema) if is_in_table(path)]
        row |= {column: said.get(column) or self._example(column[1]) for column in columns}
        return to_csv([row], self.kind, self.schema)

    def _example(self, path: tuple[Field, ...]) -> str:
        """Return the example of what every row needs; an empty text of anything else."""
        return join([self._text(path[-1], self.kind)], path[-1]) if all(each.minimum for each in path) else ""

    def turtle(self) -> str:
        """Return the template in Turtle."""
        names = TermWriter(self.schema.prefixes)
        record = ox.NamedNode(f"{RECORDS}{self.kind.name}/{self.kind.example}")
        blocks = "\n".join(self._block(record, self.kind, names, ""))
        prefixes = "".join(f"PREFIX {each}: <{self.schema.prefixes[each]}>\n" for each in sorted(names.used))
        head = f"# A new record of the kind {self.kind.name}. Lines that begin with # are ignored.\n"
        return f"{head}\n{prefixes}\n{blocks}"

    def _block(self, subject: ox.NamedNode, kind: RecordType, names: TermWriter, mark: str) -> Iterator[str]:
        """Write what can be said of a thing, then the blocks of its parts."""
        parts: list[tuple[ox.NamedNode, RecordType, str]] = []
        lines = [f"{mark}{names.name(subject.value)}", f"    {mark}a {names.name(kind.target.value)} ;"]
        for each in sorted(kind.fields, key=lambda each: not each.minimum):
            own = mark if each.minimum else "#"
            lines += [f"    # {line}" for line in self._why(each, kind, WIDTH - 4)]
            value = self._value(each, kind, names)
            if each.part:
                part = self.schema.parts[each.part]
                self.counts[part.fragment] += 1
                iri = ox.NamedNode(f"{subject.value.partition('#')[0]}#{part.fragment}-{self.counts[part.fragment]}")
                parts.append((iri, part, own))
                value = names.name(iri.value)
            if value:
                lines.append(f"    {own}{'a' if each.path == TYPE else names.name(each.path.value)} {value} ;")
        yield "\n".join((*lines, f"{mark}.", ""))
        for iri, part, own in parts:
            yield from self._block(iri, part, names, own)

    def _value(self, each: Field, kind: RecordType, names: TermWriter) -> str:
        """Return the example of a field in Turtle."""
        if each.path == POSITION and kind.fragment:
            return "1"
        term = each.constant or example(each, kind, self.workspace)
        return names.literal(term) if isinstance(term, ox.Literal) else names.name(term.value) if term else ""


def fillable(kind: RecordType) -> list[Field]:
    """Return the fields that someone fills in, the required ones first."""
    found = [each for each in kind.fields if not (each.constant or (each.path == POSITION and kind.fragment))]
    return sorted(found, key=lambda each: not each.minimum)


def is_in_table(path: tuple[Field, ...]) -> bool:
    """Return whether a column stands in the template: the fields of the record, and what its parts need."""
    if len(path) == 1:
        return path[0].path not in LATER
    return all(each.minimum for each in path)
