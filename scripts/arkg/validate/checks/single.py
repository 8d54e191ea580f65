"""Rules about single values that SHACL cannot state: check digits, and days after today."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from arkg.namespaces import ARKG, DCTERMS, SCHEMA, SHAPE
from arkg.validate.checks.digits import CHECKS
from arkg.validate.compiler.paths import Step
from arkg.validate.messages.breach import Breach
from arkg.validate.terms import fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.validate.engine.sources import Overlay, Source
    from arkg.validate.lookup import Lookup
    from arkg.validate.terms import Term

READ: Final = ARKG("dateRead")
START: Final = SCHEMA("startDate")
PAST: Final = frozenset(
    (DCTERMS("date"), SCHEMA("foundingDate"), START, *ARKG.terms("accreditedSince", "statusConfirmed"))
)
EARLIEST: Final = dt.timezone(dt.timedelta(hours=14))
"""The time zone in which each day begins first."""

PLANNED, STATUS, DATED_STATUS = ARKG.terms("Planned", "status", "datedStatus")
PREDICATES: Final = tuple(sorted({*CHECKS, READ, *PAST}, key=str))
"""The properties whose values are looked at."""


def of_single_values(statements: Iterable[ox.Quad | ox.Triple], lookup: Lookup, today: dt.date) -> Iterator[Breach]:
    """Yield the breaches of the statements whose value has a wrong check digit, or is a day after today."""
    for each in statements:
        rule = find_broken(each, lookup, today)
        if rule:
            broken = lookup.schema.rule(SHAPE(rule))
            subject, value = cast("Term", each.subject), cast("Term", each.object)
            yield Breach(subject, broken, frozenset({"value"}), each.predicate, value)


def of_store(source: Source, lookup: Lookup, today: dt.date) -> Iterator[Breach]:
    """Yield the breaches of all that a store holds; each of equal values is looked at once."""
    for predicate in PREDICATES:
        rows = source.select(f"SELECT DISTINCT ?o WHERE {{ ?s {predicate} ?o }}")
        wrong = {cast("Term", row[0]) for row in rows if may_break(predicate, row[0], today)}
        held = source.around(sorted(wrong, key=str), Step(predicate, inverse=True))
        yield from of_single_values(held, lookup, today)


def may_break(predicate: ox.NamedNode, value: object, today: dt.date) -> bool:
    """Return whether a value breaks a rule, unless what has it is only announced."""
    if not isinstance(value, (ox.NamedNode, ox.Literal)):
        return False
    if predicate in CHECKS:
        return not CHECKS[predicate][1](value.value)
    if predicate not in {READ, *PAST} or not isinstance(value, ox.Literal) or not is_after(value.value, today):
        return False
    return fits(value.value, value.datatype)  # else, that it is no date is the finding


def find_broken(statement: ox.Quad | ox.Triple, lookup: Lookup, today: dt.date) -> str:
    """Return the local name of the rule that a statement breaks by its value; an empty text where there is none."""
    predicate = statement.predicate
    if not may_break(predicate, statement.object, today):
        return ""
    if predicate in CHECKS:
        return CHECKS[predicate][0]
    if predicate == READ:
        return "Day-read"
    planned = predicate == START and is_planned(cast("Term", statement.subject), lookup.graph)
    return "" if planned else "Day-past"


def is_planned(record: Term, graph: Overlay) -> bool:
    """Return whether a record is announced only: its status, or one of its dated statuses, is Planned."""
    bearers = [record, *(cast("Term", each.object) for each in graph.match(record, DATED_STATUS, None))]
    return any(each.object == PLANNED for each in graph.around(bearers, Step(STATUS)))


def current_day() -> dt.date:
    """Return today, where it is the latest on Earth: nobody's today is after it."""
    return dt.datetime.now(EARLIEST).date()


def is_after(date: str, today: dt.date) -> bool:
    """Return whether a year, a month or a day begins after today.

    >>> today = dt.date(2026, 11, 28)
    >>> [is_after(date, today) for date in ("2026", "2026-11", "2026-11-28", "2026-11-29", "2026-12", "2027")]
    [False, False, False, True, True, True]
    """
    found = re.match(r"[0-9]{4}(-[0-9]{2}){0,2}(?![0-9])", date)
    return found is not None and found[0] > today.isoformat()[: len(found[0])]
