"""A record in, its description in schema.org's words out (https://schema.org/, as JSON-LD in its page)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from arkg.graph import BASE
from arkg.graph import NAMESPACE as ARKG
from arkg.publish.pages.facts import summarize
from arkg.publish.pages.lists import current, other_names
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
from arkg.publish.pages.world import choose_text, local

if TYPE_CHECKING:
    from arkg.publish.pages.world import World
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


def describe(world: World, record: Record) -> dict[str, Any]:
    """Describe a record in schema.org's words."""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": record.iri.value,
        "@type": type_of(world, record),
        "name": record.label,
        "alternateName": other_names(world, record),
        "description": summarize(world, record),
        "url": [each.value for each in world.nodes(record.iri, PAGE)],
        "sameAs": [each.value for term in SAME for each in world.nodes(record.iri, term)],
    }
    said |= {key: refer(world, record, term) for key, term in LINKS.get(record.kind, {}).items()}
    said |= {key: world.text(record.iri, term) for key, term in TEXTS.get(record.kind, {}).items()}
    if record.kind == "concept":
        said["inDefinedTermSet"] = {"@type": "DefinedTermSet", "@id": CONCEPTS, "name": "Concepts"}
    if record.kind == "resource":
        said["author"] = list_authors(world, record)
    return {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in said.items() if value
    }


def describe_set(world: World) -> dict[str, Any]:
    """Describe the scheme of all concepts."""
    return {
        "@context": "https://schema.org",
        "@id": CONCEPTS,
        "@type": "DefinedTermSet",
        "name": world.site.labels.get(CONCEPTS, "Concepts"),
        "hasDefinedTerm": [
            {"@type": "DefinedTerm", "@id": each.iri.value, "name": each.label} for each in current(world, "concept")
        ],
    }


def describe_dataset(world: World) -> dict[str, Any]:
    """Describe the graph as a data set."""
    project = world.site.project
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


def type_of(world: World, record: Record) -> str:
    """Choose the type of schema.org that fits a record."""
    classes = sorted(each.value for each in world.nodes(record.iri, TYPE))
    named = [TYPES[each] for each in classes if each in TYPES]
    named += [local(each) for each in classes if each.startswith(SCHEMA)]
    return named[0] if named else OTHERWISE.get(record.kind, "Thing")


def refer(world: World, record: Record, term: str) -> list[dict[str, str]]:
    """Refer to the records that a record names by this property."""
    return [
        {"@type": type_of(world, each), "@id": each.iri.value, "name": each.label}
        for each in world.linked(record.iri, term)
    ]


def list_authors(world: World, record: Record) -> list[dict[str, str]]:
    """Name the authors; whether one is a person or a body is not recorded, so none is said to be either."""
    names = [choose_text(world.values(part, f"{FOAF}name")) for part in world.nodes(record.iri, CREATOR)]
    return [{"@type": "Thing", "name": name} for name in names]


def to_script(said: dict[str, Any]) -> str:
    """Write a description so that it can stand inside a script element, whatever its texts hold."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
