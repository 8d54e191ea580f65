"""A record in, its description in schema.org's words out (https://schema.org/, as JSON-LD in its page)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from arkg.namespaces import ARKG, BASE
from arkg.publish.pages.facts import summarize
from arkg.publish.pages.lists import current, other_names
from arkg.publish.pages.lookup import choose_text, local
from arkg.publish.pages.vocabulary import (
    ABOUT,
    ADDRESSES,
    CREATOR,
    DCTERMS,
    ENDED,
    FOAF,
    ISSUED,
    LOCATED_IN,
    ORG,
    PAGE,
    RUN_BY,
    SCHEMA,
    SKOS,
    STARTED,
    TYPE,
)

if TYPE_CHECKING:
    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Record

TYPES = {
    f"{ARKG}Agency": "GovernmentOrganization",
    f"{ARKG}HealthSystem": "MedicalOrganization",
    f"{ARKG}MedicalSchool": "EducationalOrganization",
    f"{ARKG}TeachingHospital": "Hospital",
    f"{ARKG}University": "CollegeOrUniversity",
    f"{SKOS}ConceptScheme": "DefinedTermSet",
}
OTHERWISE = {
    "category": "DefinedTerm",
    "collection": "DefinedTermSet",
    "concept": "DefinedTerm",
    "event": "Event",
    "initiative": "Project",
    "institution": "Organization",
    "pillar": "DefinedTerm",
    "place": "Place",
    "resource": "CreativeWork",
}
LINKS = {
    "event": {"about": ABOUT, "location": LOCATED_IN},
    "initiative": {"parentOrganization": RUN_BY, "funder": f"{SCHEMA}funder", "knowsAbout": ADDRESSES},
    "institution": {"parentOrganization": f"{ORG}subOrganizationOf", "location": LOCATED_IN},
    "place": {"containedInPlace": LOCATED_IN},
    "pillar": {"inDefinedTermSet": f"{DCTERMS}isPartOf"},
    "resource": {"about": ABOUT, "publisher": f"{DCTERMS}publisher", "isPartOf": f"{DCTERMS}isPartOf"},
    "collection": {"hasDefinedTerm": f"{SKOS}member"},
}
TEXTS = {
    "event": {"startDate": STARTED, "endDate": ENDED},
    "initiative": {"foundingDate": STARTED, "dissolutionDate": ENDED},
    "institution": {"foundingDate": f"{SCHEMA}foundingDate"},
    "resource": {"datePublished": ISSUED, "isbn": f"{SCHEMA}isbn"},
}
SAME = (
    f"{SKOS}exactMatch",
    f"{SCHEMA}sameAs",
    *(f"{ARKG}{name}" for name in ("doi", "isni", "pmcid", "pmid", "ror", "wikidata")),
)
CONCEPTS = f"{ARKG}Concepts"


def describe(lookup: Lookup, record: Record) -> dict[str, Any]:
    """Describe a record in schema.org's words."""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": record.iri.value,
        "@type": type_of(lookup, record),
        "name": record.label,
        "alternateName": other_names(lookup, record),
        "description": summarize(lookup, record),
        "url": [each.value for each in lookup.nodes(record.iri, PAGE)],
        "sameAs": [each.value for term in SAME for each in lookup.nodes(record.iri, term)],
    }
    said |= {key: refer(lookup, record, term) for key, term in LINKS.get(record.kind, {}).items()}
    said |= {key: lookup.text(record.iri, term) for key, term in TEXTS.get(record.kind, {}).items()}
    if record.kind == "concept":
        said["inDefinedTermSet"] = {"@type": "DefinedTermSet", "@id": CONCEPTS, "name": "Concepts"}
    if record.kind == "resource":
        said["author"] = list_authors(lookup, record)
    return {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in said.items() if value
    }


def describe_set(lookup: Lookup) -> dict[str, Any]:
    """Describe the scheme of all concepts."""
    return {
        "@context": "https://schema.org",
        "@id": CONCEPTS,
        "@type": "DefinedTermSet",
        "name": lookup.site.labels.get(CONCEPTS, "Concepts"),
        "hasDefinedTerm": [
            {"@type": "DefinedTerm", "@id": each.iri.value, "name": each.label} for each in current(lookup, "concept")
        ],
    }


def describe_dataset(lookup: Lookup) -> dict[str, Any]:
    """Describe the graph as a data set."""
    project = lookup.site.project
    return {
        "@context": "https://schema.org",
        "@id": BASE,
        "@type": "Dataset",
        "name": project.title,
        "description": project.description,
        "version": project.version,
        "datePublished": project.issued,
        "dateModified": project.released,
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "creator": {"@type": "Organization", "name": project.publisher},
    }


def type_of(lookup: Lookup, record: Record) -> str:
    """Choose the type of schema.org that fits a record."""
    classes = sorted(each.value for each in lookup.nodes(record.iri, TYPE))
    named = [TYPES[each] for each in classes if each in TYPES]
    named += [local(each) for each in classes if each.startswith(SCHEMA)]
    return named[0] if named else OTHERWISE.get(record.kind, "Thing")


def refer(lookup: Lookup, record: Record, term: str) -> list[dict[str, str]]:
    """Refer to the records that a record names by this property."""
    return [
        {"@type": type_of(lookup, each), "@id": each.iri.value, "name": each.label}
        for each in lookup.linked(record.iri, term)
    ]


def list_authors(lookup: Lookup, record: Record) -> list[dict[str, str]]:
    """Name the authors; whether one is a person or a body is not recorded, so none is said to be either."""
    names = [choose_text(lookup.values(part, f"{FOAF}name")) for part in lookup.nodes(record.iri, CREATOR)]
    return [{"@type": "Thing", "name": name} for name in names]


def to_script(said: dict[str, Any]) -> str:
    """Write a description so that it can stand inside a script element, whatever its texts hold."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
