"""Check quotations against a copy of their source: which are false, and which lines no record quotes.

Quotations are Web Annotation TextQuoteSelectors (https://www.w3.org/TR/annotation-model/#text-quote-selector) of
records in the graph. White space counts as one blank; nothing else is folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault, UnknownName
from arkg.names import expand, nearest
from arkg.namespaces import OA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from arkg.workspace import Workspace

SOURCE, SELECTOR, EXACT, PREFIX, SUFFIX = OA.terms("hasSource", "hasSelector", "exact", "prefix", "suffix")
MARKS = " \t\"'“”„‘’‚«»‹›-–—―•·*…"  # what may stand around a line without being part of its words
WORDS = 5  # so many words of a line stand for it
ALIKE_LINES = 0.6


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words a record quotes, what it says stands before and after them, and where the record says so.

    ``fault`` says in a sentence to the contributor why the copy does not bear it out.
    """

    file: str
    line: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the copy with words on it; ``start`` and ``end`` are where its words stand in the folded copy."""

    number: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found; ``quotations`` and ``lines`` count all there are."""

    source: str
    quotations: int
    false: tuple[Quotation, ...]
    lines: int
    unquoted: tuple[Line, ...]


def check(workspace: Workspace, source: str, text: str) -> Report:
    """Compare every quotation from ``source`` (an IRI) with ``text``, a copy of it.

    Raises UnknownName for a source that no record cites, InputFault for a copy without words.
    """
    quotations = find_quotations(workspace, source)
    copy, lines = read_lines(text)
    if not lines:
        raise InputFault("The copy of the source is empty.", remedy="Save the text of the page in it.")
    found = {quotation: find_spans(copy, quotation) for quotation in quotations}
    false = tuple(
        replace(quotation, fault=explain(copy, lines, quotation, len(spans)))
        for quotation, spans in found.items()
        if len(spans) != 1
    )
    spans = [each[0] for each in found.values() if len(each) == 1]
    unquoted = tuple(line for line in lines if not is_quoted(copy, line, spans))
    return Report(source, len(quotations), false, len(lines), unquoted)


def find_quotations(workspace: Workspace, source: str) -> list[Quotation]:
    """Return the quotations that the records attribute to a source, in order of file and line.

    Raises UnknownName, with the nearest sources, for one that no record cites.
    """
    cited = [quad for quad in workspace.quads("data") if quad.predicate == SOURCE]
    iri = expand(source, workspace.prefixes)
    evidence = {quad.subject for quad in cited if quad.object == iri}
    if not evidence:
        names = {quad.object.value for quad in cited if isinstance(quad.object, ox.NamedNode)}
        raise UnknownName("cited source", source, nearest(source, names), remedy="No record has evidence from it.")
    files = {workspace.record_path(each) for each in evidence if isinstance(each, ox.NamedNode)}
    return [each for path in sorted(filter(None, files)) for each in read_quotations(workspace, path, evidence)]


def read_quotations(
    workspace: Workspace, path: Path, evidence: set[ox.NamedNode | ox.BlankNode | ox.Triple]
) -> Iterator[Quotation]:
    """Yield the quotations in one file that belong to these pieces of evidence, in the order of its lines."""
    statements = workspace.document(path).statements
    triples = [each.triple for each in statements]
    selectors = {each.object for each in triples if each.predicate == SELECTOR and each.subject in evidence}
    words = {
        (each.subject, each.predicate): each.object.value for each in triples if isinstance(each.object, ox.Literal)
    }
    for each in statements:
        subject = each.triple.subject
        if each.triple.predicate == EXACT and subject in selectors:
            exact, before, after = (words.get((subject, term), "") for term in (EXACT, PREFIX, SUFFIX))
            yield Quotation(workspace.place(path), each.line, exact, before, after)


def collapse(text: str) -> str:
    """Return a text with every run of white space as one blank, and none at its ends."""
    return " ".join(text.split())


def read_lines(text: str) -> tuple[str, tuple[Line, ...]]:
    """Return the folded copy, and its lines with where the words of each stand in it."""
    copy, lines = "", []
    for number, raw in enumerate(re.split(r"\r\n?|\n", text), start=1):
        line = collapse(raw)
        core = line.strip(MARKS)
        if core:
            start = len(copy) + line.index(core)
            lines.append(Line(number, line, start, start + len(core)))
        copy += f"{line} " if line else ""
    return copy.rstrip(), tuple(lines)


def find_spans(copy: str, quotation: Quotation) -> list[tuple[int, int]]:
    """Return where the exact words stand in the copy with the words before and after around them, as start and end."""
    exact, prefix, suffix = collapse(quotation.exact), collapse(quotation.prefix), collapse(quotation.suffix)
    starts = (match.start() for match in re.finditer(f"(?={re.escape(exact)})", copy) if exact)
    return [
        (start, start + len(exact))
        for start in starts
        if copy[:start].rstrip().endswith(prefix) and copy[start + len(exact) :].lstrip().startswith(suffix)
    ]


def explain(copy: str, lines: tuple[Line, ...], quotation: Quotation, times: int) -> str:
    """Return why a quotation is false: it stands in the copy this many times, and not once."""
    if times:
        return f"These words are in the copy {times} times. Use oa:prefix or oa:suffix to say which."
    if collapse(quotation.exact) in copy and collapse(quotation.exact):
        return "These words are in the copy, but not between this oa:prefix and oa:suffix."
    from rapidfuzz import process  # noqa: PLC0415 - only a false quotation needs it
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - as above

    texts = [line.text for line in lines]
    near = process.extractOne(
        collapse(quotation.exact), texts, scorer=Indel.normalized_similarity, score_cutoff=ALIKE_LINES
    )
    return f"These words are not in the copy. {f'The nearest line is: {near[0]}' if near else 'Copy them exactly.'}"


def is_quoted(copy: str, line: Line, spans: list[tuple[int, int]]) -> bool:
    """Return whether a quotation equals the line, spans it, or is five or more words of it."""
    words = copy[line.start : line.end]
    for start, end in spans:
        common = copy[max(start, line.start) : min(end, line.end)] if start < line.end and end > line.start else ""
        if common == words or len(common.split()) >= WORDS or copy[start:end].strip(MARKS) == words:
            return True
    return False
