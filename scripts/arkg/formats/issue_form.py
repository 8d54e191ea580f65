"""The shapes → the issue form of a kind, for people without git: each field of the kind as a box to fill in.

What GitHub takes as a form: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from arkg.errors import Location, SyntaxFault
from arkg.formats.columns import Columns, Path, full_name, paths
from arkg.formats.csv import nest
from arkg.formats.draft import Entry, Mapping, Scalar
from arkg.formats.values.examples import LATER, allowed, example_text, few_records, is_base
from arkg.formats.yaml import read_yaml
from arkg.names import squash, to_slug, with_article
from arkg.namespaces import PREF_LABEL
from arkg.schema import POSITION, Field, RecordType, Schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.formats.draft import Draft
    from arkg.workspace import Workspace

TOP = "# Made by: arkg new {kind} --format form\n"
INTRODUCTION = """\
Fill in what a source says, and leave the rest empty. Write in your own words. If \
the graph already has the record, each answer replaces what it says there, and everything else stays as it is. Within \
minutes, an answer below your issue says what to fix, if anything; edit the issue, and it is checked again."""
SLUG = "The end of its address, which never changes; if left empty, it is made from the name."


@dataclass(frozen=True, slots=True)
class Box:
    """One question of a form: its label, the fields it fills in, whose they are, and the choices, if there are any."""

    label: str
    path: Path
    kind: RecordType
    options: tuple[str, ...] = ()

    @property
    def field(self) -> Field:
        """Return the field that the answer is a value of."""
        return self.path[-1]

    @property
    def is_single(self) -> bool:
        """Return whether there can be one value only (in one language: forms are in English)."""
        return self.field.maximum == 1 or self.field.is_single

    @property
    def is_line(self) -> bool:
        """Return whether the answer is no longer than a line."""
        return self.is_single and (not self.field.has_language or self.field.path == PREF_LABEL)

    @property
    def is_required(self) -> bool:
        """Return whether there is no record without an answer."""
        return all(each.minimum for each in self.path)


def issue_form(workspace: Workspace, kind: str) -> str:
    """Return the issue form of a kind, in YAML; raise UnknownName where there is no such kind."""
    import yaml  # noqa: PLC0415 - the reader of forms needs none

    schema = workspace.schema
    record_type = schema.record_type(kind)
    form = {
        "name": f"Add {with_article(kind)}",
        "description": f"Hand in {with_article(kind)}, or more about one, without git.",
        "title": f"{kind}: ",
        "body": [
            {"type": "markdown", "attributes": {"value": INTRODUCTION}},
            {
                "type": "dropdown",
                "id": "kind",
                "attributes": {"label": "Kind", "options": [kind], "default": 0},
                "validations": {"required": True},
            },
            {
                "type": "input",
                "id": "slug",
                "attributes": {"label": "Slug", "description": SLUG, "placeholder": record_type.example},
            },
            *(element(box, workspace, schema) for box in boxes(workspace, schema, kind)),
        ],
    }
    return TOP.format(kind=kind) + yaml.safe_dump(form, sort_keys=False, allow_unicode=True, width=110)


def boxes(workspace: Workspace, schema: Schema, kind: str) -> list[Box]:
    """Return the boxes of a kind's form, the required ones first."""
    whole = schema.record_types[kind]
    named = Columns(whole, schema)
    found = []
    for path in paths(whole, schema):
        if is_asked(path, schema):
            label = named.name(path) if path[0].minimum else full_name(path)
            part = schema.parts[path[-2].part] if len(path) > 1 and path[-2].part else whole
            choices = (each for each in path[-1].choices if not is_base(each, path[-1], schema))
            options = (*map(schema.label, choices), *few_records(path[-1], workspace))
            found.append(Box(label[:1].upper() + label[1:], path, part, options))
    return sorted(found, key=lambda box: not box.is_required)


def is_asked(path: Path, schema: Schema) -> bool:
    """Return whether a form asks for a field: one of the record, of what every record needs, or of a text about it."""
    if len(path) == 1:
        return path[0].path not in LATER
    if path[0].minimum:
        return all(field.minimum for field in path)
    part = schema.parts[path[0].part] if path[0].part else None
    is_text = part is not None and any(field.minimum and field.has_language for field in part.fields)
    more = len(path) == 2 and path[1].name != "note"  # noqa: PLR2004 - a field of the part itself
    return is_text and path[-1].path != POSITION and (more or all(field.minimum for field in path[1:]))


def element(box: Box, workspace: Workspace, schema: Schema) -> dict[str, object]:
    """Return the element of a box."""
    attributes: dict[str, object] = {"label": box.label, "description": why(box, workspace, schema)}
    if box.options:
        attributes |= {"multiple": not box.is_single, "options": list(box.options)}
    elif shown := placeholder(box, workspace, schema):
        attributes["placeholder"] = shown
    form = "dropdown" if box.options else "input" if box.is_line else "textarea"
    found: dict[str, object] = {"type": form, "id": to_slug(box.label), "attributes": attributes}
    return {**found, "validations": {"required": True}} if box.is_required else found


def why(box: Box, workspace: Workspace, schema: Schema) -> str:
    """Return what an answer is for, and how it is written."""
    said = [box.field.description]
    if not box.options:
        said.append(allowed(box.field, workspace, schema))
        said.append("" if box.is_single else "Write one per line.")
    return " ".join(part for part in said if part)


def placeholder(box: Box, workspace: Workspace, schema: Schema) -> str:
    """Return the example of an answer."""
    part = schema.parts[box.field.part] if box.field.part else box.kind
    field = part.main if box.field.part and part.main else box.field
    return example_text(field, part, workspace, schema)


HEADING = ("### ", "###\t")
NOTHING = "_No response_"
NO_CHOICE = (NOTHING, "None", "")
OWN = ("kind", "slug")
MOST = 100
WRITTEN = re.compile(r"\s*### Record\s+```yaml\r?\n(.*?)^```", re.DOTALL | re.MULTILINE)
REMEDY = "Fill in a form for a new issue, or print a template: arkg new KIND"


@dataclass(frozen=True, slots=True)
class Answer:
    """A label, the line it stands on, and the lines below it."""

    label: str
    line: int
    box: Box | None
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the answer without the blank lines around it."""
        return "\n".join(self.lines).strip()

    @property
    def first(self) -> int:
        """Return the line on which the answer begins."""
        return self.line + 1 + next((place for place, line in enumerate(self.lines) if line.strip()), -1)


def read_form(text: str, file: str, draft: Draft) -> Iterator[Mapping]:
    """Yield the one record of a form, or the records that the form on a page of /contribute/ wrote as YAML.

    Raises SyntaxFault, with the line, where the text is neither.
    """
    if written := WRITTEN.match(text):
        yield from read_yaml("\n" * text.count("\n", 0, written.start(1)) + written[1], file, draft)
        return
    first = next(read_answers(text, "", {}), None)
    kind = draft.kind or ""
    if first and squash(first.label) == "kind":
        kind = first.text.partition("\n")[0].strip()
    if not kind:
        raise SyntaxFault("This is not a filled-in form: it has no heading ### Kind.", file=file, line=1, remedy=REMEDY)
    asked = boxes(draft.workspace, draft.schema, kind) if kind in draft.schema.record_types else []
    known = {squash(box.label): box for box in asked}
    own: list[Entry] = []
    entries: list[tuple[Path, Entry]] = []
    for answer in read_answers(text, file, known):
        at = Location(file, answer.first, 1, answer.label)
        values = tuple(Scalar(each, Location(file, line, 1, answer.label)) for line, each in read_values(answer))
        if values and answer.box:
            entries.append((answer.box.path, Entry(answer.box.field.name, at, values)))
        elif values:
            key = squash(answer.label) if squash(answer.label) in OWN else answer.label
            own.append(Entry(key, at, values))
    place = Location(file, 1)
    yield Mapping((*own, *nest(entries, place)), place, partial=True)


def read_answers(text: str, file: str, known: dict[str, Box]) -> Iterator[Answer]:
    """Yield each answer.

    Raises SyntaxFault where something stands before the first, a label stands there twice, or too many stand there.
    """
    found: dict[str, Answer] = {}
    now: Answer | None = None
    for number, line in enumerate(text.split("\n"), 1):
        label = heading(line, now, known)
        if label and squash(label) in found:
            raise SyntaxFault(
                f"The heading {label[:60]!r} appears twice; first at line {found[squash(label)].line}.",
                file=file,
                line=number,
                remedy="Write it without ### if it is part of a text.",
            )
        if len(found) > MOST:
            raise SyntaxFault("Most headings here are not fields of the form.", file=file, line=number, remedy=REMEDY)
        if label:
            if now:
                yield now
            now = found[squash(label)] = Answer(label, number, known.get(squash(label)))
        elif now:
            now.lines.append(line)
        elif line.strip():
            raise SyntaxFault("A form begins with the heading ### Kind.", file=file, line=number, remedy=REMEDY)
    if now:
        yield now


def heading(line: str, now: Answer | None, known: dict[str, Box]) -> str:
    """Return the label that a line is: one of the form, or any that cannot be part of the answer above it."""
    label = line[4:].strip().rstrip("#").rstrip() if line.startswith(HEADING) else ""
    is_known = squash(label) in OWN or squash(label) in known
    is_text = now is not None and now.box is not None and not (now.box.is_line or now.box.options)
    return "" if is_text and not is_known else label


def read_values(answer: Answer) -> Iterator[tuple[int, str]]:
    """Yield the values of an answer, each with its line: one text, the choices, or one a line."""
    box, text = answer.box, answer.text
    if text == NOTHING or (box and box.options and text in NO_CHOICE):
        return
    if box is None or (box.is_single and not box.options):
        if text:
            yield answer.first, text
        return
    for number, line in enumerate(answer.lines, answer.line + 1):
        item = re.sub(r"^[ \t]*[-*][ \t]+", "", line).strip()
        choices = item.split(", ")
        yield from ((number, each) for each in (choices if {*choices} <= {*box.options} else [item]) if each)
