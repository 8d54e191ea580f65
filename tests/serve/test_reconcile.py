"""Names are matched as the Reconciliation Service API 0.2 has it, and contributions are checked.

The JSON schemas of the API stand in its own repository; no package of PyPI or npm that we looked into, by the names
that tell of reconciliation, has a copy. What the text of the API requires of each message is checked here.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from tests.support.serving import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FORM = "application/x-www-form-urlencoded"
NAMED = """SELECT ?record (MIN(STR(?label)) AS ?name) (MIN(STR(?kind)) AS ?type) {
    ?record skos:prefLabel ?label ; a ?kind
    FILTER(STRSTARTS(STR(?record), "https://w3id.org/arkg/id/") && LANGMATCHES(LANG(?label), "en"))
    FILTER NOT EXISTS { ?record owl:deprecated true }
} GROUP BY ?record"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small world."""
    with serving(tmp_path_factory.mktemp("reconcile")) as found:
        yield found


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the graph of this repository."""
    with serving(tmp_path_factory.mktemp("real"), "--time-limit", "60", graph=ROOT) as found:
        yield found


def match(server: Server, **query: Any) -> list[dict[str, Any]]:
    """Ask one query, by POST as OpenRefine does."""
    body = urlencode({"queries": json.dumps({"q0": query})})
    answer = server.ask("/reconcile", method="POST", body=body, Content_Type=FORM)
    found: list[dict[str, Any]] = json.loads(answer.content)["q0"]["result"]
    return found


def test_the_manifest_has_what_the_api_requires(server: Server) -> None:
    said = json.loads(server.ask("/reconcile").content)
    required = {"versions", "name", "identifierSpace", "schemaSpace"}
    templates = [said["view"]["url"], said["preview"]["url"]]
    services = {name: said["suggest"][name]["service_path"] for name in ("entity", "type", "property")}
    assert (required <= set(said), "0.2" in said["versions"], ["{{id}}" in each for each in templates], services) == (
        True,
        True,
        [True, True],
        {name: f"/reconcile/suggest/{name}" for name in ("entity", "type", "property")},
    )


@pytest.mark.parametrize(
    ("name", "id_", "score", "certain"),
    [
        ("Structural racism", "concept/structural-racism", 100, True),
        ("structural  RACISM", "concept/structural-racism", 100, True),
        ("Systemic racism", "concept/structural-racism", 95, True),
        ("concept:racism", "concept/racism", 100, True),
        ("https://w3id.org/arkg/id/concept/racism", "concept/racism", 100, True),
        ("Structural rasicm", "concept/structural-racism", None, False),
        ("Riverbend Univeristy", "institution/riverbend-university", None, False),
        ("School of Medicine, Riverbend", "institution/riverbend-school-of-medicine", None, False),
        ("Bright Morning", "institution/bright-morning-foundation", None, False),
    ],
)
def test_a_name_finds_its_record(server: Server, name: str, id_: str, score: int | None, certain: bool) -> None:  # noqa: FBT001 - a column of the table above
    first = match(server, query=name)[0]
    fits = first["score"] == score if score else 50 < first["score"] < 95
    assert (first["id"], fits, first["match"]) == (id_, True, certain)


def test_the_own_name_of_each_record_of_the_graph_finds_it_first(real: Server) -> None:
    rows = json.loads(real.query(NAMED, "application/json").content)["results"]["bindings"]
    named = [{key: each["value"] for key, each in row.items()} for row in rows]
    namesakes = Counter(row["name"].casefold() for row in named)
    alone = [row for row in named if namesakes[row["name"].casefold()] == 1]
    shared = [row for row in named if namesakes[row["name"].casefold()] > 1]
    of_each_type = {row["type"]: row for row in alone}.values()
    queries = [{"query": row["name"], "limit": 1} for row in alone]
    queries += [{"query": row["name"], "limit": 1, "type": row["type"]} for row in (*shared, *of_each_type)]
    ids = [row["record"].removeprefix("https://w3id.org/arkg/id/") for row in (*alone, *shared, *of_each_type)]
    wrong = [(id_, each) for id_, each in zip(ids, match_all(real, queries), strict=True) if each != (id_, 100.0, True)]
    assert (wrong, len(alone) > 600, len(shared) > 0, len(of_each_type) > 5) == ([], True, True, True)


def match_all(server: Server, queries: list[dict[str, object]]) -> Iterator[tuple[str, float, bool]]:
    """Yield the first candidate for each query, a hundred of which are asked at a time."""
    for start in range(0, len(queries), 100):
        asked = {f"q{number}": query for number, query in enumerate(queries[start : start + 100])}
        body = urlencode({"queries": json.dumps(asked)})
        found = json.loads(server.ask("/reconcile", method="POST", body=body, Content_Type=FORM).content)
        for each in found.values():
            first = (each["result"] or [{"id": "", "score": 0, "match": False}])[0]
            yield first["id"], first["score"], first["match"]


def test_an_acronym_finds_what_it_stands_for(real: Server) -> None:
    rows = json.loads(real.query("SELECT ?r ?a { ?r arkg:acronym ?a }").content)["results"]["bindings"]
    pairs = [(row["a"]["value"], row["r"]["value"].partition("/id/")[2]) for row in rows]
    found = [{each["id"]: each["score"] for each in match(real, query=acronym)} for acronym, _ in pairs]
    assert [(pair, each) for pair, each in zip(pairs, found, strict=True) if each.get(pair[1], 0) < 95] == []


def test_the_type_is_asked_before_the_best_are_chosen(real: Server) -> None:
    rows = real.query(
        'SELECT ?c { ?c a arkg:Concept ; skos:prefLabel ?n FILTER(REGEX(?n, "\\\\bmedicine\\\\b", "i")) }'
    )
    wanted = {row["c"]["value"].partition("/id/")[2] for row in json.loads(rows.content)["results"]["bindings"]}
    found = {each["id"] for each in match(real, query="medicine", type="skos:Concept")}
    assert (wanted - found, len(wanted) > 3) == (set(), True)


def test_a_name_of_nothing_finds_nothing(server: Server) -> None:
    assert match(server, query="Zzyzx quarry") == []


def test_every_candidate_has_what_the_api_requires(server: Server) -> None:
    candidate = match(server, query="Riverbend University", limit=1)
    assert candidate == [
        {
            "id": "institution/riverbend-university",
            "name": "Riverbend University",
            "description": candidate[0]["description"],
            "type": [
                {"id": "arkg:Institution", "name": "institution"},
                {"id": "arkg:University", "name": "university"},
            ],
            "score": 100.0,
            "match": True,
            "features": [{"id": "name", "value": 100.0}],
        }
    ]


def test_a_type_leaves_out_all_others(server: Server) -> None:
    kinds = [
        match(server, query="Riverbend", type=kind)
        for kind in ("arkg:MedicalSchool", ["arkg:Center", "arkg:University"])
    ]
    types = [{kind["id"] for each in found for kind in each["type"]} - {"arkg:Institution"} for found in kinds]
    assert types == [{"arkg:MedicalSchool"}, {"arkg:Center", "arkg:University"}]


def test_a_property_tells_namesakes_apart(server: Server) -> None:
    def best(place: str) -> float:
        given = [{"pid": "org:subOrganizationOf", "v": place}]
        score: float = match(server, query="Riverbend School of Medicine", properties=given)[0]["score"]
        return score

    assert (best("Riverbend University"), best("Hillcrest") < 95) == (100.0, True)


def test_a_record_that_was_withdrawn_is_not_matched(server: Server) -> None:
    ids = [each["id"] for each in match(server, query="Streets and Lungs (preprint)")]
    assert (ids[0], "resource/streets-and-lungs-preprint" in ids) == ("resource/streets-and-lungs", False)


def test_a_batch_is_answered_key_by_key(server: Server) -> None:
    queries = {"a": {"query": "Racism"}, "b": {"query": "Anti-racism"}}
    answer = server.ask(f"/reconcile?queries={quote(json.dumps(queries))}")
    found = {key: each["result"][0]["id"] for key, each in json.loads(answer.content).items()}
    assert found == {"a": "concept/racism", "b": "concept/anti-racism"}


@pytest.mark.parametrize("queries", ["[]", "{", '{"q": 1}', '{"q": {"query": 5}}', "[" * 5000])
def test_what_is_no_batch_is_refused(server: Server, queries: str) -> None:
    answer = server.ask("/reconcile", method="POST", body=urlencode({"queries": queries}), Content_Type=FORM)
    assert (answer.status, answer.type) == (400, "text/plain")


@pytest.mark.parametrize(
    ("what", "prefix", "id_"),
    [
        ("entity", "struc", "concept/structural-racism"),
        ("entity", "university", "institution/riverbend-university"),
        ("type", "medical", "arkg:MedicalSchool"),
        ("property", "categ", "arkg:category"),
    ],
)
def test_what_someone_types_is_completed(server: Server, what: str, prefix: str, id_: str) -> None:
    found = json.loads(server.ask(f"/reconcile/suggest/{what}?prefix={prefix}").content)["result"]
    assert (found[0]["id"], {"id", "name"} <= set(found[0])) == (id_, True)


def test_values_are_given_for_records_that_were_matched(server: Server) -> None:
    asked = {
        "ids": ["institution/riverbend-school-of-medicine", "concept/none"],
        "properties": [{"id": "org:subOrganizationOf"}],
    }
    found = json.loads(server.ask(f"/reconcile?extend={quote(json.dumps(asked))}").content)
    assert (found["meta"][0]["id"], found["rows"]) == (
        "org:subOrganizationOf",
        {
            "institution/riverbend-school-of-medicine": {
                "org:subOrganizationOf": [{"id": "institution/riverbend-university", "name": "Riverbend University"}]
            },
            "concept/none": {"org:subOrganizationOf": []},
        },
    )


def test_properties_to_ask_for_are_those_that_records_of_the_type_have(server: Server) -> None:
    said = json.loads(server.ask("/reconcile/extend/properties?type=arkg:Initiative&limit=50").content)
    ids = {each["id"] for each in said["properties"]}
    assert (said["type"], "arkg:category" in ids, "arkg:ror" in ids) == ("arkg:Initiative", True, False)


def test_a_preview_may_stand_in_a_frame(server: Server) -> None:
    answer = server.ask("/reconcile/preview?id=concept/racism")
    policy = answer.headers["content-security-policy"]
    assert (answer.status, "<h1>Racism</h1>" in answer.text, "frame-ancestors *" in policy) == (200, True, True)


def test_a_contribution_is_checked_and_findings_come_as_they_are_liked(server: Server) -> None:
    body = "kind: concept\nslug: fair-play\nname: Fair play\n"
    answers = [
        server.ask("/validate", accept, "POST", body, Content_Type="application/yaml")
        for accept in ("text/plain", "application/json", "text/turtle")
    ]
    assert ([(each.status, each.type) for each in answers], "evidence is missing" in answers[0].text) == (
        [(200, "text/plain"), (200, "application/json"), (200, "text/turtle")],
        True,
    )


@pytest.mark.parametrize(
    ("path", "kind", "accept", "status"),
    [
        ("/validate", "", "", 415),
        ("/validate", "image/png", "", 415),
        ("/validate?as=turtle", "", "", 200),
        ("/validate", "text/turtle", "image/png", 406),
        ("/validate?format=sarif", "text/turtle", "", 406),
    ],
)
def test_a_contribution_must_say_what_it_is(server: Server, path: str, kind: str, accept: str, status: int) -> None:
    assert server.ask(path, accept, "POST", "concept:x a skos:Concept .", Content_Type=kind).status == status


def test_a_new_record_that_looks_like_one_of_the_graph_is_named(server: Server) -> None:
    row = "concept,structural-racisms,Structural racisms,https://example.org,2026-11-22"
    body = f"kind,slug,name,source,date read\n{row}\n"
    answer = server.ask("/validate", "text/plain", "POST", body, Content_Type="text/csv").text
    assert "concept:structural-racism" in answer.replace("structural-racisms", "")


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Icahn School of Medicine", "institution/icahn-school-of-medicine-at-mount-sinai"),
        ("Mt. Sinai", "institution/icahn-school-of-medicine-at-mount-sinai"),
        ("NYU School of Medicine", "institution/nyu-grossman-school-of-medicine"),
        (
            "UPenn Perelman School of Medicine",
            "institution/raymond-and-ruth-perelman-school-of-medicine-at-the-university-of-pennsylvania",
        ),
        ("Univ. of Virginia School of Medicine", "institution/university-of-virginia-school-of-medicine"),
        ("St. Louis University", "institution/saint-louis-university"),
        ("00b30xv10", "institution/university-of-pennsylvania"),
    ],
)
def test_a_school_is_found_by_the_name_that_people_write(real: Server, name: str, id_: str) -> None:
    found = match(real, query=name, type="arkg:Institution")
    assert (found[0]["id"], found[0]["score"] > 50) == (id_, True)
