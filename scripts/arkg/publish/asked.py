"""Records of a store that are asked for → their siblings and pages, made from a small graph around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.graph import RECORDS, Repository, says
from arkg.turtle import render
from arkg.validate.beside import described
from arkg.validate.paths import Step
from arkg.validate.view import to_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from arkg.graph import Store
    from arkg.publish.folder import Folder
    from arkg.publish.publication import Record
    from arkg.publish.site import Site

BRIEF = frozenset(
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}
    | {f"http://www.w3.org/2004/02/skos/core#{name}" for name in ("prefLabel", "altLabel", "inScheme")}
)
"""What is written of a record around one that is asked for."""


def check_known(store: Store, asked: Iterable[ox.NamedNode]) -> None:
    """Raise InputFault for a record that the store says nothing of."""
    for record in asked:
        if not says(store, record):
            raise InputFault("The store says nothing of this record.", where=str(record), remedy="Check its name.")


def chosen(site: Site, asked: Iterable[ox.NamedNode]) -> list[Record]:
    """Give the records of a site that are asked for."""
    wanted = set(asked)
    return [record for record in site.all_records() if record.iri in wanted]


def write_asked(site: Site, asked: Sequence[ox.NamedNode], folder: Folder) -> Iterator[str]:
    """Write the pages of some records, and what pages are shown with."""
    from arkg.publish.pages import pages  # noqa: PLC0415 - templates are slow to import

    folders = tuple(record.folder for record in chosen(site, asked))
    for path, content in pages(site):
        if path.startswith(("static/", *folders)):
            folder.put(path, content)
            yield path


def with_neighbours(repository: Repository, store: Store, root: Path, only: Iterable[ox.NamedNode]) -> Repository:
    """Write a small graph of some records, and in brief of those that they lead to or that lead to them."""
    for part in ("ontology", "shapes", "queries"):
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        (root / part).symlink_to((repository.root / part).absolute())
    source = to_source(store)
    asked = set(only)
    own = described(source, asked)
    inwards = [quad.triple for iri in sorted(asked, key=str) for quad in store.quads_for_pattern(None, None, iri)]
    around = {record_of(each.object) for each in own} | {record_of(each.subject) for each in inwards}
    near = [iri for iri in around - asked if iri is not None]
    brief = [each for each in source.around(sorted(near, key=str), Step(None)) if each.predicate.value in BRIEF]
    told: dict[ox.NamedNode, dict[ox.Triple, None]] = {}
    for triple in (*own, *brief, *inwards):
        if record := record_of(triple.subject):
            told.setdefault(record, {})[triple] = None
    small = Repository(root, writable=False, prefixes=repository.prefixes)
    for record, triples in told.items():
        if path := small.record_path(record):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(render(list(triples), repository.prefixes), encoding="utf-8")
    return small


def record_of(term: object) -> ox.NamedNode | None:
    """Give the record that a term is, or is a part of."""
    if not isinstance(term, ox.NamedNode) or not term.value.startswith(RECORDS):
        return None
    return ox.NamedNode(term.value.partition("#")[0])
