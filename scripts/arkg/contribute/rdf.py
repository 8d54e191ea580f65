"""RDF texts (Turtle, N-Triples, …) → statements with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.problem import Problem
from arkg.graph import RECORDS, Place
from arkg.turtle import Document, read

if TYPE_CHECKING:
    from arkg.contribute.draft import Desk, Draft


def read_turtle(text: str, file: str, desk: Desk) -> None:
    """Take the statements of a Turtle text; raise SyntaxFault where it is none."""
    take_document(read(text, file=file, known_prefixes=desk.model.prefixes), file, desk.draft)


def take_document(document: Document, file: str, draft: Draft) -> None:
    """Take the statements of a document; the opening comment is that of its record, where it has only one."""
    for each in document.statements:
        place = Place(file, each.line, each.column)
        subject, value = each.triple.subject, each.triple.object
        blank = next((node for node in (subject, value) if isinstance(node, ox.BlankNode)), None)
        if blank or not isinstance(subject, ox.NamedNode) or isinstance(value, (ox.Triple, ox.BlankNode)):
            note_blank(place, subject, draft)
            continue
        draft.records.setdefault(subject, Place(file, each.subject_line))
        draft.say(subject, each.triple.predicate, value, place)
    subjects = (each.triple.subject for each in document.statements)
    heads = {subject.value.partition("#")[0] for subject in subjects if isinstance(subject, ox.NamedNode)}
    if document.comment and len(heads) == 1:
        draft.comments[ox.NamedNode(heads.pop())] = document.comment


def note_blank(place: Place, subject: ox.NamedNode | ox.BlankNode | ox.Triple, draft: Draft) -> None:
    """Note a blank node, and how to name it; one note for each place."""
    record = subject.value.partition("#")[0] if isinstance(subject, ox.NamedNode) else f"{RECORDS}concept/racism"
    problem = Problem(
        place,
        "This thing has no name: it is a blank node.",
        f"Name each part after its record, with # and a number, e.g. <{record}#evidence-1>",
    )
    if problem not in draft.problems:
        draft.problems.append(problem)
