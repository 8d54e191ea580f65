"""The IRIs that the pages read, and the words in which they speak of kinds, types and links."""

from __future__ import annotations

from typing import Final

from arkg.namespaces import ARKG

DCTERMS: Final = "http://purl.org/dc/terms/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
OA: Final = "http://www.w3.org/ns/oa#"
ORG: Final = "http://www.w3.org/ns/org#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA: Final = "https://schema.org/"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

TYPE: Final = f"{RDF}type"
NAME: Final = f"{SKOS}prefLabel"
OTHER_NAME: Final = f"{SKOS}altLabel"
DESCRIPTION: Final = f"{DCTERMS}description"
NOTE: Final = f"{SKOS}note"
PAGE: Final = f"{FOAF}page"
EVIDENCE: Final = f"{ARKG}evidence"
SOURCE: Final = f"{OA}hasSource"
DATE_READ: Final = f"{ARKG}dateRead"
SUPPORTS: Final = f"{ARKG}supports"
SUPPORTS_VALUE: Final = f"{ARKG}supportsValue"
SUPPORTS_LITERAL: Final = f"{ARKG}supportsLiteral"
DEFINITION: Final = f"{ARKG}definition"
LISTING: Final = f"{ARKG}listing"
CREATOR: Final = f"{DCTERMS}creator"
BROADER: Final = f"{SKOS}broader"
POSSIBLY: Final = f"{ARKG}possiblyListedAs"
CATEGORY: Final = f"{ARKG}category"
RUN_BY: Final = f"{ARKG}runBy"
LOCATED_IN: Final = f"{ARKG}locatedIn"
ADDRESSES: Final = f"{ARKG}addresses"
ABOUT: Final = f"{DCTERMS}subject"
ISSUED: Final = f"{DCTERMS}issued"
STARTED: Final = f"{SCHEMA}startDate"
ENDED: Final = f"{SCHEMA}endDate"
STATUS: Final = f"{ARKG}status"
LISTS_INSTITUTION: Final = f"{ARKG}listsInstitution"
LISTS_INITIATIVE: Final = f"{ARKG}listsInitiative"
MATCHES: Final = {
    f"{SKOS}exactMatch": "The same",
    f"{SKOS}closeMatch": "Nearly the same",
    f"{SKOS}broadMatch": "Wider",
    f"{SKOS}narrowMatch": "Narrower",
    f"{SKOS}relatedMatch": "Related",
}

PLURALS: Final = {
    "concept": "concepts",
    "initiative": "initiatives",
    "institution": "institutions",
    "resource": "resources",
    "event": "events",
    "category": "categories",
    "pillar": "pillars",
    "place": "places",
    "collection": "collections",
}
TYPES: Final = {
    "ConceptScheme": "vocabulary",
    "ScholarlyArticle": "article",
    "VideoObject": "video",
    "WebPage": "web page",
}

INCOMING_OF_KIND: Final = {
    (CATEGORY, "resource"): "Lists work of this category",
    (ABOUT, "event"): "Events about it",
}
"""Property and kind of record → what a reader calls it from the other side, where that differs by kind."""
INCOMING: Final = {
    BROADER: "Narrower",
    f"{SKOS}related": "Related",
    RUN_BY: "Runs",
    f"{ARKG}partneredWith": "Takes part in",
    f"{SCHEMA}funder": "Pays for",
    ADDRESSES: "Initiatives that address it",
    f"{ARKG}advances": "Initiatives that advance it",
    CATEGORY: "Initiatives of this category",
    ABOUT: "Resources about it",
    f"{DCTERMS}references": "Leads to it for reading",
    f"{ARKG}statedIn": "Definitions that stand in it",
    f"{DCTERMS}publisher": "Published",
    f"{ORG}subOrganizationOf": "Its parts",
    f"{DCTERMS}isPartOf": "Its parts",
    f"{SKOS}member": "In the collection",
    f"{ARKG}accreditedBy": "Accredits",
    LOCATED_IN: "What lies in it",
    f"{ARKG}listedBy": "Lists",
    f"{ARKG}affects": "Events that affect it",
    f"{ARKG}actor": "Events that it brought about",
    LISTS_INITIATIVE: "Listed in",
    LISTS_INSTITUTION: "Listed in",
    POSSIBLY: "An entry may mean",
    f"{DCTERMS}isReplacedBy": "Takes the place of",
}
"""Property → what a reader calls it from the other side, in reading order."""
READING_ORDER: Final = (
    TYPE,
    OTHER_NAME,
    CREATOR,
    f"{ARKG}containerTitle",
    f"{SCHEMA}volumeNumber",
    f"{SCHEMA}issueNumber",
    f"{SCHEMA}pagination",
    f"{ARKG}articleNumber",
    f"{DCTERMS}publisher",
    f"{ARKG}publisherName",
    f"{SCHEMA}bookEdition",
    ISSUED,
    f"{ARKG}originalYear",
    RUN_BY,
    f"{ARKG}partneredWith",
    f"{SCHEMA}funder",
    CATEGORY,
    ADDRESSES,
    ABOUT,
    f"{ARKG}advances",
    STARTED,
    ENDED,
    f"{ARKG}eventType",
    f"{ARKG}actor",
    f"{ARKG}actorName",
    f"{ARKG}affects",
    f"{ARKG}datedStatus",
    STATUS,
    f"{ARKG}statusConfirmed",
    f"{ARKG}audience",
    f"{ARKG}leaderName",
    f"{ORG}subOrganizationOf",
    f"{DCTERMS}isPartOf",
    f"{SCHEMA}position",
    f"{ARKG}city",
    LOCATED_IN,
    f"{SCHEMA}foundingDate",
    f"{ARKG}accreditation",
    f"{ARKG}accreditedBy",
    f"{ARKG}accreditedSince",
    f"{ARKG}designation",
    BROADER,
    f"{SKOS}related",
    f"{SKOS}member",
    f"{SKOS}scopeNote",
    f"{DCTERMS}references",
    PAGE,
)


def plural(kind: str) -> str:
    """Return what several records of a kind are called."""
    return PLURALS.get(kind, f"{kind}s")
