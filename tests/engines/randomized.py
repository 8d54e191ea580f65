"""Random queries of rules and random contributions, validated at an engine as in memory.

``python -m tests.engines.randomized jena 10000`` draws half of each, the same for the same seed, which may follow, and
names those whose results differ.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.engines.start import ENGINES
from tests.randomized.graphs import HIERARCHY, drawn, stored, triples
from tests.randomized.queries import queries, rule
from tests.support.result_keys import keys

from arkg.errors import StoreFault
from arkg.store import open_store
from arkg.validate.compiler.shapes import Shapes
from arkg.validate.engine.sources import CachedReader, Source, StoreSource, to_source
from arkg.validate.engine.validation import ChangeValidation, validate_graph
from arkg.validate.findings import RuleFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy

    Edit: TypeAlias = tuple[frozenset[ox.Triple], frozenset[ox.Triple]]
    Check: TypeAlias = Callable[[Source, Any], object]

GRAPH = drawn(seed=10, size=40).union(HIERARCHY)
RULES = Path(__file__).parents[1] / "conformance" / "every_constraint.ttl"


def whole(source: Source, query: str) -> object:
    """Return the results of one rule with a query, over the whole graph."""
    return keys(validate_graph(source, Shapes(rule(query))))


class Contribution:
    """Validates edits of the graph by the rules that have every constraint."""

    def __init__(self) -> None:
        self._shapes = Shapes([quad.triple for quad in ox.parse(path=RULES, format=ox.RdfFormat.TURTLE)])

    def __call__(self, source: Source, edit: Edit) -> object:
        """Return the results that an edit may change, before and after."""
        change = ChangeValidation(CachedReader(source), self._shapes, *edit)
        return keys(change.before()), keys(change.after())


def edits() -> SearchStrategy[Edit]:
    """Return what random edits of the graph add and remove."""
    known = st.sampled_from(sorted(GRAPH.difference(HIERARCHY), key=str))
    return st.tuples(st.frozensets(triples(), max_size=4), st.frozensets(known, max_size=4))


def found(check: Check, source: Source, case: object) -> object:
    """Return what a check finds; the fault, where the engine has one."""
    try:
        return check(source, case)
    except StoreFault as fault:
        return str(fault)


def differences(engine: Source, memory: Source, times: int, start: int) -> Iterator[str]:
    """Yield the cases whose results differ, and how many there were."""
    tasks: tuple[tuple[str, Check, SearchStrategy[Any]], ...] = (
        ("query", whole, queries()),
        ("contribution", Contribution(), edits()),
    )
    for name, check, cases in tasks:
        counted, differing = Counter[str](), list[str]()

        @seed(start)
        @settings(max_examples=times, phases=[Phase.generate], deadline=None, database=None, suppress_health_check=ALL)
        @given(cases)
        def compare(case: object) -> None:
            try:
                expected = check(memory, case)  # noqa: B023 - called in this turn
            except RuleFault:
                counted["refused"] += 1  # noqa: B023 - as above
                return
            counted["compared"] += 1  # noqa: B023 - as above
            counted["with results"] += bool(expected)  # noqa: B023 - as above
            if (given := found(check, engine, case)) != expected:  # noqa: B023 - as above
                differing.append(f"{name} differs: {case}\n  engine {given}\n  memory {expected}")  # noqa: B023 - as above

        compare()
        yield from differing
        yield f"{name}: {', '.join(f'{count:,} {what}' for what, count in counted.items())}, {len(differing):,} differ"


ALL = list(HealthCheck)


def main(name: str, times: str, start: str = "1") -> int:
    """Compare an engine with memory; return 1 where anything differs."""
    memory = stored(GRAPH)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "graph.nt"
        memory.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        with ENGINES[name](file, Path(folder)) as url:
            said = list(differences(to_source(open_store(url, {})), StoreSource(memory), int(times) // 2, int(start)))
    print(*said, sep="\n")  # noqa: T201 - what the command is for
    return int(any("differs:" in each for each in said))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
