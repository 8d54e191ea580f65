"""Asks a store a SPARQL query and gives the answer as a table, as statements or as a truth; reads only, stays here."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import StoreFault, SyntaxFault, UnknownName
from arkg.names import nearest
from arkg.query.question import bind, questions, strip_header, to_values, unknown_parameter
from arkg.query.tokens import refuse_remote, undeclared_prefix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from arkg.query.question import Question, Value
    from arkg.store import Store
    from arkg.store.endpoint import Found
    from arkg.workspace import Workspace

UPDATES = re.compile(r"\s*(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a SELECT: the columns, and rows of terms, None where a column is not bound."""

    columns: tuple[str, ...]
    rows: tuple[tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Statements:
    """The answer of a CONSTRUCT or DESCRIBE: each triple once, in the order of their text."""

    triples: tuple[ox.Triple, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer of an ASK."""

    holds: bool


Answer = Table | Statements | Truth


def answer(
    workspace: Workspace,
    store: Store,
    question: Question,
    values: Mapping[str, Sequence[str]] | None = None,
) -> Answer:
    """Return the answer to a question, with its parameters as they are typed (short names welcome).

    Raises UnknownName, InputFault or SyntaxFault, as `arkg.query.question.bind` and `run` do.
    """
    parameters = {parameter.name: parameter for parameter in question.parameters}
    found: dict[str, Sequence[Value]] = {}
    for name, typed in sorted((values or {}).items()):
        if name not in parameters:
            raise unknown_parameter(question, name)
        if typed:
            found[name] = to_values(workspace, parameters[name], typed, store)
    return run(store, bind(question, found), prefixes=workspace.prefixes, place=question.place)


def answer_all(workspace: Workspace, store: Store) -> list[tuple[Question, Answer]]:
    """Return every question of the repository with its answer: as many at a time as there are processors.

    Those that ask for most come first, lest the last one be answered while all other processors are idle.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only publishing asks all

    asked = questions(workspace)
    longest_first = sorted(asked, key=lambda question: len(strip_header(question.text)), reverse=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = dict(zip(longest_first, pool.map(partial(answer, workspace, store), longest_first), strict=True))
    return [(question, answers[question]) for question in asked]


def run(store: Store, text: str, *, prefixes: Mapping[str, str], place: str = "") -> Answer:
    """Ask a SPARQL 1.1 query, in which ``prefixes`` need no declaration.

    Raises SyntaxFault for what is not a query, InputFault for one that would reach out to another machine,
    StoreFault for one that fails while it is answered.
    """
    refuse_remote(text, place)
    try:
        return collect(store.query(text, prefixes=dict(prefixes)))
    except SyntaxError as fault:
        raise explain(fault, text, prefixes, place) from fault
    except (OSError, RuntimeError, ValueError) as fault:
        raise StoreFault(f"The query cannot be answered: {fault}", where=place) from fault


def collect(found: Found) -> Answer:
    """Read a result to its end."""
    if isinstance(found, ox.QueryBoolean):
        return Truth(bool(found))
    if not isinstance(found, ox.QuerySolutions):
        return Statements(named_alike(set(found)))
    columns = tuple(variable.value for variable in found.variables)
    return Table(columns, tuple(map(tuple, found)))


def named_alike(triples: set[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Return triples in the order of their text, with blank nodes whose labels do not depend on chance."""
    if any(isinstance(node, ox.BlankNode) for triple in triples for node in (triple.subject, triple.object)):
        graph = ox.Dataset(ox.Quad(*triple) for triple in triples)
        graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        triples = {quad.triple for quad in graph}
    return tuple(sorted(triples, key=str))


def explain(fault: SyntaxError, text: str, prefixes: Mapping[str, str], place: str) -> SyntaxFault | UnknownName:
    """Make the error for a text that is not a query: an update, an undeclared prefix, or the place of the fault."""
    if UPDATES.match(re.sub(r"(?im)^\s*(#.*|PREFIX\s.*|BASE\s.*)$", "", text)):
        return SyntaxFault(
            "This is an update, but the graph is read-only.",
            file=place,
            remedy="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )
    found = re.match(r"error at (\d+):(\d+): ", str(fault))
    line, column = (int(found[1]), int(found[2])) if found else (0, 0)
    if prefix := undeclared_prefix(text, prefixes):
        return UnknownName(
            "prefix", prefix, nearest(prefix, prefixes), where=place, remedy="Declare it: PREFIX name: <namespace>"
        )
    before, after = split_at(text, line, column)
    near = "".join(before.split(" ")[-1:]) + after
    remedy = "Is a } missing at the end?" if text.count("{") > text.count("}") else ""
    what = f"This is not SPARQL near: {near.strip()}" if after else "This is not SPARQL up to here."
    return SyntaxFault(what, file=place or "query", line=line, column=column, remedy=remedy)


def split_at(text: str, line: int, column: int) -> tuple[str, str]:
    """Return the text of a line before and after a column, both counted from 1; nothing if there is no such line."""
    lines = text.split("\n")
    found = lines[line - 1] if 0 < line <= len(lines) else ""
    return found[: column - 1], found[column - 1 :].rstrip()
