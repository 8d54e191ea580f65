"""What was found out → lines of text that two engines share where they agree, whatever order they find it in."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from tests.support.result_keys import keys

from arkg.namespaces import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from arkg.validate.compiler.model import Result
    from arkg.validate.findings import Report

ANY = ox.NamedNode("urn:any")


def of_report(report: Report) -> Iterator[str]:
    """Give a line for each validation result, and for each finding in our words."""
    return chain(of_results(report.results), map(str, report.findings))


def of_results(results: Iterable[Result]) -> Iterator[str]:
    """Give a line for each validation result."""
    return ("\t".join(key) for key in keys(results).elements())


def of_rows(question: str, rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Give a line for each row of an answer; texts without languages, which Oxigraph keeps in GROUP_CONCAT."""
    return ("\t".join((question, *("" if term is None else without_language(term) for term in row))) for row in rows)


def of_triples(triples: Iterable[ox.Triple | ox.Quad]) -> Iterator[str]:
    """Give a line for each statement, with its value in the form in which a store keeps it."""
    return (f"{each.subject} {each.predicate} {as_kept(each.object)}" for each in triples)


def of_dump(path: Path) -> Iterator[str]:
    """Give each line about a record in a file of N-Triples, once."""
    with path.open(encoding="utf-8") as file:
        yield from {line for line in file if line.startswith(f"<{RECORDS}")}


def without_language(term: Any) -> str:
    """Write a term as a store keeps it, a text in a language as a text."""
    return str(ox.Literal(term.value) if isinstance(term, ox.Literal) and term.language else as_kept(term))


def as_kept(term: Any) -> Any:
    """Give a term as a store keeps it."""
    return as_kept_literal(term) if isinstance(term, ox.Literal) and not term.language else term


@cache
def as_kept_literal(literal: ox.Literal) -> Any:
    """Give a literal as a store keeps it: 01 is 1."""
    store = ox.Store()
    store.add(ox.Quad(ANY, ANY, literal))
    return next(iter(store)).object
