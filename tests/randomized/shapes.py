"""Random shapes over random graphs, small enough that several rules meet in one node: blank nodes, classes, texts.

``python -m tests.randomized.shapes 0 10000`` compares our results for so many with pySHACL's, and tells of differences.
"""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
from tests.conformance.plain_pyshacl import plain_results
from tests.randomized.graphs import EX, stored
from tests.support.result_keys import keys

from arkg.namespaces import RDF, RDFS, SH
from arkg.validate.compiler.shapes import Shapes
from arkg.validate.engine.sources import StoreSource
from arkg.validate.engine.validation import validate_graph
from arkg.validate.findings import RuleFault

if TYPE_CHECKING:
    from collections import Counter

    from tests.support.result_keys import Key

PREFIXES = f"PREFIX sh: <{SH}> PREFIX ex: <{EX}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> "
TARGETS = (
    *("sh:targetClass ex:A", "sh:targetClass ex:C", "sh:targetClass ex:D"),
    *("sh:targetSubjectsOf ex:p", "sh:targetObjectsOf ex:q", "sh:targetNode ex:n1"),
)
PATHS = (
    *("", "", "ex:p", "ex:p", "ex:q", "rdf:type", "[ sh:inversePath ex:p ]", "( ex:p ex:q )"),
    *("[ sh:alternativePath ( ex:p ex:q ) ]", "[ sh:alternativePath ( ex:q ex:r ) ]"),
)
OF_VALUES = (
    *("sh:class ex:C", "sh:class ex:D", "sh:nodeKind sh:IRI", "sh:nodeKind sh:IRI", "sh:nodeKind sh:BlankNodeOrIRI"),
    *("sh:nodeKind sh:Literal", 'sh:pattern "^urn"', 'sh:pattern "n"', "sh:minLength 3", "sh:in ( ex:A ex:C ex:n1 )"),
    *('sh:not [ sh:pattern "a$" ]', 'sh:not [ sh:pattern "B" ; sh:flags "i" ]'),
    'sh:not [ sh:pattern "^k" ; sh:flags "i" ]',
)
OF_SETS = (
    *("sh:minCount 1", "sh:minCount 2", "sh:maxCount 1", "sh:maxCount 1", "sh:maxCount 2", "sh:uniqueLang true"),
    *("sh:equals ex:q", "sh:disjoint ex:q"),
)
SEVERAL = ("sh:class", "sh:not")
NODES, BLANK = ("ex:n1", "ex:n2", "ex:n3", "ex:n4"), ("_:b1", "_:b2")
TEXTS = ('"a"', '"ba"@en', '"B"@en', '"\u212a"', '"x"@fr', "1")


def parsed(text: str) -> list[ox.Triple]:
    """Return the triples of a Turtle text, in which these prefixes need no declaration."""
    return [quad.triple for quad in ox.parse(PREFIXES + text, ox.RdfFormat.TURTLE)]


def shape(draw: random.Random, number: int) -> str:
    """Return a random shape in Turtle."""
    path = draw.choice(PATHS)
    said = {each: each for each in draw.choices(TARGETS, k=draw.choice((1, 1, 2)))}
    for each in draw.sample(OF_VALUES + (OF_SETS if path else ()), draw.choice((1, 1, 2, 2, 3))):
        term = each.partition(" ")[0]
        said.setdefault(each if term in SEVERAL else term, each)
    kind = f"a sh:PropertyShape ; sh:path {path}" if path else "a sh:NodeShape"
    return f"ex:S{number} {kind} ; {' ; '.join(said.values())} ."


def graph(draw: random.Random) -> str:
    """Return a random graph in Turtle."""
    nodes = NODES + (BLANK if draw.random() < 2 / 3 else ())
    lines = ["ex:D rdfs:subClassOf ex:C ."] if draw.random() < 1 / 2 else []
    for _ in range(draw.randint(3, 18)):
        subject, verb = draw.choice(nodes), draw.choice("aapqr")
        value = draw.choice(("ex:A", "ex:C", "ex:D")) if verb == "a" else draw.choice(nodes + TEXTS)
        lines.append(f"{subject} {verb if verb == 'a' else f'ex:{verb}'} {value} .")
    return " ".join(lines)


def compared(seed: int) -> tuple[Counter[Key], Counter[Key]] | None:
    """Return our results and pySHACL's for one seed; None where the shapes are refused."""
    draw = random.Random(seed)  # noqa: S311 - nothing here is a secret
    shapes = parsed(" ".join(shape(draw, number) for number in range(draw.randint(2, 6))))
    store = stored(parsed(graph(draw)))
    try:
        ours = keys(validate_graph(StoreSource(store), Shapes(shapes)))
    except RuleFault:
        return None
    return ours, plain_results(store, shapes)


if __name__ == "__main__":
    for seed in range(*map(int, sys.argv[1:3])):
        if (found := compared(seed)) and found[0] != found[1]:
            print(seed, "missing", found[1] - found[0], "extra", found[0] - found[1])  # noqa: T201 - what it is for
