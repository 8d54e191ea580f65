"""The records as N-Triples → the numbers that VoID tells (https://www.w3.org/TR/void/#statistics)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.graph.sorting import in_order, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PART = 100_000
"""How many lines are looked at at once."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many of what a graph has; ``entities`` are the records, ``classes`` and ``properties`` by their IRIs."""

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]


def count(lines: Iterable[bytes]) -> Statistics:
    """Count; each triple is to come once, those of a subject one after the other."""
    last = b""
    found = Counter[str]()
    classes, properties = Counter[bytes](), Counter[bytes]()

    def objects() -> Iterator[set[bytes]]:
        nonlocal last
        for part in pieces((line.split(b" ", 2) for line in lines), PART):
            for subject, predicate, value in part:
                properties[predicate] += 1
                if subject != last:
                    found.update(("subjects",) if b"#" in subject else ("subjects", "entities"))
                    last = subject
                if predicate == TYPE and value.startswith(b"<"):
                    classes[value.removesuffix(b" .\n")] += 1
            yield {value for _, _, value in part}

    distinct = sum(1 for _ in in_order(objects()))
    return Statistics(
        properties.total(), found["entities"], found["subjects"], distinct, in_names(classes), in_names(properties)
    )


def in_names(counts: Mapping[bytes, int]) -> dict[str, int]:
    """Give counts by IRI, in the order of the IRIs."""
    return dict(sorted((iri[1:-1].decode(), number) for iri, number in counts.items()))
