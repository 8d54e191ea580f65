"""Candidates for a query: the records that a name most likely means, weighed by the values that are given with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arkg.errors import InputFault
from arkg.names import likeness
from arkg.serve.endpoints.reconcile.entities import CERTAIN, NEAR, Entity
from arkg.serve.endpoints.reconcile.properties import named, shorten_name, shortened, spellings_of, values_of

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
    found = graph.entities.find(name, wanted)
    scores = {entity: weigh(graph, entity, score, given) for entity, score in found.items()}
    ranked = sorted(scores, key=lambda each: (-scores[each], each.name != name, each.name, each.id))
    limit = query.get("limit", LIMIT)
    most = min(limit, MOST_CANDIDATES) if isinstance(limit, int) and limit > 0 else LIMIT
    best, second = (*(scores[each] for each in ranked[:2]), 0.0, 0.0)[:2]
    certain = best >= CERTAIN and best - second >= NEAR
    return [
        {
            "id": each.id,
            "name": each.name,
            "description": shortened(each.description),
            "type": [named(graph, kind) for kind in each.types],
            "score": scores[each],
            "match": certain and each is ranked[0],
            "features": [{"id": "name", "value": found[each]}],
        }
        for each in ranked[:most]
    ]


def weigh(graph: ServedGraph, entity: Entity, score: float, given: list[dict[str, Any]]) -> float:
    """Return a score that counts the values that are given, too, as far as a record has such properties at all."""
    agreements = []
    for each in given:
        values = each.get("v")
        many = values if isinstance(values, list) else [values]
        wanted = [value.get("id", "") if isinstance(value, dict) else str(value) for value in many]
        terms = values_of(graph, entity, str(each.get("pid", "")))
        own = [spelling for term in terms for spelling in spellings_of(graph, term)]
        if own and any(wanted):
            agreements.append(max(agreement(ours, theirs) for ours in wanted if ours for theirs in own))
    if not agreements:
        return score
    return round((1 - SHARE) * score + SHARE * 100 * sum(agreements) / len(agreements), 1)


def agreement(ours: str, theirs: str) -> float:
    """Return how much two values are the same: from 0 to 1."""
    return 1.0 if ours.strip().casefold() == theirs.casefold() else likeness(ours, theirs)
