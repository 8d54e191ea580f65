"""Records and the dataset in the terms of schema.org (https://schema.org/), as JSON-LD within pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from arkg.namespaces import ARKG, BASE, DCTERMS, FOAF, ORG, SCHEMA, SKOS, TYPE
from arkg.publish.citations import name_authors
from arkg.publish.forms import form_of
from arkg.publish.pages.summary import other_names, summarize
from arkg.publish.pages.view import local_name
from arkg.publish.site import DATA_LICENSE

if TYPE_CHECKING:
    from arkg.publish.pages.view import View
    from arkg.publish.records import Record

CLASSES = {
    f"{ARKG}Agency": "GovernmentOrganization",
    f"{ARKG}HealthSystem": "MedicalOrganization",
    f"{ARKG}MedicalSchool": "EducationalOrganization",
    f"{ARKG}TeachingHospital": "Hospital",
    f"{ARKG}University": "CollegeOrUniversity",
    f"{SKOS}ConceptScheme": "DefinedTermSet",
}
RECORD_TYPES = {
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
    "event": {"about": f"{DCTERMS}subject", "location": f"{ARKG}locatedIn"},
    "initiative": {
        "parentOrganization": f"{ARKG}runBy",
        "funder": f"{SCHEMA}funder",
        "knowsAbout": f"{ARKG}addresses",
    },
    "institution": {"parentOrganization": f"{ORG}subOrganizationOf", "location": f"{ARKG}locatedIn"},
    "place": {"containedInPlace": f"{ARKG}locatedIn"},
    "pillar": {"inDefinedTermSet": f"{DCTERMS}isPartOf"},
    "resource": {
        "about": f"{DCTERMS}subject",
        "publisher": f"{DCTERMS}publisher",
        "isPartOf": f"{DCTERMS}isPartOf",
    },
    "collection": {"hasDefinedTerm": f"{SKOS}member"},
}
TEXTS = {
    "event": {"startDate": f"{SCHEMA}startDate", "endDate": f"{SCHEMA}endDate"},
    "initiative": {"foundingDate": f"{SCHEMA}startDate", "dissolutionDate": f"{SCHEMA}endDate"},
    "institution": {"foundingDate": f"{SCHEMA}foundingDate"},
    "resource": {"datePublished": f"{DCTERMS}issued", "isbn": f"{SCHEMA}isbn"},
}
SAME = (
    f"{SKOS}exactMatch",
    f"{SCHEMA}sameAs",
    *(f"{ARKG}{name}" for name in ("doi", "isni", "pmcid", "pmid", "ror", "wikidata")),
)
CONCEPTS = f"{ARKG}Concepts"


def describe(view: View, record: Record) -> dict[str, Any]:
    """Return a record in the terms of schema.org."""
    site = view.site
    description: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": record.iri.value,
        "@type": _type_of(view, record),
        "name": record.label,
        "alternateName": other_names(view, record),
        "description": summarize(view, record),
        "url": [each.value for each in site.nodes(record.iri, f"{FOAF}page")],
        "sameAs": [each.value for term in SAME for each in site.nodes(record.iri, term)],
    }
    for key, term in LINKS.get(record.kind, {}).items():
        description[key] = [_refer(view, each) for each in site.linked(record.iri, term)]
    description |= {key: site.text(record.iri, term) for key, term in TEXTS.get(record.kind, {}).items()}
    if record.kind == "concept":
        description["inDefinedTermSet"] = {"@type": "DefinedTermSet", "@id": CONCEPTS, "name": "Concepts"}
    if record.kind == "resource":
        description["author"] = [_author(each) for each in name_authors(record)]
    single = {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in description.items()
    }
    return {key: value for key, value in single.items() if value}


def _single(value: Any) -> Any:
    """Return the only value of a list, anything else as it is."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _type_of(view: View, record: Record) -> str:
    """Return the type of schema.org that fits a record."""
    classes = sorted(each.value for each in view.site.nodes(record.iri, TYPE.value))
    named = [CLASSES[each] for each in classes if each in CLASSES]
    named += [local_name(each) for each in classes if each.startswith(SCHEMA)]
    return named[0] if named else RECORD_TYPES.get(record.kind, "Thing")


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


def describe_dataset(view: View) -> dict[str, Any]:
    """Return the graph as a dataset in the terms of schema.org."""
    project, base = view.site.project, view.site.base
    files = {each.path: form_of(each.path) for each in view.site.files if each.path.startswith("data/arkg.")}
    downloads = [
        {"@type": "DataDownload", "contentUrl": base + path, "encodingFormat": form.media_type}
        for path, form in files.items()
        if form and not path.endswith(".gz")
    ]
    return {
        "@context": "https://schema.org",
        "@id": BASE,
        "@type": "Dataset",
        "name": project.title,
        "description": project.description,
        "version": project.version,
        "datePublished": project.issued,
        "dateModified": project.released,
        "license": DATA_LICENSE,
        "creator": {"@type": "Organization", "name": project.publisher},
        **({"url": base, "distribution": downloads} if base else {}),
    }


def to_script(description: dict[str, Any]) -> str:
    """Return a description as JSON that is safe inside a script element, whatever its texts hold."""
    text = json.dumps(description, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
