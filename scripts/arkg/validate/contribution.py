"""Read contributions, check them together with the graph, and explain what is wrong: one use case for all who ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.contribute import read_all
from arkg.contribute.duplicates import duplicates
from arkg.formats.source import MAX_SIZE
from arkg.names import shorten
from arkg.validate.check import check_contribution
from arkg.validate.findings import look_alike
from arkg.validate.messages.locations import join, read_rules
from arkg.validate.messages.problems import add_problems

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from arkg.contribute.duplicates import Duplicate
    from arkg.formats.source import Source
    from arkg.validate.findings import Report
    from arkg.validate.graph import Graph
    from arkg.workspace import Contribution


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read, the findings about it, and the records of the graph that its new records may be."""

    contribution: Contribution
    report: Report
    duplicates: tuple[Duplicate, ...] = ()


def check(  # noqa: PLR0913 - each has its default
    graph: Graph,
    sources: Iterable[Source],
    *,
    form: str | None = None,
    kind: str | None = None,
    max_size: int | None = None,
    find_duplicates: bool = False,
) -> Checked:
    """Read sources, check them together with a graph, and explain what is wrong with them.

    Args:
        graph: The graph, in files or in a store; nothing is written to it.
        sources: Files and open streams; Turtle files that describe rules are checked as rules.
        form: What the sources are, whatever their names; by default, their suffixes say it.
        kind: The record type of the records that name none.
        max_size: The largest source to read, in bytes.
        find_duplicates: Whether to warn of new records that look like records of the graph, if it is in files.
    """
    rules = {}
    others: list[Source] = []
    for source in sources:
        if described := read_rules(graph.workspace, source):
            rules[source] = described
        else:
            others.append(source)
    names = {"store": graph.store} if graph.in_files else {"queried": graph.store}
    contribution, problems = read_all(
        others,
        graph.workspace,
        form=form,
        kind=kind,
        max_size=max_size or MAX_SIZE,
        **names,  # type: ignore[arg-type]
    )
    report = check_contribution(graph, join([contribution, *rules.values()]))
    report = add_problems(report, graph, contribution, problems)
    if not find_duplicates or not graph.in_files:
        return Checked(contribution, report)
    found = duplicates(graph.workspace, contribution, graph.store)  # type: ignore[arg-type]

    def short(iri: ox.NamedNode) -> str:
        return shorten(iri.value, graph.workspace.prefixes)

    warnings = [look_alike(each.place, short(each.record), short(each.other), each.why) for each in found]
    return Checked(contribution, report.with_more(warnings), found)
