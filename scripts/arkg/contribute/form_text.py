"""The text of a filled-in issue form → a record as keys and values, each with its line.

GitHub writes each answer below its label, which is a heading: ``### Run by``, a blank line, the answer, or
``_No response_``. Only the labels of the form are headings; any other line is a text, whatever it looks like. A label
that stands there twice may be forged, and nothing is guessed: the form is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from arkg.contribute.form import Box, boxes
from arkg.contribute.table import nest
from arkg.contribute.tree import Entry, Mapping, Scalar
from arkg.errors import Location, SyntaxFault
from arkg.names import squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.contribute.columns import Path
    from arkg.contribute.draft import Desk

HEADING = ("### ", "###\t")
NOTHING = "_No response_"
NO_CHOICE = (NOTHING, "None", "")
OWN = ("kind", "slug")
MOST = 100
REMEDY = "Fill in a form for a new issue, or print a template: arkg new KIND"


Labels = dict[str, Box]
"""The boxes of a form by their folded labels."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A label, the line it stands on, and the lines below it."""

    label: str
    line: int
    box: Box | None
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Give the answer without the blank lines around it."""
        return "\n".join(self.lines).strip()

    @property
    def first(self) -> int:
        """Give the line on which the answer begins."""
        return self.line + 1 + next((place for place, line in enumerate(self.lines) if line.strip()), -1)


def read_form(text: str, file: str, desk: Desk) -> Iterator[Mapping]:
    """Give the one record of a form; raise SyntaxFault, with the line, where the text is none."""
    kind = find_kind(text, desk)
    if not kind:
        raise SyntaxFault("This is no form: it has no heading ### Kind.", file=file, line=1, remedy=REMEDY)
    asked = boxes(desk.repository, desk.schema, kind) if kind in desk.schema.record_types else []
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


def find_kind(text: str, desk: Desk) -> str:
    """Give the answer to the first question, which is that for the kind, else the kind of records that name none."""
    first = next(read_answers(text, "", {}), None)
    return first.text.partition("\n")[0].strip() if first and squash(first.label) == "kind" else desk.kind or ""


def read_answers(text: str, file: str, known: Labels) -> Iterator[Answer]:
    """Give each answer.

    Raises SyntaxFault where something stands before the first, a label stands there twice, or too many stand there.
    """
    found: dict[str, Answer] = {}
    now: Answer | None = None
    for number, line in enumerate(text.split("\n"), 1):
        label = heading(line, now, known)
        if label and squash(label) in found:
            raise SyntaxFault(
                f"The heading {label[:60]!r} stands here twice; first at line {found[squash(label)].line}.",
                file=file,
                line=number,
                remedy="Write it without ### where it is part of a text.",
            )
        if len(found) > MOST:
            raise SyntaxFault("Most headings here are no fields of the form.", file=file, line=number, remedy=REMEDY)
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


def heading(line: str, now: Answer | None, known: Labels) -> str:
    """Give the label that a line is, if it is one: one of the form, or any that cannot be part of the answer above."""
    label = line[4:].strip().rstrip("#").rstrip() if line.startswith(HEADING) else ""
    is_known = squash(label) in OWN or squash(label) in known
    is_text = now is not None and now.box is not None and not (now.box.is_line or now.box.options)
    return "" if is_text and not is_known else label


def read_values(answer: Answer) -> Iterator[tuple[int, str]]:
    """Give the values of an answer, each with its line: one text, the choices, or one a line."""
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
