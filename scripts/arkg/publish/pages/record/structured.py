"""Records and the dataset in the terms of schema.org (https://schema.org/), as JSON-LD within pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from arkg.names import local_name
from arkg.namespaces import ARKG, EXACT_MATCH, FOAF, IDENTIFIERS, SCHEMA, SKOS, TYPE
from arkg.publish.citations import name_authors
from arkg.publish.forms import fill_json
from arkg.publish.pages.summary import other_names, summarize
from arkg.publish.pages.view import BASE_CLASSES

if TYPE_CHECKING:
    from arkg.publish.pages.view import View
    from arkg.publish.site import Record

TYPES = {
    f"{ARKG}TeachingHospital": "Hospital",
    f"{SKOS}ConceptScheme": "DefinedTermSet",
    "collection": "DefinedTermSet",
    "concept": "DefinedTerm",
    "initiative": "Project",
}
"""Class or record type → its type, where the ontology aligns it with none of schema.org."""
SAME = (EXACT_MATCH, SCHEMA("sameAs"), *IDENTIFIERS)
CONCEPTS = f"{ARKG}Concepts"


def describe(view: View, record: Record) -> dict[str, Any]:
    """Return a record in the terms of schema.org."""
    site = view.site
    description: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": record.iri.value,
        "@type": _type_of(view, record),
        "name": record.label,
        "alternateName": other_names(record),
        "description": summarize(view, record),
        "url": [each.value for each in site.nodes(record.iri, f"{FOAF}page")],
        "sameAs": [each.value for term in SAME for each in site.nodes(record.iri, term.value)],
    }
    for predicate, key in view.wording["schema_org"].get(record.kind, {}).items():
        linked = [_refer(view, each) for each in site.linked(record.iri, predicate)]
        description[key] = linked or site.text(record.iri, predicate)
    if record.kind == "concept":
        description["inDefinedTermSet"] = {"@type": "DefinedTermSet", "@id": CONCEPTS, "name": "Concepts"}
    if record.kind == "resource":
        description["author"] = [_author(each) for each in name_authors(record)]
    return {key: _single(value) for key, value in description.items() if value}


def _single(value: Any) -> Any:
    """Return the only value of a list, anything else as it is."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _type_of(view: View, record: Record) -> str:
    """Return the type of schema.org that fits a record, the more specific first."""
    classes = sorted(each.value for each in view.site.nodes(record.iri, TYPE.value))
    own = [local_name(each) for each in classes if each.startswith(SCHEMA)]
    types = {**view.alignments, **TYPES}
    aligned = [types[each] for each in sorted(classes, key=lambda each: each in BASE_CLASSES) if each in types]
    return next(iter([*own, *aligned]), TYPES.get(record.kind, "Thing"))


def _refer(view: View, record: Record) -> dict[str, str]:
    """Return a reference to a record."""
    return {"@type": _type_of(view, record), "@id": record.iri.value, "name": record.label}


def _author(name: dict[str, str]) -> dict[str, str]:
    """Return an author: a person where the record has a family name; otherwise whether it is one is not recorded."""
    if "literal" in name:
        return {"@type": "Thing", "name": name["literal"]}
    whole = " ".join(name[key] for key in ("given", "family") if key in name)
    given = {"givenName": name["given"]} if "given" in name else {}
    return {"@type": "Person", "name": whole, "familyName": name["family"], **given}


def describe_concepts(view: View) -> dict[str, Any]:
    """Return the scheme of all concepts in the terms of schema.org."""
    return {
        "@context": "https://schema.org",
        "@id": CONCEPTS,
        "@type": "DefinedTermSet",
        "name": view.site.label(CONCEPTS) or "Concepts",
        "hasDefinedTerm": [_refer(view, each) for each in view.site.current("concept")],
    }


def describe_dataset(view: View, root: str = "") -> dict[str, Any]:
    """Return the graph as a dataset in the terms of schema.org, on a page from which ``root`` leads to the first."""
    files = {each.path: each for each in view.site.files}
    return {**fill_json("dataset.json", root=root, files=files, **view.site.about)}


def to_script(description: dict[str, Any]) -> str:
    """Return a description as JSON that is safe inside a script element, whatever its texts hold."""
    text = json.dumps(description, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
