"""A record → its page, and records and the dataset in the terms of schema.org (https://schema.org/) within pages."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from arkg.names import local_name
from arkg.namespaces import ARKG, EXACT_MATCH, FOAF, IDENTIFIERS, RDF, SCHEMA, SKOS, TYPE
from arkg.publish import citations
from arkg.publish.forms import fill_json
from arkg.publish.jsonld import single
from arkg.publish.pages.record import evidence
from arkg.publish.pages.record.definitions import find_paths, list_definitions, list_matches
from arkg.publish.pages.record.related import Entry, all_entries, list_groups
from arkg.publish.pages.view import BASE_CLASSES, View, by_name, other_names, summarize
from arkg.publish.styles import cite_in_styles

if TYPE_CHECKING:
    from arkg.publish.site import Record

__all__ = ["Entry", "all_entries", "describe_concepts", "describe_dataset", "list_groups", "make_record", "to_script"]

SAME = (EXACT_MATCH, SCHEMA("sameAs"), *IDENTIFIERS)
CONCEPTS = f"{ARKG}Concepts"


def make_record(view: View, record: Record, entries: list[Entry]) -> tuple[str, bytes]:
    """Return the page of a record; ``entries`` are those of all lists of the work of institutions."""
    possible = [each for each in entries if any(one.initiative == record for one in each.candidates)]
    reasons = {reason for entry in possible for candidate in entry.candidates for reason in candidate.reasons}
    named = [each for each in entries if record in (each.institution, each.category, each.initiative)]
    defined = {view.site.text(each, f"{RDF}value") for each in record.nodes(f"{ARKG}definition")}
    types = view.types(record) if record.kind in {"institution", "resource"} else []
    types += [view.site.label(each) for each in record.texts(f"{ARKG}eventType")]
    item = citations.describe(view.site, record)
    return view.render(
        record.folder,
        "record.html",
        described=to_script(describe(view, record)),
        record=record,
        copy_of=evidence.name_copy,
        types=types,
        summary=summarize(view, record),
        possible=possible,
        paths=find_paths(view, record),
        definitions=list_definitions(view, record),
        facts=evidence.list_facts(view, record),
        notes=[note for note in record.values(f"{SKOS}note") if note not in reasons],
        entries=[each for each in entries if each.page == record],
        listed=[each for each in named if each not in possible and not (record.kind == "category" and each.initiative)],
        matches=list_matches(view, record),
        groups=list_groups(view, record),
        supported=sorted(view.site.referring(record, evidence.SOURCE), key=by_name),
        sources=evidence.list_sources(view, record),
        target=partial(evidence.name_target, view, record),
        words=lambda part: [each for each in evidence.quotations(view, [part]) if each not in defined],
        said=lambda part, way: record.values(view.expand(way).value, part),
        item=item,
        styles=cite_in_styles(item),
        citations=[
            (label, suffix, citations.write([item], form).strip().replace("\r\n", "\n"))
            for form, (label, suffix) in citations.FORMS.items()
        ],
    )


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
        description["author"] = [_author(each) for each in citations.name_authors(record)]
    return {key: single(value) if isinstance(value, list) else value for key, value in description.items() if value}


def _type_of(view: View, record: Record) -> str:
    """Return the type of schema.org that fits a record, the more specific first."""
    classes = sorted(each.value for each in view.site.nodes(record.iri, TYPE.value))
    own = [local_name(each) for each in classes if each.startswith(SCHEMA)]
    types: dict[str, str] = view.wording["schema_org_types"]
    aligned = (types.get(each) or view.alignments.get(each) for each in sorted(classes, key=BASE_CLASSES.__contains__))
    return next(filter(None, [*own, *aligned]), types.get(record.kind, "Thing"))


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
