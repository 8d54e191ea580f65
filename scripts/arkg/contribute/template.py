"""The shapes → a template for a new record: what can be said of it, why, which values are allowed, and an example."""

from __future__ import annotations

import csv
import io
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.columns import paths, short_name
from arkg.contribute.examples import allowed, example
from arkg.contribute.export import Writer, join, quoted
from arkg.contribute.fields import POSITION, TYPE, Field, Kind, Model, read_model
from arkg.errors import UnknownName
from arkg.graph import RECORDS
from arkg.turtle.terms import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.graph import Repository

WIDTH = 100
LATER = ("http://www.w3.org/2002/07/owl#deprecated", "http://purl.org/dc/terms/isReplacedBy")
"""What is said of a record long after it was new."""


def template(repository: Repository, kind: str, *, form: str = "yaml") -> str:
    """Give a template of a kind as ``yaml``, ``csv`` or ``ttl``; raise UnknownName where there is no such kind.

    In YAML and Turtle, a line that begins with # and no blank is a field that can be left out: without the #, it is
    an example. In CSV, which has no comments, the second row is the example.
    """
    model = read_model(repository)
    if kind not in model.kinds:
        raise UnknownName("kind", kind, model.kinds, remedy=f"Kinds are {', '.join(model.kinds)}.")
    maker = Maker(repository, model, model.kinds[kind])
    return {"yaml": maker.yaml, "csv": maker.csv, "ttl": maker.turtle}[form]()


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the template of one kind."""

    repository: Repository
    model: Model
    kind: Kind

    def yaml(self) -> str:
        """Give the template in YAML."""
        head = [
            f"# A new record of the kind {self.kind.name}.",
            "# Fill in what a source says, and leave out what none does. A line that begins with # is left out.",
            "# Then: arkg validate FILE, and arkg add FILE.",
            f"kind: {self.kind.name}",
            "",
            "# Part of its address, which never changes; left out, it is made of the name.",
            f"#slug: {self.kind.example}",
        ]
        return "\n".join((*head, *self._keys(self.kind, "", "", explain=True))) + "\n"

    def _keys(self, kind: Kind, indent: str, mark: str, *, explain: bool) -> Iterator[str]:
        """Write the fields of a kind, each under what it is for; ``mark`` is # where all of it can be left out."""
        for field in kind.fields:
            if field.constant or (field.path == POSITION and kind.stem):
                continue
            own = mark if field.minimum else "#"
            if explain:
                yield ""
            yield from self._why(field, indent, explain=explain)
            if field.part:
                yield f"{own}{indent}{field.name}:"
                yield from self._part(self.model.parts[field.part], indent, own, single=field.maximum == 1)
            else:
                yield f"{own}{indent}{field.name}: {quoted(self._text(field, kind))}"

    def _part(self, kind: Kind, indent: str, mark: str, *, single: bool) -> Iterator[str]:
        """Write one part, as a list of one where there can be several."""
        lines = list(self._keys(kind, f"{indent}  ", mark, explain=False))
        first = next(place for place, line in enumerate(lines) if not line.startswith("# "))
        inner = len(mark) + len(indent)
        for place, line in enumerate(lines):
            if place == first and not single:
                yield f"{line[:inner]}- {line[inner + 2 :]}"
            else:
                yield line

    def _why(self, field: Field, indent: str, *, explain: bool) -> Iterator[str]:
        """Say what a field is for, and what it takes."""
        needed = "Required. " if field.minimum else ""
        several = "" if field.maximum == 1 or field.one_a_language or field.part else " Several: [A, B]"
        text = f"{needed}{field.description} {allowed(field, self.repository, self.model)}{several}".strip()
        if explain or not field.minimum or field.kinds:
            for line in textwrap.wrap(text, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False):
                yield f"# {indent}{line}"

    def _text(self, field: Field, kind: Kind) -> str:
        """Give the example of a field in the words of a reader."""
        term = example(field, kind, self.repository, self.model)
        return Writer(self.model, self.kind).text(term, field) if term else "…"

    def csv(self) -> str:
        """Give the template as a table of one row."""
        columns = [path for path in paths(self.kind, self.model) if self._in_table(path)]
        cells = []
        for path in columns:
            kind = self.model.parts[path[-2].part] if len(path) > 1 and path[-2].part else self.kind
            field = path[-1]
            part = self.model.parts[field.part] if field.part else None
            main = part.main if part else None
            text = self._text(main, part) if main and part else self._text(field, kind)
            cells.append(join([text], field))
        table = io.StringIO()
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(["kind", "slug", *(short_name(path, self.kind, self.model) for path in columns)])
        writer.writerow([self.kind.name, self.kind.example, *cells])
        return table.getvalue()

    def _in_table(self, path: tuple[Field, ...]) -> bool:
        """Say whether a column stands in the template: the fields of the record, and what its evidence needs."""
        if len(path) == 1:
            return path[0].path.value not in LATER
        return all(field.minimum for field in path)

    def turtle(self) -> str:
        """Give the template in Turtle."""
        names = Names(self.model.prefixes)
        record = ox.NamedNode(f"{RECORDS}{self.kind.name}/{self.kind.example}")
        blocks = "\n".join(self._block(record, self.kind, names, ""))
        prefixes = "".join(f"PREFIX {each}: <{self.model.prefixes[each]}>\n" for each in sorted(names.used))
        head = f"# A new record of the kind {self.kind.name}: a line that begins with # is left out.\n"
        return f"{head}\n{prefixes}\n{blocks}"

    def _block(self, subject: ox.NamedNode, kind: Kind, names: Names, mark: str) -> Iterator[str]:
        """Write what can be said of a thing, then the blocks of its parts."""
        parts: list[tuple[ox.NamedNode, Kind, str]] = []
        lines = [f"{mark}{names.name(subject.value)}", f"{mark}    a {names.name(kind.target.value)} ;"]
        for field in kind.fields:
            own = mark if field.minimum else "#"
            lines += [f"# {line}" for line in self._why(field, "    ", explain=not mark)] if not mark else []
            if field.part:
                part = self.model.parts[field.part]
                iri = ox.NamedNode(f"{subject.value.partition('#')[0]}#{part.stem}-{len(parts) + 1 if mark else 1}")
                parts.append((iri, part, own))
                lines.append(f"{own}    {names.name(field.path.value)} {names.name(iri.value)} ;")
            elif value := self._value(field, kind, names):
                name = "a" if field.path == TYPE else names.name(field.path.value)
                lines.append(f"{own}    {name} {value} ;")
        yield "\n".join((*lines, f"{mark}.", ""))
        for iri, part, own in parts:
            yield from self._block(iri, part, names, own)

    def _value(self, field: Field, kind: Kind, names: Names) -> str:
        """Give the example of a field in Turtle."""
        term = field.constant or example(field, kind, self.repository, self.model)
        if field.path == POSITION and kind.stem:
            return "1"
        return names.literal(term) if isinstance(term, ox.Literal) else names.name(term.value) if term else ""
