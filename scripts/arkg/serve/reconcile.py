"""The W3C Reconciliation Service API 0.2 over the records (https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/).

An entity is a record, its identifier kind and slug (institution/emory-university); types and properties go by their
short names (arkg:MedicalSchool, arkg:category).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.errors import ArkgError, InputFault
from arkg.graph import RECORDS, choose_label, expand, shorten
from arkg.serve.matching import CERTAIN, NEAR, TYPE, Candidate, alike, in_order, is_record, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arkg.serve.matching import Entity
    from arkg.serve.world import World

LIMIT = 10
MOST_QUERIES = 200
SHARE = 0.3
"""How much of a score the properties that were given make."""
LONGEST = 300


def manifest(base: str, name: str) -> dict[str, Any]:
    """Say what the service can do, and where; ``base`` is the address of the server, without a slash at its end."""
    suggest = {
        each: {"service_url": base, "service_path": f"/reconcile/suggest/{each}"}
        for each in ("entity", "type", "property")
    }
    return {
        "versions": ["0.2"],
        "name": name,
        "identifierSpace": RECORDS,
        "schemaSpace": "https://w3id.org/arkg/ns#",
        "documentation": f"{base}/about/",
        "defaultTypes": [
            {"id": "arkg:Institution", "name": "institution"},
            {"id": "arkg:Initiative", "name": "initiative"},
            {"id": "arkg:Resource", "name": "resource"},
            {"id": "skos:Concept", "name": "concept"},
        ],
        "view": {"url": f"{base}/id/{{{{id}}}}"},
        "preview": {"url": f"{base}/reconcile/preview?id={{{{id}}}}", "width": 400, "height": 200},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/reconcile/extend/properties"},
            "property_settings": [],
        },
    }


def match(world: World, queries: Any) -> dict[str, Any]:
    """Answer a batch of queries; raise InputFault for what is none."""
    if not isinstance(queries, dict) or not all(isinstance(each, dict) for each in queries.values()):
        raise InputFault("queries is not an object of queries.", remedy='Send {"q0": {"query": "a name"}}.')
    if len(queries) > MOST_QUERIES:
        raise InputFault(f"There are {len(queries)} queries, and {MOST_QUERIES} are the most.", remedy="Send fewer.")
    return {key: {"result": match_one(world, query)} for key, query in queries.items()}


def match_one(world: World, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the candidates for one query, the likeliest first."""
    name, types = query.get("query", ""), query.get("type") or []
    types = [types] if isinstance(types, str) else types
    given = [each for each in query.get("properties") or [] if isinstance(each, dict)]
    if not isinstance(name, str) or not isinstance(types, list):
        raise InputFault("A query is a text, and its types are texts.", remedy='Write {"query": "a name"}.')
    strict = query.get("type_strict") != "should"
    wanted = [short(world, str(each)) for each in types]
    found = world.index.find(name, wanted if strict else ())
    if not name.strip():
        found = [Candidate(each, 100.0, 100.0) for each in world.index.entities.values()]
        found = [each for each in found if not wanted or set(each.entity.types) & set(wanted)]
    scored = [with_properties(world, each, given) for each in found]
    ranked = sorted(scored, key=lambda each: in_order(each, name))
    limit = query.get("limit", LIMIT)
    most = min(limit, LIMIT * LIMIT) if isinstance(limit, int) and limit > 0 else LIMIT
    sure = is_sure(ranked)
    return [to_result(world, each, certain=sure and not number) for number, each in enumerate(ranked[:most])]


def is_sure(ranked: list[Candidate]) -> bool:
    """Say whether the first candidate is the one that is meant."""
    second = ranked[1].score if len(ranked) > 1 else 0.0
    return bool(ranked) and ranked[0].score >= CERTAIN and ranked[0].score - second >= NEAR


def with_properties(world: World, candidate: Candidate, given: list[dict[str, Any]]) -> Candidate:
    """Let the values that were given for properties count, as far as the record has such properties at all."""
    likes = []
    for each in given:
        values = each.get("v")
        wanted = [
            v.get("id", "") if isinstance(v, dict) else str(v)
            for v in (values if isinstance(values, list) else [values])
        ]
        own = [
            text
            for value in values_of(world, candidate.entity, str(each.get("pid", "")))
            for text in texts(world, value)
        ]
        if own and any(wanted):
            likes.append(max(same(ours, theirs) for ours in wanted if ours for theirs in own))
    if not likes:
        return candidate
    score = (1 - SHARE) * candidate.name_score + SHARE * 100 * sum(likes) / len(likes)
    return Candidate(candidate.entity, round(score, 1), candidate.name_score)


def same(ours: str, theirs: str) -> float:
    """Say how much two values are the same: 1 quite, 0 not at all."""
    return 1.0 if ours.strip().casefold() == theirs.casefold() else alike(plain(ours), plain(theirs))


def to_result(world: World, candidate: Candidate, *, certain: bool) -> dict[str, Any]:
    """Write a candidate."""
    return {
        "id": candidate.entity.id,
        "name": candidate.entity.name,
        "description": cut(candidate.entity.description),
        "type": [{"id": each, "name": label_of(world, each)} for each in candidate.entity.types],
        "score": candidate.score,
        "match": certain,
        "features": [{"id": "name", "value": candidate.name_score}],
    }


def suggest(world: World, what: str, prefix: str, cursor: int = 0) -> dict[str, Any]:
    """Complete what someone begins to type: an entity, a type or a property."""
    if what == "entity":
        found: list[dict[str, Any]] = [
            {
                "id": each.id,
                "name": each.name,
                "description": cut(each.description),
                "notable": [{"id": kind, "name": label_of(world, kind)} for kind in each.types],
            }
            for each in world.index.starting(prefix)
        ]
    else:
        wanted = plain(prefix)
        terms = types_used(world) if what == "type" else properties_of(world, "")
        found = [
            {"id": each, "name": name}
            for each, name in terms
            if wanted in plain(name) or each.casefold().startswith(prefix.casefold())
        ]
    return {"result": found[cursor : cursor + LIMIT]}


def propose(world: World, kind: str, limit: int) -> dict[str, Any]:
    """Name the properties that records of this type have."""
    found = [{"id": each, "name": name} for each, name in properties_of(world, kind)]
    return {"type": kind, "limit": limit, "properties": found[:limit]}


def extend(world: World, asked: Any) -> dict[str, Any]:
    """Give the values of properties for records that were matched; raise InputFault for what asks otherwise."""
    if not isinstance(asked, dict) or not all(isinstance(asked.get(key), list) for key in ("ids", "properties")):
        raise InputFault("extend lacks ids or properties.", remedy='Send {"ids": […], "properties": [{"id": …}]}.')
    names = [short(world, str(each.get("id", ""))) for each in asked["properties"] if isinstance(each, dict)]
    rows = {}
    for each in asked["ids"][:MOST_QUERIES]:
        entity = world.index.by_id(str(each))
        rows[str(each)] = {
            name: [to_cell(world, value) for value in values_of(world, entity, name)] if entity else []
            for name in names
        }
    return {"meta": [{"id": name, "name": label_of(world, name)} for name in names], "rows": rows}


def to_cell(world: World, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, Any]:
    """Write a value: a record with its name, a whole number, else a text."""
    if isinstance(value, ox.NamedNode) and is_record(value):
        return {"id": value.value.removeprefix(RECORDS), "name": choose_label(world.store, value) or value.value}
    if isinstance(value, ox.Literal) and value.datatype.value.endswith("#integer"):
        return {"int": int(value.value)}
    if isinstance(value, ox.NamedNode):
        return {"str": choose_label(world.store, value) or value.value}
    return {"str": getattr(value, "value", str(value))}


def preview(world: World, id_: str) -> Entity | None:
    """Find the record that is to be shown in a few words."""
    return world.index.by_id(id_)


def values_of(world: World, entity: Entity, name: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
    """Give the values of a property of a record, in the order of their text; none for a property nobody knows."""
    try:
        predicate = expand(name, world.repository.prefixes)
    except ArkgError:
        return []
    if predicate is None:
        return []
    quads = world.store.quads_for_pattern(ox.NamedNode(entity.iri), predicate, None, ox.DefaultGraph())
    return sorted((quad.object for quad in quads), key=str)


def texts(world: World, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> list[str]:
    """Give what someone may write for a value: itself, its short name, its label."""
    if isinstance(value, ox.NamedNode):
        label = choose_label(world.store, value)
        spelt = [value.value, value.value.removeprefix(RECORDS), shorten(value.value, world.repository.prefixes)]
        return [*spelt, *([label] if label else [])]
    return [getattr(value, "value", str(value))]


def types_used(world: World) -> list[tuple[str, str]]:
    """Give the types of the records, by short name and label."""
    return sorted({(each, label_of(world, each)) for entity in world.index.entities.values() for each in entity.types})


def properties_of(world: World, kind: str) -> list[tuple[str, str]]:
    """Give the properties that records (of this type, where one is given) have, by short name and label."""
    wanted = short(world, kind) if kind else ""
    found: set[ox.NamedNode] = set()
    for entity in world.index.entities.values():
        if not wanted or wanted in entity.types:
            said = world.store.quads_for_pattern(ox.NamedNode(entity.iri), None, None, ox.DefaultGraph())
            found.update(quad.predicate for quad in said if quad.predicate != TYPE)
    names = sorted(shorten(each.value, world.repository.prefixes) for each in found)
    return [(name, label_of(world, name)) for name in names]


def short(world: World, name: str) -> str:
    """Give the short name of an IRI; a short name stays as it is."""
    return shorten(name, world.repository.prefixes)


def label_of(world: World, name: str) -> str:
    """Give the label of a term by its short name; the part after the colon where it has none here."""
    try:
        iri = expand(name, world.repository.prefixes)
    except ArkgError:
        return name
    label = choose_label(world.store, iri) if iri else ""
    return label or words(name.rpartition(":")[2])


def words(name: str) -> str:
    """Part a name like prefLabel into words."""
    return "".join(f" {each.lower()}" if each.isupper() else each for each in name).strip() or name


def cut(text: str) -> str:
    """Cut a text to what a list can show."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …"
