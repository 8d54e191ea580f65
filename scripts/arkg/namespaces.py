"""The IRIs that Python code uses: every namespace and prefix, once.

>>> SKOS("prefLabel").value == f"{SKOS}prefLabel" == "http://www.w3.org/2004/02/skos/core#prefLabel"
True
"""

from __future__ import annotations

import pyoxigraph as ox


class Namespace(str):
    """The beginning of the IRIs of a vocabulary: a string, which makes the term of a name when called."""

    __slots__ = ()

    def __call__(self, name: str) -> ox.NamedNode:
        """Return the term of this name."""
        return ox.NamedNode(self + name)

    def terms(self, *names: str) -> tuple[ox.NamedNode, ...]:
        """Return the terms of these names, in their order."""
        return tuple(map(self, names))


BASE = Namespace("https://w3id.org/arkg/")
ARKG = Namespace(f"{BASE}ns#")
RECORDS = Namespace(f"{BASE}id/")
QUERY = Namespace(f"{BASE}query/")
SHAPE = Namespace(f"{BASE}shapes#")

DASH = Namespace("http://datashapes.org/dash#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
OA = Namespace("http://www.w3.org/ns/oa#")
ORG = Namespace("http://www.w3.org/ns/org#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
PROV = Namespace("http://www.w3.org/ns/prov#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = Namespace("https://schema.org/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
VANN = Namespace("http://purl.org/vocab/vann/")
VOID = Namespace("http://rdfs.org/ns/void#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

TYPE = RDF("type")
FIRST = RDF("first")
REST = RDF("rest")
NIL = RDF("nil")
LANG_STRING = RDF("langString")
STRING = XSD("string")

PREF_LABEL = SKOS("prefLabel")
ALT_LABEL = SKOS("altLabel")
ACRONYM = ARKG("acronym")
EXACT_MATCH = SKOS("exactMatch")
DEPRECATED = OWL("deprecated")

IDENTIFIERS = (*ARKG.terms("doi", "grid", "isni", "pmcid", "pmid", "ror", "wikidata"), SCHEMA("isbn"))
"""The properties whose values are identifiers that others gave to the thing."""
