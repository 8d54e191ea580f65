"""YAML in the words of the shapes becomes statements, each with its line; what is wrong is told at line and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.hand_in import hand_in, statements, written

if TYPE_CHECKING:
    from arkg.workspace import Workspace

WHOLE = """\
kind: concept
name: Weathering
name@es: Desgaste
other name: [Wear, "Wear: and tear"]
broader: Structural racism
related: [racism, concept:implicit-bias]
exact match: D000095026
definition:
- text: What it means.
  said by: [Ada Example, {name: Bo Example}]
  stated in: plain-words
  evidence:
  - {source: https://example.org/a, date read: 2026-11-22}
evidence:
- source: this-graphs-own-indexing
  date read: 2026-11-22
  supports: [broader, other name]
  supports value: racism
- source: https://example.org/b
  date read: 2026-11-21
  quotation: {exact words: Weathering, words before: the word}
"""
FILE = """\
# Weathering.

PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX concept: <https://w3id.org/arkg/id/concept/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX mesh: <http://id.nlm.nih.gov/mesh/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX resource: <https://w3id.org/arkg/id/resource/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

concept:weathering
    a skos:Concept ;
    a arkg:Concept ;
    skos:prefLabel "Weathering"@en ;
    skos:prefLabel "Desgaste"@es ;
    skos:altLabel "Wear"@en ;
    skos:altLabel "Wear: and tear"@en ;
    skos:broader concept:structural-racism ;
    skos:related concept:implicit-bias ;
    skos:related concept:racism ;
    skos:exactMatch mesh:D000095026 ;
    skos:inScheme arkg:Concepts ;
    arkg:definition <https://w3id.org/arkg/id/concept/weathering#definition-1> ;
    arkg:evidence <https://w3id.org/arkg/id/concept/weathering#evidence-2> ;
    arkg:evidence <https://w3id.org/arkg/id/concept/weathering#evidence-3> ;
.

<https://w3id.org/arkg/id/concept/weathering#author-1>
    a arkg:Author ;
    foaf:name "Ada Example" ;
    schema:position 1 ;
.

<https://w3id.org/arkg/id/concept/weathering#author-2>
    a arkg:Author ;
    foaf:name "Bo Example" ;
    schema:position 2 ;
.

<https://w3id.org/arkg/id/concept/weathering#definition-1>
    a arkg:Definition ;
    rdf:value "What it means."@en ;
    dcterms:creator <https://w3id.org/arkg/id/concept/weathering#author-1> ;
    dcterms:creator <https://w3id.org/arkg/id/concept/weathering#author-2> ;
    arkg:evidence <https://w3id.org/arkg/id/concept/weathering#evidence-1> ;
    arkg:statedIn resource:plain-words ;
.

<https://w3id.org/arkg/id/concept/weathering#evidence-1>
    a arkg:Evidence ;
    oa:hasSource <https://example.org/a> ;
    arkg:dateRead "2026-11-22"^^xsd:date ;
.

<https://w3id.org/arkg/id/concept/weathering#evidence-2>
    a arkg:Evidence ;
    oa:hasSource resource:this-graphs-own-indexing ;
    arkg:dateRead "2026-11-22"^^xsd:date ;
    arkg:supports skos:altLabel ;
    arkg:supports skos:broader ;
    arkg:supportsValue concept:racism ;
.

<https://w3id.org/arkg/id/concept/weathering#evidence-3>
    a arkg:Evidence ;
    oa:hasSelector <https://w3id.org/arkg/id/concept/weathering#quote-3> ;
    oa:hasSource <https://example.org/b> ;
    arkg:dateRead "2026-11-21"^^xsd:date ;
.

<https://w3id.org/arkg/id/concept/weathering#quote-3>
    a oa:TextQuoteSelector ;
    oa:exact "Weathering" ;
    oa:prefix "the word" ;
.
"""
WRONG = {
    "a key that is no field": (
        "kind: concept\nname: X\nbroadr: racism\n",
        "hand.yaml:3 (broadr): There is no field 'broadr' for a concept. Did you mean broader?",
    ),
    "a key that is a field of a part": (
        "kind: concept\nname: X\nsource: https://example.org/\n",
        "hand.yaml:3 (source): There is no field 'source' for a concept. It is a field of evidence: write it there.",
    ),
    "a key that is no field of a part": (
        "kind: concept\nname: X\nevidence:\n- sorce: https://example.org\n",
        "hand.yaml:4 (sorce): There is no field 'sorce' for a piece of evidence. Did you mean source?",
    ),
    "a record that is not there": (
        "kind: concept\nname: X\nbroader: structral racism\n",
        "hand.yaml:3 (broader): There is no concept 'structral racism'. Did you mean concept:structural-racism?",
    ),
    "a type that is none": (
        "kind: institution\nname: X\ntype: medical scool\n",
        "hand.yaml:3 (type): There is no type 'medical scool'. Did you mean medical school?",
    ),
    "a month that is none": (
        "kind: initiative\nname: X\nstarted: 2021-13\n",
        "hand.yaml:3 (started): 2021-13 is not in the calendar. Month must be in 1..12.",
    ),
    "a day in words": (
        "kind: initiative\nname: X\nstarted: June 2020\n",
        ("hand.yaml:3 (started): Invalid date 'June 2020'. Write 2020-06"),
    ),
    "a language that is none": (
        "kind: concept\nname@spanish language: X\nslug: x\n",
        (
            "hand.yaml:2 (name@spanish language): 'spanish language' is not a language tag. "
            "Write two letters, e.g. @es for Spanish."
        ),
    ),
    "an address without its beginning": (
        "kind: concept\nname: X\npage: www.example.org/x\n",
        "hand.yaml:3 (page): 'www.example.org/x' is not an address or identifier. Write https://www.example.org/x",
    ),
    "keys where a value should be": (
        "kind: concept\nname: {a: b}\nslug: x\n",
        ("hand.yaml:2: 'name' takes a value, not keys. Give it one name per language."),
    ),
    "a value where keys should be": (
        "kind: concept\nname: X\nevidence: https://example.org\n",
        "hand.yaml:3 (evidence): 'evidence' needs its own keys. Give it date read and source.",
    ),
    "a kind that is none": (
        "kind: consept\nname: X\n",
        "hand.yaml:1 (kind): There is no kind 'consept'. Did you mean concept?",
    ),
    "no name": (
        "kind: concept\nnote: X\n",
        "hand.yaml:1: This concept has no name. Give it a name, e.g. Structural racism",
    ),
    "a name in a language that is none": (
        "kind: concept\nname@xx_1: X\n",
        "hand.yaml:2 (name@xx_1): 'xx_1' is not a language tag. Write two letters, e.g. @es for Spanish.",
    ),
    "a slug that leads elsewhere": (
        "kind: concept\nslug: ../../x\n",
        (
            "hand.yaml:2 (slug): '../../x' cannot be a slug. "
            "Use small letters, digits and hyphens, e.g. boston-university"
        ),
    ),
    "a key twice": (
        "kind: concept\nname: X\nName: Y\n",
        (
            "hand.yaml:3: The key 'Name' appears twice; first at line 2. "
            "Write several values as a list: other name: [Anti-racism, Antiracism]"
        ),
    ),
    "an anchor": ("kind: &a concept\n", "hand.yaml:1: The anchor &a is not read here. Leave it out."),
    "a tag": (
        "kind: !!python/object/apply:os.system [ls]\n",
        (
            "hand.yaml:1: The tag tag:yaml.org,2002:python/object/apply:os.system is not read here. "
            "Leave it out; every value is a text."
        ),
    ),
    "two records of one name": (
        "- {kind: concept, name: X}\n- {kind: concept, name: x}\n",
        (
            "hand.yaml:2: This is the second record concept:x; the first is at hand.yaml:1. "
            "Make them one record, or give one of them another slug."
        ),
    ),
    "a colon in a text": (
        "kind: concept\nname: A: B\n",
        (
            "hand.yaml:2: This is not YAML: mapping values are not allowed in this context. "
            "A text that holds ': ' stands in quotation marks: key: \"A: B\". "
            "The keys of a record begin in one column."
        ),
    ),
}


def test_a_record_becomes_its_file(world: Workspace) -> None:
    assert written(world, "hand.yaml", WHOLE) == {"data/concept/weathering.ttl": FILE}


def test_every_statement_has_the_line_and_the_key_of_its_value(world: Workspace) -> None:
    found = statements(
        world, "hand.yaml", "kind: initiative\nname: X\nrun by: [Riverbend University,\n  harbor-health-system]\n"
    )
    assert found == [
        "1:1  <https://w3id.org/arkg/ns#Initiative>",
        '2:7 name "X"@en',
        "3:10 run by <https://w3id.org/arkg/id/institution/riverbend-university>",
        "4:3 run by <https://w3id.org/arkg/id/institution/harbor-health-system>",
    ]


@pytest.mark.parametrize(("text", "told"), list(WRONG.values()), ids=list(WRONG))
def test_what_is_wrong_is_told_in_place(world: Workspace, text: str, told: str) -> None:
    assert hand_in(world, "hand.yaml", text)[1] == [told]


def test_every_fault_of_a_file_is_told_at_once(world: Workspace) -> None:
    text = "kind: concept\nname: X\nbroader: racsm\nrelatd: racism\npage: nowhere\n"
    assert [problem.split(":")[1] for problem in hand_in(world, "hand.yaml", text)[1]] == [
        "3 (broader)",
        "4 (relatd)",
        "5 (page)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- {kind: concept, name: A, broader: B c}\n- {kind: concept, name: B c}\n",
        "kind: concept\nname: A\nbroader: B c\n---\nkind: concept\nname: B c\n",
    ],
)
def test_records_that_come_together_may_refer_to_each_other(world: Workspace, text: str) -> None:
    assert "    skos:broader concept:b-c ;" in hand_in(world, "hand.yaml", text)[0]


def test_an_identifier_that_may_be_two_is_asked_for_in_full(world: Workspace) -> None:
    text = "kind: concept\nname: X\nexact match: Q8461\n"
    assert hand_in(world, "hand.yaml", text)[1] == [
        (
            "hand.yaml:3 (exact match): 'Q8461' may be http://id.nlm.nih.gov/mesh/Q8461 or "
            "http://www.wikidata.org/entity/Q8461. Write the whole address."
        )
    ]


def test_letter_case_and_separators_of_a_key_do_not_count(world: Workspace) -> None:
    lines, problems = hand_in(world, "hand.yaml", "Kind: Concept\nNAME: X\nOther_Name: Y\nscopeNote: Z\n")
    assert (lines[4:7], problems) == (
        ['    skos:altLabel "Y"@en ;', '    skos:scopeNote "Z"@en ;', "    skos:inScheme arkg:Concepts ;"],
        [],
    )


def test_a_part_keeps_the_name_that_it_is_given(world: Workspace) -> None:
    text = "kind: concept\nname: X\nevidence:\n- date read: 2026-11-22\n- part: evidence-1\n  date read: 2026-11-21\n"
    lines = hand_in(world, "hand.yaml", text)[0]
    assert [line for line in lines if "#evidence" in line and "arkg:evidence" in line] == [
        "    arkg:evidence <https://w3id.org/arkg/id/concept/x#evidence-1> ;",
        "    arkg:evidence <https://w3id.org/arkg/id/concept/x#evidence-2> ;",
    ]
