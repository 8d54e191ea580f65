"""What a JSON-LD processor would leave out is named, with what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.hand_in import hand_in

if TYPE_CHECKING:
    from arkg.workspace import Workspace

OURS = '{"@context": "https://w3id.org/arkg/context.jsonld", '
NIGHT = OURS + '"id": "initiative:night-school", "type": "Initiative", '


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            NIGHT + '"name": {"@value": "Night School", "@language": "en_US"}}',
            "hand.jsonld:1 (name): 'en_US' is not a language tag. Write en-US",
        ),
        (
            NIGHT + '"runBy": "Riverbend University"}',
            (
                "hand.jsonld:1 (runBy): 'Riverbend University' is not an identifier. "
                'Write "institution:riverbend-university"'
            ),
        ),
        (
            NIGHT + '"runBy": "Riverbank University"}',
            (
                "hand.jsonld:1 (runBy): There is no institution 'Riverbank University'. "
                "Did you mean institution:riverbend-university?"
            ),
        ),
        (
            NIGHT + '"status": "endet"}',
            "hand.jsonld:1 (status): There is no status 'endet'. Did you mean ended?",
        ),
        (
            OURS + '"id": "Night School", "type": "Initiative", "category": "research"}',
            "hand.jsonld:1: 'Night School' is not an identifier. Write initiative:night-school",
        ),
        (
            OURS + '"id": "initiative:night-school", "category": "research"}',
            (
                "hand.jsonld:1 (category): What 'category' means depends on the type, and this object has none. "
                'Write e.g. "type": "Initiative"'
            ),
        ),
        (
            OURS + '"id": "initiative:night-school", "type": "Initiativ"}',
            "hand.jsonld:1 (Initiativ): No context says what 'Initiativ' means. Did you mean Initiative?",
        ),
        (
            OURS + '"id": "concept:night", "type": "Concept", "category": "research"}',
            (
                "hand.jsonld:1 (category): No context says what 'category' means. "
                'Write "@context": "https://w3id.org/arkg/context.jsonld", which arkg makes itself, '
                "or put the context in the document."
            ),
        ),
        (
            NIGHT + '"started": {"@value": "2020", "@type": "gYear"}}',
            (
                "hand.jsonld:1 (gYear): No context says what 'gYear' means. "
                'Write "@context": "https://w3id.org/arkg/context.jsonld", which arkg makes itself, '
                "or put the context in the document."
            ),
        ),
        (
            NIGHT + '"place": "place:us-ma"}',
            (
                "hand.jsonld:1 (place): No context says what 'place' means. "
                'Write "@context": "https://w3id.org/arkg/context.jsonld", which arkg makes itself, '
                "or put the context in the document."
            ),
        ),
    ],
)
def test_what_would_be_lost_is_a_problem(world: Workspace, text: str, message: str) -> None:
    _, problems = hand_in(world, "hand.jsonld", text)
    assert problems[:1] == [message]


def test_a_property_is_named_as_its_record_calls_it(world: Workspace) -> None:
    evidence = '"evidence": [{"id": "initiative:night-school#evidence-1", "type": "Evidence", "supports": "name"}]}'
    assert hand_in(world, "hand.jsonld", NIGHT + evidence)[1] == [
        "hand.jsonld:1 (supports): 'name' is not an identifier. Write \"skos:prefLabel\""
    ]


def test_what_is_understood_is_no_problem(world: Workspace) -> None:
    text = (
        NIGHT + '"name": {"@value": "Night School", "@language": "en-US"}, '
        '"runBy": "institution:riverbend-university", '
        '"status": "ended", "category": "research", "started": {"@value": "2020", "@type": "xsd:gYear"}, '
        '"page": "https://night.example/", "evidence": [{"id": "initiative:night-school#evidence-1", '
        '"type": "Evidence", "source": "https://night.example/", "dateRead": "2026-11-22", "supports": "started"}]}'
    )
    assert hand_in(world, "hand.jsonld", text)[1] == []


@pytest.mark.parametrize(
    "texts",
    [
        '[{"@value": "Night School", "@language": "en"}, {"@value": "Escuela", "@language": "es"}]',
        '{"en": "Night School", "es": ["Escuela"]}',
        '{"@none": "Night School", "es": "Escuela"}',
    ],
)
def test_texts_are_in_a_list_or_by_language(world: Workspace, texts: str) -> None:
    lines, problems = hand_in(world, "hand.jsonld", f'{NIGHT}"name": {texts}}}')
    assert ([line.strip() for line in lines if "prefLabel" in line], problems) == (
        ['skos:prefLabel "Night School"@en ;', 'skos:prefLabel "Escuela"@es ;'],
        [],
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"@id": "urn:a", "urn:b": {"@type": "@json", "@value": {"@context": "https://x.example/c", "name": [1]}}}',
        '{"@context": {"b": {"@id": "urn:b", "@type": "@json"}}, "@id": "urn:a", "b": {"@context": "https://x.example/c"}}',
    ],
)
def test_a_context_inside_a_json_literal_is_data(world: Workspace, text: str) -> None:
    lines, problems = hand_in(world, "hand.jsonld", text)
    assert (any("https://x.example/c" in line and "rdf:JSON" in line for line in lines), problems) == (True, [])


def test_a_context_that_is_no_data_is_not_fetched(world: Workspace) -> None:
    text = '{"@id": "urn:a", "urn:b": {"@context": "https://x.example/c", "@value": "x"}}'
    assert [each.partition("The ")[2].partition(" Write ")[0] for each in hand_in(world, "hand.jsonld", text)[1]] == [
        "context 'https://x.example/c' would have to be fetched, but arkg fetches nothing."
    ]
