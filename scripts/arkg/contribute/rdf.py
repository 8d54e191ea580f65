"""RDF texts (Turtle, N-Triples, …) → statements with their places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.problem import Problem
from arkg.errors import SyntaxFault
from arkg.graph import RECORDS, Place
from arkg.turtle import Document, read

if TYPE_CHECKING:
    from arkg.contribute.draft import Desk

HIDDEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+"|'
    r"'''(?:[^'\\]|\\.|'(?!''))*+'''|'(?:[^'\\\n]|\\.)*+'|<[^<>\"{}|^`\\\s]*+>|#[^\n]*+"
)
GRAPH = re.compile(r"(?:\bgraph\s++)?(?:(?:<[^<>\s]*+>|[\w.:-]++|\[\s*+\])\s*+)?\{", re.IGNORECASE)


def read_turtle(text: str, file: str, desk: Desk) -> None:
    """Take the statements of a Turtle text; raise SyntaxFault where it is none."""
    take_document(read(text, file=file, known_prefixes=desk.model.prefixes), file, desk)


def take_document(document: Document, file: str, desk: Desk) -> None:
    """Take the statements of a document; the opening comment is that of its record, where it has only one."""
    for each in document.statements:
        state(each.triple, Place(file, each.line, each.column), Place(file, each.subject_line), desk)
    subjects = (each.triple.subject for each in document.statements)
    heads = {subject.value.partition("#")[0] for subject in subjects if isinstance(subject, ox.NamedNode)}
    if document.comment and len(heads) == 1:
        desk.draft.comments[ox.NamedNode(heads.pop())] = document.comment


def state(triple: ox.Triple, place: Place, begin: Place, desk: Desk) -> None:
    """Take a statement, whose subject begins at a place, or note that it is about a thing without a name."""
    subject, value = triple.subject, triple.object
    if isinstance(value, ox.BlankNode):
        desk.draft.blanks[value] = blank_problem(triple, place, desk)
    elif isinstance(subject, ox.BlankNode):
        desk.draft.blanks.setdefault(subject, blank_problem(triple, begin, desk))
    elif isinstance(subject, ox.NamedNode) and not isinstance(value, ox.Triple):
        desk.draft.records.setdefault(subject, begin)
        desk.draft.say(subject, triple.predicate, value, place)


def blank_problem(triple: ox.Triple, place: Place, desk: Desk) -> Problem:
    """Say that a thing has no name, and how to name it."""
    above = triple.subject if isinstance(triple.subject, ox.NamedNode) else None
    record = above.value.partition("#")[0] if above else f"{RECORDS}concept/racism"
    kinds = (*desk.model.kinds.values(), *desk.model.parts.values())
    parts = (field.part for kind in kinds if (field := kind.at(triple.predicate)) and field.part)
    stem = next((desk.model.parts[part].stem for part in parts), "evidence")
    remedy = f"Name each part after its record, with # and a number, e.g. <{record}#{stem}-1>"
    return Problem(place, "This thing has no name: it is a blank node.", remedy, record=above)


def read_nquads(text: str, file: str, desk: Desk) -> None:
    """Take the statements of an N-Quads text, line by line, whatever graph they are in."""
    for line, each in enumerate(text.split("\n"), 1):
        try:
            quads = list(ox.parse(each, ox.RdfFormat.N_QUADS))
        except (SyntaxError, ValueError) as fault:
            what = f"This is not N-Quads: {getattr(fault, 'msg', fault)}."
            remedy = "A line is <subject> <property> <value> . in full addresses."
            raise SyntaxFault(
                what, file=file, line=line, column=getattr(fault, "offset", 0) or 0, remedy=remedy
            ) from fault
        for quad in quads:
            state(quad.triple, Place(file, line, 1), Place(file, line), desk)


def read_trig(text: str, file: str, desk: Desk) -> None:
    """Take the statements of a TriG text, whatever graph they are in; raise SyntaxFault where it is none."""
    take_document(read(without_graphs(text), file=file, known_prefixes=desk.model.prefixes), file, desk)


def without_graphs(text: str) -> str:
    """Give a TriG text as Turtle of the same length: without the names of graphs and the braces around them."""
    masked = HIDDEN.sub(lambda match: mask(match[0]), text)
    letters = list(text)
    for match in GRAPH.finditer(masked):
        declared = re.search(
            r"(?i)(?:prefix\s+[^\s:]*+:|base)\s*+\Z", masked[max(0, match.start() - 200) : match.start()]
        )
        start = match.end() - 1 if declared else match.start()
        blank(letters, start, match.end())
    for match in re.finditer("}", masked):
        before = "".join(letters[max(0, match.start() - 500) : match.start()]).rstrip()
        ended = masked[: match.start()].rstrip().endswith((".", "{", "}")) or not before
        letters[match.start()] = " " if ended else "."
    return "".join(letters)


def mask(token: str) -> str:
    """Hide what stands in a text, an address or a comment."""
    if token.startswith("<"):
        return f"<{'x' * (len(token) - 2)}>"
    return " " * len(token) if token.startswith("#") else "x" * len(token)


def blank(letters: list[str], start: int, end: int) -> None:
    """Put blanks in the place of letters, keeping the lines."""
    letters[start:end] = ["\n" if letter == "\n" else " " for letter in letters[start:end]]
