"""Records of version 0.1 come into the vocabulary of today whole, and hold to its rules."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.support.publication import ROOT, make_world
from tests.validate.test_rules import world

from arkg import namespaces
from arkg.contribute.migrate import migrate
from arkg.turtle import read, render
from arkg.validate.check import check_contribution, check_graph
from arkg.validate.graph import load
from arkg.validate.messages.locations import locate
from arkg.workspace import find

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from arkg.workspace import Workspace

HEAD = """# A comment at the top.
PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX category: <https://w3id.org/arkg/id/category/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX initiative: <https://w3id.org/arkg/id/initiative/>
PREFIX institution: <https://w3id.org/arkg/id/institution/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX resource: <https://w3id.org/arkg/id/resource/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
RECORDS = {
    "a status with its day and its own evidence": (
        """initiative:old a arkg:Initiative ; skos:prefLabel "Old"@en ; arkg:category category:research ;
            arkg:runBy institution:lakeside-teaching-hospital ; arkg:evidence <initiative/old#evidence-1> ,
            <initiative/old#evidence-2> ; arkg:status arkg:Ended ; arkg:statusConfirmed "2025"^^xsd:gYear .
        <initiative/old#evidence-1> a arkg:Evidence ; oa:hasSource <https://a.example/> ;
            arkg:dateRead "2026-11-21"^^xsd:date .
        <initiative/old#evidence-2> a arkg:Evidence ; oa:hasSource <https://b.example/> ;
            arkg:dateRead "2026-11-22"^^xsd:date ; arkg:supports arkg:status .""",
        """- initiative:old arkg:status arkg:Ended
        - initiative:old arkg:statusConfirmed "2025"^^xsd:gYear
        + initiative:old arkg:datedStatus <initiative/old#status-1>
        + <initiative/old#status-1> a arkg:DatedStatus
        + <initiative/old#status-1> arkg:status arkg:Ended
        + <initiative/old#status-1> dcterms:date "2025"^^xsd:gYear
        + <initiative/old#status-1> arkg:evidence <initiative/old#evidence-2>""",
    ),
    "a status without a day": (
        """initiative:old a arkg:Initiative ; skos:prefLabel "Old"@en ; arkg:category category:research ;
            arkg:runBy institution:lakeside-teaching-hospital ; arkg:evidence <initiative/old#evidence-1> ;
            arkg:status arkg:Active .
        <initiative/old#evidence-1> a arkg:Evidence ; oa:hasSource <https://a.example/> ;
            arkg:dateRead "2026-11-21"^^xsd:date .""",
        """- initiative:old arkg:status arkg:Active
        + initiative:old arkg:datedStatus <initiative/old#status-1>
        + <initiative/old#status-1> a arkg:DatedStatus
        + <initiative/old#status-1> arkg:status arkg:Active
        + <initiative/old#status-1> dcterms:date "2026-11-21"^^xsd:date
        + <initiative/old#status-1> arkg:evidence <initiative/old#evidence-1>""",
    ),
    "an accreditor and a year": (
        """institution:old a arkg:Institution, arkg:MedicalSchool ; skos:prefLabel "Old"@en ;
            arkg:accreditedBy institution:farland-accreditation-board ; arkg:accreditedSince "1954"^^xsd:gYear ;
            arkg:evidence <institution/old#evidence-1> .
        <institution/old#evidence-1> a arkg:Evidence ; oa:hasSource <https://a.example/> ;
            arkg:dateRead "2026-11-21"^^xsd:date .""",
        """- institution:old arkg:accreditedBy institution:farland-accreditation-board
        - institution:old arkg:accreditedSince "1954"^^xsd:gYear
        + institution:old arkg:accreditation <institution/old#accreditation-farland-accreditation-board>
        + <institution/old#accreditation-farland-accreditation-board> a arkg:Accreditation
        + <institution/old#accreditation-farland-accreditation-board> arkg:accreditedSince "1954"^^xsd:gYear
        + <institution/old#accreditation-farland-accreditation-board> arkg:evidence <institution/old#evidence-1>
        + <institution/old#accreditation-farland-accreditation-board>
            arkg:accreditedBy institution:farland-accreditation-board""",
    ),
    "the container of a book": (
        """resource:old a arkg:Resource, schema:Book ; skos:prefLabel "Old"@en ; arkg:container "Nowhere Press" ;
            arkg:evidence <resource/old#evidence-1> .
        <resource/old#evidence-1> a arkg:Evidence ; oa:hasSource <https://a.example/> ;
            arkg:dateRead "2026-11-21"^^xsd:date ; arkg:supports arkg:container .""",
        """- resource:old arkg:container "Nowhere Press"
        - <resource/old#evidence-1> arkg:supports arkg:container
        + resource:old arkg:publisherName "Nowhere Press"
        + <resource/old#evidence-1> arkg:supports arkg:publisherName""",
    ),
    "the container of a statement": (
        """resource:old a arkg:Resource, arkg:Statement ; skos:prefLabel "Old"@en ; arkg:container "A Journal" ;
            arkg:evidence <resource/old#evidence-1> .
        <resource/old#evidence-1> a arkg:Evidence ; oa:hasSource <https://a.example/> ;
            arkg:dateRead "2026-11-21"^^xsd:date .""",
        """- resource:old arkg:container "A Journal"
        - resource:old a arkg:Statement
        + resource:old arkg:containerTitle "A Journal"
        + resource:old a arkg:PositionStatement""",
    ),
}


def statements(text: str) -> set[str]:
    """Return the statements of a text."""
    return {str(each.triple) for each in read(text).statements}


def whole(said: str) -> str:
    """Write a record in full."""
    return HEAD + re.sub(r"<(?=(initiative|institution|resource)/)", "<https://w3id.org/arkg/id/", said)


@pytest.mark.parametrize("name", RECORDS)
def test_an_old_record_says_the_same_in_the_terms_of_today(name: str) -> None:
    said, changes = RECORDS[name]
    lines = [" ".join(line.split()) for line in changes.replace("\n            ", " ").splitlines()]
    gone, new = (
        statements(whole("".join(f"{line[2:]} .\n" for line in lines if line.startswith(sign)))) for sign in "-+"
    )
    migrated = migrate(whole(said), world().workspace)
    assert statements(migrated) == statements(whole(said)) - gone | new
    assert migrated.startswith("# A comment at the top.\n")
    assert migrate(migrated, world().workspace) == migrated


@pytest.mark.parametrize("name", RECORDS)
def test_what_comes_out_breaks_no_rule(name: str, tmp_path: Path) -> None:
    path = tmp_path / "old.ttl"
    path.write_text(migrate(whole(RECORDS[name][0]), world().workspace), encoding="utf-8")
    assert check_contribution(world(), locate(world().workspace, path)).findings == ()


def test_a_record_in_the_terms_of_today_stays_as_it_is() -> None:
    text = whole("""resource:new a arkg:Resource, schema:Book ;   skos:prefLabel "New"@en .""")
    assert migrate(text, world().workspace) == text


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Workspace]:
    """Return the world of version 0.1.0, as it was and in the terms of today."""
    before, after = (make_world(tmp_path_factory.mktemp(name)) for name in ("before", "after"))
    for each in (before, after):
        shutil.rmtree(each.root / "data")
    records: dict[str, list[ox.Triple]] = {}
    for statement in read((ROOT / "tests" / "world-0.1.0.ttl").read_text(encoding="utf-8")).statements:
        records.setdefault(record_of(statement.triple), []).append(statement.triple)
    for iri, triples in records.items():
        text = render(triples, before.prefixes)
        for each, said in ((before, text), (after, migrate(text, after))):
            path = each.root / "data" / f"{iri.removeprefix(namespaces.RECORDS)}.ttl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(said, encoding="utf-8")
    return find(before.root, before.root), find(after.root, after.root)


def test_the_whole_world_of_version_0_1_0_breaks_no_rule_once_it_is_migrated(
    migrated: tuple[Workspace, Workspace],
) -> None:
    """Its made-up identifiers have made-up check digits, which no rule of version 0.1 looked at."""
    rules = {each.rule for each in check_graph(load(migrated[1])).findings}
    assert {each for each in rules if not each.startswith("shape:Identifier-")} == set()


def record_of(triple: ox.Triple) -> str:
    """Return the IRI of the record that the subject is, or is a part of."""
    return str(triple.subject).strip("<>").partition("#")[0]


def test_nothing_that_the_world_of_version_0_1_0_said_is_lost(migrated: tuple[Workspace, Workspace]) -> None:
    before, after = ({quad.triple for quad in world.quads("data")} for world in migrated)
    kept = {(record_of(each), each.object) for each in after}
    moved = before - after
    gone = [each for each in moved if (record_of(each), each.object) not in kept]
    assert (len(moved), [str(each.object) for each in gone]) == (14, [str(namespaces.ARKG("Statement"))])
