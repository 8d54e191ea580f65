"""Every form of RDF says the same through its door, each statement with its line; nothing is fetched or replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.hand_in import hand_in, read, statements

if TYPE_CHECKING:
    from arkg.workspace import Workspace

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FORMS = {
    "hand.ttl": """\
# Health Circle.
PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<https://w3id.org/arkg/id/initiative/x>
    a arkg:Initiative ;
    skos:prefLabel "X"@en ;
    arkg:runBy <https://w3id.org/arkg/id/institution/y> ;
.
""",
    "hand.nt": f"""\
<https://w3id.org/arkg/id/initiative/x> <{RDF}type> <https://w3id.org/arkg/ns#Initiative> .
<https://w3id.org/arkg/id/initiative/x> <http://www.w3.org/2004/02/skos/core#prefLabel> "X"@en .
<https://w3id.org/arkg/id/initiative/x> <https://w3id.org/arkg/ns#runBy> <https://w3id.org/arkg/id/institution/y> .
""",
    "hand.nq": f"""\
<https://w3id.org/arkg/id/initiative/x> <{RDF}type> <https://w3id.org/arkg/ns#Initiative> <urn:g> .
<https://w3id.org/arkg/id/initiative/x> <http://www.w3.org/2004/02/skos/core#prefLabel> "X"@en .
<https://w3id.org/arkg/id/initiative/x> <https://w3id.org/arkg/ns#runBy> <https://w3id.org/arkg/id/institution/y> .
""",
    "hand.trig": """\
PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
{ <https://w3id.org/arkg/id/initiative/x> a arkg:Initiative }
GRAPH <urn:g> { <https://w3id.org/arkg/id/initiative/x> # a } {
    skos:prefLabel "X"@en . }
arkg:graph.name {
    <https://w3id.org/arkg/id/initiative/x> arkg:runBy <https://w3id.org/arkg/id/institution/y> .
}
""",
    "hand.rdf": """\
<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:arkg="https://w3id.org/arkg/ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
  <arkg:Initiative rdf:about="https://w3id.org/arkg/id/initiative/x">
    <skos:prefLabel xml:lang="en">X</skos:prefLabel>
    <arkg:runBy rdf:resource="https://w3id.org/arkg/id/institution/y"/>
  </arkg:Initiative>
</rdf:RDF>
""",
    "hand.jsonld": """\
{
  "@context": "https://w3id.org/arkg/context.jsonld",
  "id": "initiative:x",
  "type": "Initiative",
  "name": "X",
  "runBy": "institution:y"
}
""",
}
LINES = {
    "hand.ttl": (5, 6, 7),
    "hand.nt": (1, 2, 3),
    "hand.nq": (1, 2, 3),
    "hand.trig": (3, 5, 7),
    "hand.rdf": (4, 5, 6),
    "hand.jsonld": (4, 5, 6),
}
CONTEXT = '{"@context": "https://w3id.org/arkg/context.jsonld", '
REMEDY = (
    ' Write "@context": "https://w3id.org/arkg/context.jsonld", which arkg makes itself, '
    "or put the context in the document."
)
NAME_IT = " Name each part after its record, with # and a number, e.g. "
BLANK = f"This thing has no name: it is a blank node.{NAME_IT}"
BLANKS = "This thing has no name: it is a blank node, and so are "
WRONG = {
    "an undeclared prefix": (
        "hand.ttl",
        "concept:x a skos:Concept .",
        (
            "hand.ttl:1: The prefix concept: is not declared. "
            "Add this line at the top: PREFIX concept: <https://w3id.org/arkg/id/concept/>"
        ),
    ),
    "a relative address": (
        "hand.ttl",
        "<x> <y> <z> .",
        (
            "hand.ttl:1: The IRI '<x>' is relative, and this text has no base to complete it. "
            "Write it in full, from https:// on."
        ),
    ),
    "a blank node": (
        "hand.ttl",
        "<https://w3id.org/arkg/id/concept/x>\n <https://w3id.org/arkg/ns#definition> [ <urn:y> 1 ] .",
        f"hand.ttl:2: {BLANK}<https://w3id.org/arkg/id/concept/x#definition-1>",
    ),
    "a list of 20,000 members": (
        "hand.ttl",
        "<https://w3id.org/arkg/id/concept/x>\n <https://w3id.org/arkg/ns#definition> (" + "\n1" * 20_000 + ") .",
        f"hand.ttl:2: {BLANKS}19,999 more in this file.{NAME_IT}<https://w3id.org/arkg/id/concept/x#definition-1>",
    ),
    "a blank node within another": (
        "hand.nt",
        "<https://w3id.org/arkg/id/concept/x> <urn:p> _:a .\n_:a <urn:p> _:b .\n_:b <urn:p> _:a .",
        f"hand.nt:1: {BLANK.replace('.', ', and so is 1 more in this file.', 1)}<https://w3id.org/arkg/id/concept/x#evidence-1>",
    ),
    "a statement about a statement": (
        "hand.nt",
        "<https://w3id.org/arkg/id/concept/x> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> .",
        "hand.nt:1: A statement about a statement is RDF 1.2, and arkg reads RDF 1.1. Leave it out.",
    ),
    "a direction": (
        "hand.nq",
        '<https://w3id.org/arkg/id/concept/x> <urn:p> "x"@ar--rtl <urn:g> .',
        "hand.nq:1: The direction of a text is RDF 1.2, and arkg reads RDF 1.1. Leave it out.",
    ),
    "Turtle by the name of N-Triples": (
        "hand.nt",
        "PREFIX ex: <urn:x>",
        (
            "hand.nt:1: This is not N-Triples: Parser error at line 1 between columns 1 and 7: "
            "The subject of a triple must be an IRI or a blank node. "
            "A line is <subject> <property> <value> . in full addresses."
        ),
    ),
    "an unfinished merge": (
        "hand.nq",
        "<<<<<<< HEAD\n<urn:a> <urn:b> <urn:c> .\n=======\n>>>>>>> other",
        (
            "hand.nq:1: Unresolved merge conflict: git left its markers in lines 1, 3, 4. "
            "Keep one of the versions between them, and delete the lines <<<<<<<, ======= and >>>>>>>."
        ),
    ),
    "a blank node in JSON-LD": (
        "hand.jsonld",
        CONTEXT + '"id": "concept:x",\n "evidence": {"dateRead": "2026-11-22", "note": "A"}}',
        f"hand.jsonld:2 (evidence): {BLANK}<https://w3id.org/arkg/id/concept/x#evidence-1>",
    ),
    "a remote context": (
        "hand.jsonld",
        '{"@context": ["https://w3id.org/arkg/context.jsonld",\n "https://schema.org/"]}',
        f"hand.jsonld:2: The context 'https://schema.org/' would have to be fetched, but arkg fetches nothing.{REMEDY}",
    ),
    "a remote context within a context": (
        "hand.jsonld",
        '{"@context": {"x": {"@id": "urn:x", "@context": "https://schema.org/"}}}',
        f"hand.jsonld:1: The context 'https://schema.org/' would have to be fetched, but arkg fetches nothing.{REMEDY}",
    ),
    "an imported context": (
        "hand.jsonld",
        '{"@context": {"@import": "https://schema.org/"}}',
        f"hand.jsonld:1: The context 'https://schema.org/' would have to be fetched, but arkg fetches nothing.{REMEDY}",
    ),
    "a key that no context knows": (
        "hand.jsonld",
        CONTEXT + '"id": "concept:x", "type": "Concept",\n "nme": "X"}',
        "hand.jsonld:2 (nme): No context says what 'nme' means. Did you mean name?",
    ),
    "a prefix that no context declares": (
        "hand.jsonld",
        '{"@id": "urn:x",\n "urn:y": {"@id": "concept:racism"}}',
        (
            "hand.jsonld:2 (urn:y): The prefix concept: is not declared here. "
            "Write https://w3id.org/arkg/id/concept/racism"
        ),
    ),
    "a key twice": (
        "hand.jsonld",
        '{"a": 1,\n "a": 2}',
        'hand.jsonld:2: The key \'a\' appears twice here. Write several values as a list: ["A", "B"]',
    ),
    "a context that goes in a circle": (
        "hand.jsonld",
        '{"@context": {"a": "b", "b": "a"}, "a": "x"}',
        "hand.jsonld: This is not JSON-LD: Cyclic IRI mapping.",
    ),
    "a comma too many": (
        "hand.jsonld",
        '{"a": 1,\n}',
        (
            "hand.jsonld:2: This is not JSON: Expecting property name enclosed in double quotes. "
            "Put names in straight quotation marks, and no comma after the last member."
        ),
    ),
    "JSON that ends too soon": (
        "hand.jsonld",
        '{"a": [1,\n',
        "hand.jsonld:2: This is not JSON: The text ends too soon. Close each bracket.",
    ),
    "JSON with a number that JSON does not have": (
        "hand.jsonld",
        '{"a": 1,\n "b": [2, NaN]}',
        "hand.jsonld:2: This is not JSON: NaN is not a value.",
    ),
    "a number of more digits than Python reads": (
        "hand.jsonld",
        CONTEXT + '"id": "concept:x", "type": "Concept",\n "nme": ' + "9" * 5000 + "}",
        "hand.jsonld:2 (nme): No context says what 'nme' means. Did you mean name?",
    ),
    "JSON in curly quotation marks": (
        "hand.jsonld",
        "{\n “a”: 1}",
        (
            "hand.jsonld:2: This is not JSON: Expecting property name enclosed in double quotes. "
            "Put names in straight quotation marks, and no comma after the last member."
        ),
    ),
    "JSON nested too deeply": (
        "hand.jsonld",
        "[" * 50_000,
        "hand.jsonld:1: More than 50 brackets are nested here.",
    ),
    "an entity bomb": (
        "hand.rdf",
        '<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        (
            "hand.rdf:3: Document types are not supported. "
            "Leave out <!DOCTYPE …> with its entities, and write the addresses in full."
        ),
    ),
    "an undefined entity": ("hand.rdf", "<a>\n&b;</a>", "hand.rdf:2: This is not XML: undefined entity."),
    "XML in another encoding": (
        "hand.rdf",
        '<?xml version="1.0" encoding="latin-1"?><a/>',
        (
            "hand.rdf:1: The first line says that the file is in latin-1, but it is read as UTF-8. "
            'Save it as UTF-8 and write encoding="UTF-8".'
        ),
    ),
    "XML nested too deeply": (
        "hand.rdf",
        "<a>" * 50_000,
        "hand.rdf:1: More than 100 elements are nested.",
    ),
    "a line of N-Quads that is none": (
        "hand.nq",
        "<urn:a> <urn:b> <urn:c> .\n<urn:a> b .\n",
        (
            "hand.nq:2: This is not N-Quads: Parser error at line 1 column 9: "
            "The predicate of a triple must be an IRI. "
            "A line is <subject> <property> <value> <graph> . in full addresses."
        ),
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_says_the_same(world: Workspace, name: str) -> None:
    assert hand_in(world, name, FORMS[name]) == hand_in(world, "hand.ttl", FORMS["hand.ttl"])


@pytest.mark.parametrize("name", FORMS)
def test_every_statement_has_the_line_of_its_value(world: Workspace, name: str) -> None:
    found = [each.partition(":") for each in statements(world, name, FORMS[name])]
    assert tuple(int(line) for line, _, _ in found) == LINES[name]


def test_the_opening_comment_belongs_to_the_record(world: Workspace) -> None:
    path = world.root / "hand.ttl"
    path.write_text(FORMS["hand.ttl"], encoding="utf-8")
    comments = read(path, world)[0].comments
    assert {record.value: comment for record, comment in comments.items()} == {
        "https://w3id.org/arkg/id/initiative/x": "Health Circle."
    }


@pytest.mark.parametrize(("name", "text", "told"), list(WRONG.values()), ids=list(WRONG))
def test_what_is_wrong_is_told_in_place(world: Workspace, name: str, text: str, told: str) -> None:
    assert hand_in(world, name, text)[1] == [told]


def test_the_keys_of_the_context_mean_what_the_fields_do(world: Workspace) -> None:
    text = (
        CONTEXT
        + """
      "@graph": [
        {"id": "initiative:x", "type": "Initiative", "category": "research", "pillar": "ourselves", "status": "active",
         "started": {"@value": "2020-06", "@type": "xsd:gYearMonth"}, "otherName": {"@value": "Y", "@language": "es"},
         "evidence": {"id": "initiative:x#evidence-1", "type": "Evidence", "dateRead": "2026-11-22",
                      "source": "https://example.org", "supports": ["category", "runBy"]}},
        {"id": "resource:y", "type": ["Resource", "ScholarlyArticle"], "partOf": "resource:z",
         "author": {"id": "resource:y#author-1", "type": "Author", "name": "A", "position": 1}},
        {"id": "institution:v", "type": ["Institution", "MedicalSchool"], "partOf": "institution:w"}]}"""
    )
    assert hand_in(world, "hand.jsonld", text) == (
        [
            "initiative:x",
            "    a arkg:Initiative ;",
            '    skos:altLabel "Y"@es ;',
            '    schema:startDate "2020-06"^^xsd:gYearMonth ;',
            "    arkg:advances pillar:ourselves ;",
            "    arkg:category category:research ;",
            "    arkg:evidence <https://w3id.org/arkg/id/initiative/x#evidence-1> ;",
            "    arkg:status arkg:Active ;",
            "<https://w3id.org/arkg/id/initiative/x#evidence-1>",
            "    a arkg:Evidence ;",
            "    oa:hasSource <https://example.org> ;",
            '    arkg:dateRead "2026-11-22"^^xsd:date ;',
            "    arkg:supports arkg:category ;",
            "    arkg:supports arkg:runBy ;",
            "institution:v",
            "    a arkg:Institution ;",
            "    a arkg:MedicalSchool ;",
            "    org:subOrganizationOf institution:w ;",
            "resource:y",
            "    a schema:ScholarlyArticle ;",
            "    a arkg:Resource ;",
            "    dcterms:isPartOf resource:z ;",
            "    dcterms:creator <https://w3id.org/arkg/id/resource/y#author-1> ;",
            "<https://w3id.org/arkg/id/resource/y#author-1>",
            "    a arkg:Author ;",
            '    foaf:name "A" ;',
            "    schema:position 1 ;",
        ],
        [],
    )
