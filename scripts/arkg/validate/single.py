"""Rules about single values that SHACL cannot state: check digits, and days after today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from arkg.namespaces import ARKG
from arkg.validate.breach import Breach
from arkg.validate.days import PAST, READ, START, is_after
from arkg.validate.digits import CHECKS
from arkg.validate.known import SHAPES
from arkg.validate.paths import Step

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from arkg.validate.known import Known
    from arkg.validate.remembered import Source
    from arkg.validate.terms import Term

PLANNED: Final = ox.NamedNode(f"{ARKG}Planned")
PREDICATES: Final = tuple(ox.NamedNode(each) for each in sorted({*CHECKS, *READ, *PAST}))
"""The properties whose values are looked at."""
STATUS: Final = ox.NamedNode(f"{ARKG}status")
DATED_STATUS: Final = ox.NamedNode(f"{ARKG}datedStatus")


def of_single_values(statements: Iterable[ox.Quad | ox.Triple], known: Known, today: dt.date) -> Iterator[Breach]:
    """Yield the breaches of the statements whose value has a wrong check digit, or is a day after today."""
    for each in statements:
        rule = find_broken(each, known, today)
        if rule:
            broken = known.rules.find(ox.NamedNode(f"{SHAPES}{rule}"))
            subject, value = cast("Term", each.subject), cast("Term", each.object)
            yield Breach(subject, broken, frozenset({"value"}), each.predicate, value)


def of_store(source: Source, known: Known, today: dt.date) -> Iterator[Breach]:
    """Yield the breaches of all that a store holds; each of equal values is looked at once."""
    for predicate in PREDICATES:
        rows = source.select(f"SELECT DISTINCT ?o WHERE {{ ?s {predicate} ?o }}")
        wrong = {cast("Term", row[0]) for row in rows if may_break(predicate, row[0], today)}
        held = source.around(sorted(wrong, key=str), Step(predicate, inverse=True))
        yield from of_single_values(held, known, today)


def may_break(predicate: ox.NamedNode, value: object, today: dt.date) -> bool:
    """Return whether a value breaks a rule, unless what has it is only announced."""
    if not isinstance(value, (ox.NamedNode, ox.Literal)):
        return False
    if predicate.value in CHECKS:
        return not CHECKS[predicate.value][1](value.value)
    return predicate.value in READ | PAST and is_after(value.value, today)


def find_broken(statement: ox.Quad | ox.Triple, known: Known, today: dt.date) -> str:
    """Return the local name of the rule that a statement breaks by its value; an empty text where there is none."""
    predicate = statement.predicate.value
    if not may_break(statement.predicate, statement.object, today):
        return ""
    if predicate in CHECKS:
        return CHECKS[predicate][0]
    if predicate in READ:
        return "Day-read"
    planned = predicate == START and is_planned(cast("Term", statement.subject), known.store)
    return "" if planned else "Day-past"


def is_planned(record: Term, store: ox.Store) -> bool:
    """Return whether a record is announced only: its status, or one of its dated statuses, is Planned."""
    if isinstance(record, ox.Literal):
        return False
    dated = [quad.object for quad in store.quads_for_pattern(record, DATED_STATUS, None)]
    bearers = [record, *(each for each in dated if isinstance(each, (ox.NamedNode, ox.BlankNode)))]
    return any(quad.object == PLANNED for each in bearers for quad in store.quads_for_pattern(each, STATUS, None))
