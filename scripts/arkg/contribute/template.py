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
        """Write the fields that someone fills in, the required ones first, each under what it is for.

        ``mark`` is # where all of it can be left out.
        """
        for each in sorted(kind.fields, key=lambda each: not each.minimum):
            if each.constant or (each.path == POSITION and kind.fragment):
                continue
            own = mark if each.minimum else "#"
            if why := [f"{indent}# {line}" for line in self._why(each, kind, WIDTH - len(indent))]:
                yield from ["", *why] if not indent else why
            if not each.part:
                yield f"{indent}{own}{each.name}: {quoted(self._text(each, kind))}"
                continue
            lines = list(self._keys(self.schema.parts[each.part], f"{indent}  ", own))
            if each.maximum != 1:
                first = next(place for place, line in enumerate(lines) if not line.lstrip().startswith("# "))
                lines[first] = f"{indent}{own}- {lines[first].lstrip().removeprefix(own)}"
            yield from (f"{indent}{own}{each.name}:", *lines)

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

        Its columns are the fields of the record, and what its parts need, with an example where it is needed. Handed in
        with the rows that someone adds, it changes nothing.
        """
        record = existing(self.workspace, ox.NamedNode(f"{RECORDS}{self.kind.name}/{self.kind.example}"))
        said = Writer(self.schema, self.kind).row(record, of_first=True) if record else {}
        row: dict[Column, str] = {("kind", (), ""): self.kind.name, ("slug", (), ""): self.kind.example}
        for path in paths(self.kind, self.schema):
            is_needed = all(each.minimum for each in path)
            if is_needed or (len(path) == 1 and path[0].path not in LATER):
                shown = join([self._text(path[-1], self.kind)], path[-1]) if is_needed else ""
                row["", path, ""] = said.get(("", path, "")) or shown
        return to_csv([row], self.kind, self.schema)

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
            term = each.constant or example(each, kind, self.workspace)
            value = names.name(term.value) if isinstance(term, ox.NamedNode) else ""
            if isinstance(term, ox.Literal):
                value = names.literal(term)
            elif each.path == POSITION and kind.fragment:
                value = "1"
            elif each.part:
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
