"""The files written so far → what catalogs and machines need to know about them, by templates of the same names.

DCAT 3 and VoID are one document: ``catalog.ttl``, which is ``.well-known/void``, too. The folder is an RO-Crate, and
its tables are described as Croissant.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.names import shorten
from arkg.namespaces import BASE, RECORDS, TYPE
from arkg.publish.forms import VOID_FILE, fill_json, fill_turtle, form_of, to_json
from arkg.publish.rdf import write_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from arkg.publish.folder import Folder, Written
    from arkg.publish.site import Site


def write_catalog(site: Site, folder: Folder, numbers: Mapping[str, Any]) -> Iterator[str]:
    """Write the catalog in every form of a graph, at the address of VoID, the RO-Crate, and the tables as Croissant."""
    files = {path: each for path, each in sorted(folder.written.items()) if not path.startswith("id/")}
    triples, prefixes = describe(site, files.values(), numbers)
    write_document(folder, "catalog", triples, {**site.workspace.prefixes, **prefixes})
    folder.put(VOID_FILE, (folder.root / "catalog.ttl").read_bytes())
    yield "catalog.ttl"
    tables = json.loads((folder.root / "data" / "csv-metadata.json").read_text(encoding="utf-8"))["tables"]
    for name in ("ro-crate-metadata.json", "croissant.json"):
        folder.put(name, to_json(fill_json(name, files=files, tables=tables, **site.about)))
        yield name


def describe(
    site: Site, files: Iterable[Written], numbers: Mapping[str, Any]
) -> tuple[list[ox.Triple], dict[str, str]]:
    """Return the description of the publication, and its prefixes; ``numbers`` are those of the dump, by ``count``."""
    about, prefixes = site.about, site.workspace.prefixes
    spaces = [space for space in prefixes.values() if space.endswith(("#", "/"))]
    terms = (*numbers["classes"], *numbers["properties"])
    datasets = {name: each | {"files": []} for name, each in about["datasets"].items()}
    by_stem: dict[str, list[Written]] = {each["stem"]: each["files"] for each in datasets.values()}
    for file in files:
        stem = file.path.removesuffix(".gz").rpartition(".")[0]
        found = by_stem.get(stem, by_stem.get(f"{stem.partition('/')[0]}/"))
        if found is not None and form_of(file.path):
            found.append(file)
    return fill_turtle(
        "catalog.ttl",
        **about | {"datasets": datasets},
        catalog=f"{BASE}catalog",
        examples=[records[0] for records in site.records.values()],
        fragment=lambda path: re.sub("[^a-z0-9]+", "-", path),
        numbers=numbers,
        partition=lambda iri: shorten(iri, prefixes).replace(":", "-"),
        pattern=f"^{re.escape(RECORDS)}[a-z]+/[a-z0-9-]+$",
        records=RECORDS,
        spaces=[space for space in spaces if any(term.startswith(space) for term in terms)],
    )


def count(triples: Iterable[ox.Triple]) -> dict[str, Any]:
    """Count distinct triples; ``entities`` are records, ``classes`` and ``properties`` are counted by their IRIs."""
    every = list(triples)
    subjects, objects = {each.subject for each in every}, {each.object for each in every}
    properties = Counter(each.predicate.value for each in every)
    types = (each.object for each in every if each.predicate == TYPE)
    classes = Counter(each.value for each in types if isinstance(each, ox.NamedNode))
    named = (each.value for each in subjects if isinstance(each, ox.NamedNode))
    return {
        "triples": len(every),
        "entities": sum(each.startswith(RECORDS) and "#" not in each for each in named),
        "subjects": len(subjects),
        "objects": len(objects),
        "classes": dict(sorted(classes.items())),
        "properties": dict(sorted(properties.items())),
    }
