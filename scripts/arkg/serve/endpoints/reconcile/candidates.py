"""Candidates for a query: the records that a name most likely means, weighed by the values that are given with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arkg.errors import InputFault
from arkg.names import likeness
from arkg.serve.endpoints.reconcile.entities import CERTAIN, NEAR, Candidate, in_order
from arkg.serve.endpoints.reconcile.properties import label_of, shorten_name, shortened, spellings_of, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arkg.serve.graph import ServedGraph

LIMIT, MOST_CANDIDATES, MOST_QUERIES = 10, 100, 200
SHARE = 0.3
"""How much of a score the properties that are given make."""


def find_candidates(graph: ServedGraph, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the candidates for a query, the likeliest first; raise InputFault for what is no query."""
    name, types = query.get("query", ""), query.get("type") or []
    types = [types] if isinstance(types, str) else types
    if not isinstance(name, str) or not isinstance(types, list):
        raise InputFault(
            "A query must be a string, and its types must be strings.", remedy='Write {"query": "a name"}.'
        )
    wanted = [shorten_name(graph, str(each)) for each in types] if query.get("type_strict") != "should" else []
    given = [each for each in query.get("properties") or [] if isinstance(each, dict)]
    found = graph.entities.find(name, wanted) if name.strip() else graph.entities.every(wanted)
    ranked = sorted((weigh(graph, each, given) for each in found), key=lambda each: in_order(each, name))
    limit = query.get("limit", LIMIT)
    most = min(limit, MOST_CANDIDATES) if isinstance(limit, int) and limit > 0 else LIMIT
    certain = is_certain(ranked)
    return [to_result(graph, each, is_match=certain and number == 0) for number, each in enumerate(ranked[:most])]


def is_certain(ranked: list[Candidate]) -> bool:
    """Return whether the first candidate is the one that is meant."""
    second = ranked[1].score if len(ranked) > 1 else 0.0
    return bool(ranked) and ranked[0].score >= CERTAIN and ranked[0].score - second >= NEAR


def weigh(graph: ServedGraph, candidate: Candidate, given: list[dict[str, Any]]) -> Candidate:
    """Return a candidate whose score counts the values that are given, as far as it has such properties at all."""
    agreements = []
    for each in given:
        values = each.get("v")
        many = values if isinstance(values, list) else [values]
        wanted = [value.get("id", "") if isinstance(value, dict) else str(value) for value in many]
        terms = values_of(graph, candidate.entity, str(each.get("pid", "")))
        own = [spelling for term in terms for spelling in spellings_of(graph, term)]
        if own and any(wanted):
            agreements.append(max(agreement(ours, theirs) for ours in wanted if ours for theirs in own))
    if not agreements:
        return candidate
    score = (1 - SHARE) * candidate.name_score + SHARE * 100 * sum(agreements) / len(agreements)
    return Candidate(candidate.entity, round(score, 1), candidate.name_score)


def agreement(ours: str, theirs: str) -> float:
    """Return how much two values are the same: from 0 to 1."""
    return 1.0 if ours.strip().casefold() == theirs.casefold() else likeness(ours, theirs)


def to_result(graph: ServedGraph, candidate: Candidate, *, is_match: bool) -> dict[str, Any]:
    """Return a candidate as the API has it."""
    entity = candidate.entity
    return {
        "id": entity.id,
        "name": entity.name,
        "description": shortened(entity.description),
        "type": [{"id": each, "name": label_of(graph, each)} for each in entity.types],
        "score": candidate.score,
        "match": is_match,
        "features": [{"id": "name", "value": candidate.name_score}],
    }
