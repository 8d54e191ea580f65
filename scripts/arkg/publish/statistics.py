"""The triples of the records → the numbers that VoID tells (https://www.w3.org/TR/void/#statistics)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many of what a graph has; ``entities`` are the records, ``classes`` and ``properties`` by their IRIs."""

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]


def count(triples: Iterable[ox.Triple]) -> Statistics:
    """Count; each triple is to come once."""
    subjects: set[str] = set()
    objects: set[str] = set()
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    for triple in triples:
        predicate = triple.predicate.value
        properties[predicate] += 1
        subjects.add(str(triple.subject))
        objects.add(str(triple.object))
        if predicate == TYPE and isinstance(triple.object, ox.NamedNode):
            classes[triple.object.value] += 1
    return Statistics(
        properties.total(),
        sum("#" not in subject for subject in subjects),
        len(subjects),
        len(objects),
        dict(sorted(classes.items())),
        dict(sorted(properties.items())),
    )
