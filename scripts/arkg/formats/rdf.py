"""RDF texts (Turtle, N-Triples, …) → statements with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault, Location, SyntaxFault
from arkg.namespaces import RECORDS, SHAPE
from arkg.turtle import read, unmerged
from arkg.workspace import Located

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.formats.draft import Draft

MOST_WITHOUT_NAME = 20
"""How many things without a name are told of, in each file; the last of them says how many more there are."""


def read_turtle(text: str, file: str, draft: Draft, *, trig: bool = False) -> None:
    """Read the statements of a Turtle or TriG text, whatever graph they are in; raise SyntaxFault where it is none.

    The opening comment is that of its record, where it has only one. Where rules are described, blank nodes may stand.
    """
    document = read(text, file=file, known_prefixes=draft.schema.prefixes, trig=trig)
    subjects = [each.triple.subject for each in document.statements]
    named = {subject.value for subject in subjects if isinstance(subject, ox.NamedNode)}
    add = keep if any(each.startswith(SHAPE) for each in named) else state
    for each in document.statements:
        add(each.triple, Location(file, each.line, each.column), Location(file, each.subject_line), draft)
    heads = {each.partition("#")[0] for each in named}
    if document.comment and len(heads) == 1:
        draft.comments[ox.NamedNode(heads.pop())] = document.comment


def state(triple: ox.Triple, place: Location, begin: Location, draft: Draft) -> None:
    """Add a statement, whose subject begins at a place, or note that it is about a thing without a name."""
    subject, value, blanks = triple.subject, triple.object, draft.blanks
    if isinstance(value, ox.BlankNode):
        if value not in blanks or isinstance(subject, ox.NamedNode):
            blanks[value] = Located(triple, place)
    elif isinstance(subject, ox.BlankNode):
        blanks.setdefault(subject, Located(triple, begin))
    elif isinstance(value, ox.Triple) or (isinstance(value, ox.Literal) and value.direction):
        what = "The direction of a text" if isinstance(value, ox.Literal) else "A statement about a statement"
        what = f"{what} is RDF 1.2, and arkg reads RDF 1.1."
        draft.note(InputFault(what, remedy="Leave it out."), place)
    elif isinstance(subject, ox.NamedNode):
        draft.records.setdefault(subject, begin)
        draft.add(triple, place)


def keep(triple: ox.Triple, place: Location, begin: Location, draft: Draft) -> None:
    """Add a statement, whose subject begins at a place, whatever its terms are."""
    if isinstance(triple.subject, ox.NamedNode):
        draft.records.setdefault(triple.subject, begin)
    draft.add(triple, place)


def note_nameless(draft: Draft) -> None:
    """Note each thing without a name, but those within another; in each file, the last counts the rest.

    A list is one such thing, whatever the number of its members.
    """
    files: dict[str, list[Located]] = {}
    for located in draft.blanks.values():
        files.setdefault(located.location.file, []).append(located)
    for every in files.values():
        blanks = draft.blanks
        outer = [
            each for each in every if each.triple.object not in blanks or isinstance(each.triple.subject, ox.NamedNode)
        ]
        *told, last = (outer or every)[:MOST_WITHOUT_NAME]
        for each in told:
            note_blank(each, 0, draft)
        note_blank(last, len(every) - len(told) - 1, draft)


def note_blank(located: Located, more: int, draft: Draft) -> None:
    """Note a blank node: how to name it, and how many more there are."""
    triple = located.triple
    above = triple.subject if isinstance(triple.subject, ox.NamedNode) else None
    record = above.value.partition("#")[0] if above else f"{RECORDS}concept/racism"
    kinds = (*draft.schema.record_types.values(), *draft.schema.parts.values())
    parts = (field.part for kind in kinds if (field := kind.at(triple.predicate)) and field.part)
    stem = next((draft.schema.parts[part].fragment for part in parts), "evidence")
    others = f", and so {'is' if more == 1 else 'are'} {more:,} more in this file" if more else ""
    remedy = f"Name each part after its record, with # and a number, e.g. <{record}#{stem}-1>"
    what = f"This thing has no name: it is a blank node{others}."
    draft.note(InputFault(what, remedy=remedy), located.location, record=above)


class Places:
    """Where the subjects in a text stand, and the values of their properties, as near as it can be told."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._values: dict[tuple[str, str, str], Location] = {}
        self.subjects: dict[str, Location] = {}

    def note(self, subject: str, predicate: str, value: str, place: Location) -> None:
        """Add the place of a value."""
        for key in _keys(subject, predicate, value):
            self._values.setdefault(key, place)

    def find(self, triple: ox.Triple) -> Location:
        """Return the place of the value of a statement, else of its subject.

        A value is looked for under its subject, then under its property, at last by these two.
        """
        subject, value = (
            each.value if isinstance(each, (ox.NamedNode, ox.Literal)) else ""
            for each in (triple.subject, triple.object)
        )
        keys = _keys(subject, triple.predicate.value, value)
        found = next((self._values[key] for key in keys if key in self._values), None)
        return found or self.subjects.get(subject) or Location(self._file, 1)


def _keys(subject: str, predicate: str, value: str) -> tuple[tuple[str, str, str], ...]:
    return (value, subject, predicate), (value, subject, ""), (value, "", predicate), ("", subject, predicate)


def parse(text: str, file: str, form: ox.RdfFormat, *, lenient: bool = False) -> list[ox.Triple]:
    """Return the statements of a text, whatever graph they are in; raise SyntaxFault where it is not of this form.

    Where ``lenient``, IRIs and language tags are as in the text, even where they are none.
    """
    try:
        return [quad.triple for quad in ox.parse(text, form, rename_blank_nodes=True, lenient=lenient)]
    except (SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", 0) or 0
        raise SyntaxFault(f"This is not {form.name}: {getattr(fault, 'msg', fault)}.", file=file, line=line) from fault


def read_lines(text: str, file: str, draft: Draft, form: ox.RdfFormat) -> None:
    """Read the statements of an N-Triples or N-Quads text, line by line, whatever graph they are in."""
    for line, quad in lines(text, file, form):
        state(quad.triple, Location(file, line, 1), Location(file, line), draft)


def lines(text: str, file: str, form: ox.RdfFormat) -> Iterator[tuple[int, ox.Quad]]:
    """Yield each statement of an N-Triples or N-Quads text with its line; raise SyntaxFault for a line that is none.

    Blank nodes bear the labels that they have in the text.
    """
    for line, each in enumerate(text.split("\n"), 1):
        try:
            yield from ((line, quad) for quad in ox.parse(each, form))
        except (SyntaxError, ValueError) as fault:
            what = f"This is not {form.name}: {getattr(fault, 'msg', fault)}."
            graph = " <graph>" if form.supports_datasets else ""
            remedy = f"A line is <subject> <property> <value>{graph} . in full addresses."
            column = getattr(fault, "offset", 0) or 0
            error = SyntaxFault(what, file=file, line=line, column=column, remedy=remedy)
            raise unmerged(text, file, least=1) or error from fault
