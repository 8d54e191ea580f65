"""Records of the graph → YAML or CSV, as the readers of these formats read them back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.update import PART_KEY, Existing, existing, next_fragment
from arkg.contribute.write import opening
from arkg.errors import InputFault
from arkg.formats.csv import join, to_csv
from arkg.formats.references import resolve
from arkg.formats.values.terms import to_text
from arkg.formats.yaml import to_yaml
from arkg.names import record_type_of, shorten
from arkg.namespaces import RECORDS, TYPE
from arkg.schema import POSITION, Field, RecordType
from arkg.turtle import value_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from arkg.formats.columns import Path
    from arkg.formats.csv import Column
    from arkg.schema import Schema
    from arkg.workspace import Contribution, Workspace


def export(workspace: Workspace, kind: str, names: Sequence[str] = (), *, form: str = "yaml") -> str:
    """Write records of a kind as ``yaml``, which says all that their files say, or as a ``csv`` table.

    These are the records that are named, each once, or all in the order of their slugs. Raises UnknownName for an
    unknown kind or record, InputFault for a record with what no field can say.
    """
    schema = workspace.schema
    writer = Writer(schema, schema.record_type(kind))
    named = [resolve(workspace, name, kinds=(kind,)) for name in names]
    every = (iri for iri in workspace.records if iri.value.startswith(f"{RECORDS}{kind}/"))
    records = [found for iri in dict.fromkeys(named or every) if (found := existing(workspace, iri))]
    if form == "csv":
        return to_csv([writer.row(record) for record in records], writer.kind, schema)
    return "---\n".join(to_yaml(writer.tree(record)) for record in records)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the records of one kind as keys with values."""

    schema: Schema
    kind: RecordType

    def tree(self, record: Existing) -> dict[str, object]:
        """Return a record as nested keys; what readers add by themselves is left out."""
        self._refuse_unsayable(record)
        slug = record.iri.value.rpartition("/")[2]
        own: dict[str, object] = {"kind": self.kind.name, "slug": slug}
        if record.comment and record.comment != opening(record.iri, record.triples):
            own["comment"] = record.comment
        return {**own, **self._keys(record, record.iri, self.kind, Counter())}

    def row(self, record: Existing, *, of_first: bool = False) -> dict[Column, str]:
        """Return what one row of a table can say of a record.

        A part is said only where it is the only one of its sort, or, if that is asked for, the first.
        """
        tree = self.tree(record)
        found: dict[Column, str] = {(own, (), ""): str(tree[own]) for own in ("kind", "slug")}
        return found | dict(self._cells(tree, self.kind, (), of_first=of_first))

    def _cells(
        self, keys: dict[str, object], kind: RecordType, above: Path, *, of_first: bool
    ) -> Iterator[tuple[Column, str]]:
        """Yield the cells of a record or a part, which stands under a path, with their columns."""
        for key, value in keys.items():
            name, _, language = key.partition("@")
            field = kind.find(name)
            if field is None or (field.path == POSITION and kind.fragment):
                continue
            part = self.schema.parts[field.part] if field.part else None
            values = [as_text(each, part) for each in (value if isinstance(value, list) else [value])]
            texts = [each for each in values if isinstance(each, str)]
            first = {part.main.name: texts[0]} if part and part.main and texts and field.maximum == 1 else values[0]
            if isinstance(first, str) and len(texts) == len(values):
                yield ("", (*above, field), language), join(texts, field)
            elif isinstance(first, dict) and part and (len(values) == 1 or of_first):
                yield from self._cells(first, part, (*above, field), of_first=of_first)

    def _keys(
        self, record: Existing, subject: ox.NamedNode, kind: RecordType, counts: Counter[str]
    ) -> dict[str, object]:
        keys: dict[str, object] = {}
        for field in kind.fields:
            if field.constant and {*record.objects(subject, field.path)} - {kind.target} == {field.constant}:
                continue
            if field.part:
                parts = self._parts(record, subject, field, counts)
                keys |= {field.name: parts if len(parts) > 1 or field.maximum != 1 else parts[0]} if parts else {}
                continue
            for language, values in by_language(self._values(record, subject, field, kind), field).items():
                name = f"{field.name}@{language}" if language else field.name
                texts = [to_text(value, field, self.schema, self.kind) for value in values]
                keys[name] = texts if len(texts) > 1 else texts[0]
        return keys

    def _parts(
        self, record: Existing, subject: ox.NamedNode, field: Field, counts: Counter[str]
    ) -> list[dict[str, object] | str]:
        kind = self.schema.parts[field.part or subject]
        found: list[dict[str, object] | str] = []
        for place, part in enumerate(record.parts(subject, field), 1):
            fragment, due = part.value.partition("#")[2], next_fragment(subject, field, kind, counts)
            if fragment in counts:
                found.append({"part": fragment})
                continue
            is_shared = len([each for each in record.triples if each.object == part]) > 1
            counts.update([fragment] if is_shared else [])
            keys: dict[str, object] = {} if fragment == due and not is_shared else {"part": fragment}
            keys |= self._keys(record, part, kind, counts)
            position = kind.at(POSITION)
            if position and keys.get(position.name) == str(place):
                del keys[position.name]
            alone = kind.main and list(keys) == [kind.main.name] and isinstance(keys[kind.main.name], str)
            found.append(str(keys[kind.main.name]) if alone and kind.main else keys)
        return found

    def _values(
        self, record: Existing, subject: ox.NamedNode, field: Field, kind: RecordType
    ) -> list[ox.NamedNode | ox.Literal]:
        values = record.objects(subject, field.path)
        if field.path == TYPE:
            values = [value for value in values if value != kind.target]
        return sorted(values, key=value_key)

    def _refuse_unsayable(self, record: Existing) -> None:
        """Raise InputFault where a record has a statement that no field can say."""
        every = (*self.schema.parts.values(), self.kind)
        kinds: dict[object, RecordType] = {kind.target: kind for kind in every}
        typed = (each for each in record.triples if each.predicate == TYPE and each.object in kinds)
        kind_of = {each.subject: kinds[each.object] for each in typed}
        for triple in record.triples:
            kind = kind_of.get(triple.subject)
            field = kind.at(triple.predicate) if kind else None
            if triple.predicate == TYPE and kind and triple.object == kind.target:
                continue
            if field is None or not sayable(triple.object, field):
                raise InputFault(
                    f"No field can say this: {triple}",
                    where=shorten(record.iri.value, self.schema.prefixes),
                    remedy="Run arkg validate to see what is wrong with the record.",
                )


def as_text(value: object, part: RecordType | None) -> object:
    """Return the text of a part that is no more than that, whatever it is called; any other value is itself."""
    keys = [key for key in value if key != PART_KEY] if isinstance(value, dict) else []
    main = part.main.name if part and part.main else ""
    return value[main] if isinstance(value, dict) and keys == [main] and isinstance(value[main], str) else value


def sayable(value: object, field: Field) -> bool:
    """Return whether a field takes a value of this sort."""
    if isinstance(value, ox.Literal):
        return (field.any_literal or value.datatype in field.datatypes) and not value.direction
    return isinstance(value, ox.NamedNode) and not field.is_literal and (not field.choices or value in field.choices)


def by_language(
    values: Iterable[ox.NamedNode | ox.Literal], field: Field
) -> dict[str, list[ox.NamedNode | ox.Literal]]:
    """Sort values by their language, English and what has none first and under the empty name."""
    found: dict[str, list[ox.NamedNode | ox.Literal]] = {}
    for value in values:
        language = value.language if isinstance(value, ox.Literal) and not field.any_literal else ""
        found.setdefault("" if language == "en" else language or "", []).append(value)
    return dict(sorted(found.items()))


def as_yaml(workspace: Workspace, contribution: Contribution) -> str:
    """Write the records in the order of their identifiers; raise InputFault for what no field can say."""
    schema = workspace.schema
    texts = []
    about: dict[str, list[ox.Triple]] = {}
    for triple in (each.triple for each in contribution.statements):
        about.setdefault(str(triple.subject).strip("<>").partition("#")[0], []).append(triple)
    for iri in sorted((each for each in contribution.records if "#" not in each.value), key=lambda each: each.value):
        record = Existing(iri, tuple(about.get(iri.value, ())), contribution.comments.get(iri, ""))
        texts.append(to_yaml(Writer(schema, schema.record_types[record_type_of(iri)]).tree(record)))
    return "---\n".join(texts)
