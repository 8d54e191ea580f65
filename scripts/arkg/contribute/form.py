"""The shapes → the issue form of a kind, for people without git: each field of the kind as a box to fill in.

What GitHub takes as a form: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.contribute.columns import Columns, Path, full_name, paths, with_article
from arkg.contribute.examples import MOST_NAMED, allowed, example, is_base, of_kind
from arkg.contribute.export import Writer
from arkg.contribute.template import LATER
from arkg.errors import UnknownName
from arkg.names import nearest
from arkg.namespaces import PREF_LABEL
from arkg.schema import POSITION, Field, RecordType, Schema, read_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.workspace import Repository

TOP = "# Made by: arkg new {kind} --format form\n"
INTRODUCTION = """\
Fill in what a source says, and leave the rest empty: what no source says is left out. Write in your own words. If \
the graph has the record already, each answer takes the place of what it says there, and all else stays as it is. \
Within minutes an answer below your issue says what to mend, if anything; edit the issue, and it is checked again."""


@dataclass(frozen=True, slots=True)
class Box:
    """One question of a form: its label, the fields it fills in, whose they are, and the choices, if there are any."""

    label: str
    path: Path
    kind: RecordType
    options: tuple[str, ...] = ()

    @property
    def field(self) -> Field:
        """Give the field that the answer is a value of."""
        return self.path[-1]

    @property
    def is_single(self) -> bool:
        """Say whether there can be one value only (in one language: forms are in English)."""
        return self.field.maximum == 1 or (self.field.is_literal and self.field.one_per_language)

    @property
    def is_line(self) -> bool:
        """Say whether the answer is no longer than a line."""
        return self.is_single and (not self.field.has_language or self.field.path == PREF_LABEL)

    @property
    def is_required(self) -> bool:
        """Say whether there is no record without an answer."""
        return all(each.minimum for each in self.path)


def issue_form(repository: Repository, kind: str) -> str:
    """Give the issue form of a kind, in YAML; raise UnknownName where there is no such kind."""
    import yaml  # noqa: PLC0415 - the door that reads forms needs none

    schema = read_schema(repository)
    if kind not in schema.record_types:
        raise UnknownName(
            "kind", kind, nearest(kind, schema.record_types), remedy=f"Kinds are {', '.join(schema.record_types)}."
        )
    form = {
        "name": f"Add {with_article(kind)}",
        "description": f"Hand in {with_article(kind)}, or more about one, without git.",
        "title": f"{kind}: ",
        "body": [
            *head(schema.record_types[kind]),
            *(element(box, repository, schema) for box in boxes(repository, schema, kind)),
        ],
    }
    return TOP.format(kind=kind) + yaml.safe_dump(form, sort_keys=False, allow_unicode=True, width=110)


def boxes(repository: Repository, schema: Schema, kind: str) -> list[Box]:
    """Give the boxes of a kind's form, the required ones first."""
    whole = schema.record_types[kind]
    named = Columns(whole, schema)
    found = []
    for path in paths(whole, schema):
        if is_asked(path, schema):
            label = named.name(path) if path[0].minimum else full_name(path)
            part = schema.parts[path[-2].part] if len(path) > 1 and path[-2].part else whole
            found.append(Box(capital(label), path, part, tuple(options(path[-1], repository, schema))))
    return sorted(found, key=lambda box: not box.is_required)


def is_asked(path: Path, schema: Schema) -> bool:
    """Say whether a form asks for a field: one of the record, of what every record needs, or of a text about it."""
    if len(path) == 1:
        return path[0].path.value not in LATER
    if path[0].minimum:
        return all(field.minimum for field in path)
    part = schema.parts[path[0].part] if path[0].part else None
    is_text = part is not None and any(field.minimum and field.has_language for field in part.fields)
    more = len(path) == 2 and path[1].name != "note"  # noqa: PLR2004 - a field of the part itself
    return is_text and path[-1].path != POSITION and (more or all(field.minimum for field in path[1:]))


def options(field: Field, repository: Repository, schema: Schema) -> Iterator[str]:
    """Give the answers to choose from, where they are few: what the choices are called, or the names of records."""
    for choice in field.choices:
        if not is_base(choice, field, schema):
            yield schema.label(choice)
    records = [iri for kind in field.record_types[:1] for iri in of_kind(kind, repository)]
    if len(field.record_types) == 1 and len(records) <= MOST_NAMED:
        yield from (iri.value.rpartition("/")[2] for iri in records)


def head(kind: RecordType) -> Iterator[dict[str, object]]:
    """Give what every form begins with: what to do, the kind, and the slug."""
    yield {"type": "markdown", "attributes": {"value": INTRODUCTION}}
    yield {
        "type": "dropdown",
        "id": "kind",
        "attributes": {"label": "Kind", "options": [kind.name], "default": 0},
        "validations": {"required": True},
    }
    about = "The end of its address, which never changes; left empty, it is made of the name."
    yield {
        "type": "input",
        "id": "slug",
        "attributes": {"label": "Slug", "description": about, "placeholder": kind.example},
    }


def element(box: Box, repository: Repository, schema: Schema) -> dict[str, object]:
    """Give the element of a box."""
    attributes: dict[str, object] = {"label": box.label, "description": why(box, repository, schema)}
    if box.options:
        attributes |= {"multiple": not box.is_single, "options": list(box.options)}
    elif shown := placeholder(box, repository, schema):
        attributes["placeholder"] = shown
    form = "dropdown" if box.options else "input" if box.is_line else "textarea"
    found: dict[str, object] = {"type": form, "id": identifier(box), "attributes": attributes}
    return {**found, "validations": {"required": True}} if box.is_required else found


def why(box: Box, repository: Repository, schema: Schema) -> str:
    """Say what an answer is for, and how it is written."""
    said = [box.field.description]
    if not box.options:
        said.append(allowed(box.field, repository, schema))
        said.append("" if box.is_single else "Several stand one below the other.")
    return " ".join(part for part in said if part)


def placeholder(box: Box, repository: Repository, schema: Schema) -> str:
    """Give the example of an answer."""
    part = schema.parts[box.field.part] if box.field.part else box.kind
    field = part.main if box.field.part and part.main else box.field
    term = example(field, part, repository)
    return Writer(schema, part).text(term, field) if term else ""


def identifier(box: Box) -> str:
    """Name an element: letters, digits and hyphens, as GitHub asks."""
    return "-".join("".join(each if each.isalnum() else " " for each in box.label.lower()).split())


def capital(name: str) -> str:
    """Begin a label with a capital letter."""
    return name[:1].upper() + name[1:]
