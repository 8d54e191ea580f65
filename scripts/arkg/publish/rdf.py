"""The graph as files of RDF: dumps, each also compressed, the files of each record, and documents of the vocabulary.

Turtle, TriG, N-Quads and RDF/XML keep the order of the records. N-Triples is sorted, and so is, with no blank node in
a record and those of the vocabulary named by RDFC-1.0, the canonical form of the graph
(https://www.w3.org/TR/rdf-canon/): its SHA-256 is the RDFC-1.0 hash.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.formats.jsonld.context import to_document
from arkg.infer import for_owl
from arkg.namespaces import BASE, DCTERMS, FOAF, OA, PROV, QUERY, RECORDS, SH, TYPE
from arkg.publish.folder import Folder, compress
from arkg.publish.forms import DATASET_FORMS, GRAPH_FORMS, fill_turtle, to_json
from arkg.publish.jsonld import by_property, frame, narrow
from arkg.query import Statements, Table, Truth, bare
from arkg.query import render as render_answer
from arkg.turtle import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from arkg.publish.jsonld import Context, Properties
    from arkg.publish.site import Record, Site

DUMP = "data/arkg"
LEVEL = 6
ENTAILED = "data/arkg-inferred"
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML cannot contain: control characters, and a carriage return, which it reads as a line feed."""

SOURCE = f"{OA}hasSource"
QUERY_FORMS = {Table: "select", Statements: "construct", Truth: "ask"}
"""What a question is answered with → the form of its query."""


@dataclass(frozen=True, slots=True)
class Dump:
    """What is dumped: records, then the vocabulary and whatever else is stated, and how to write them."""

    records: Sequence[Record]
    prefixes: Mapping[str, str]
    context: Context
    vocabulary: Sequence[ox.Triple] = ()
    others: Sequence[ox.Triple] = ()
    """What no file of a record states, nor the vocabulary: names of terms of others, what is derived for SKOS."""

    @property
    def triples(self) -> list[ox.Triple]:
        """Return every triple, record by record, then the rest."""
        return [*chain.from_iterable(record.triples for record in self.records), *self.vocabulary, *self.others]


def write_dumps(folder: Folder, stem: str, dump: Dump) -> Iterator[str]:
    """Write a dump in every form, each also compressed; yield the path of each when it is written."""
    quads = list(_quads(dump)) if stem == DUMP else []
    for form in (*GRAPH_FORMS, *(DATASET_FORMS if stem == DUMP else ())):
        content = _write(quads, form, dump.prefixes) if form in DATASET_FORMS else serialize(dump, form)
        folder.put(f"{stem}.{form}", content)
        folder.put(f"{stem}.{form}.gz", compress(content, LEVEL))
        yield f"{stem}.{form}"


def serialize(dump: Dump, form: str) -> bytes:
    """Return a dump in a form of a graph; raise InputFault for what this form cannot express."""
    return _to_jsonld(dump) if form == "jsonld" else _write(dump.triples, form, dump.prefixes)


def _write(statements: Sequence[ox.Triple] | Sequence[ox.Quad], form: str, prefixes: Mapping[str, str]) -> bytes:
    """Return statements as Oxigraph writes them, N-Triples in the order of their text.

    Raises InputFault for what RDF/XML cannot express.
    """
    if form == "rdf":
        _check_for_xml(statements)
        # RDF/XML shortens properties alone
        prefixes = {prefix: space for prefix, space in prefixes.items() if not space.startswith((RECORDS, QUERY))}
    text = ox.serialize(statements, format=ox.RdfFormat.from_extension(form), prefixes=dict(prefixes)) or b""
    return b"".join(sorted(text.splitlines(keepends=True))) if form == "nt" else text


def _check_for_xml(statements: Sequence[ox.Triple] | Sequence[ox.Quad]) -> None:
    """Raise InputFault for a text that RDF/XML cannot express."""
    for each in statements:
        if isinstance(each.object, ox.Literal) and NOT_IN_XML.search(each.object.value):
            raise InputFault(
                "A text has a control character, which RDF/XML cannot express.",
                where=f"{each.subject}",
                remedy="Remove it from the text.",
            )


def write_records(folder: Folder, dump: Dump) -> Iterator[str]:
    """Write the files of each record; yield its folder when they are written."""
    for record in dump.records:
        nodes = frame(dump.context, record.iri.value, record.statements)
        body = nodes[0] if len(nodes) == 1 else {dump.context.keywords.get("@graph", "@graph"): nodes}
        jsonld = to_json({"@context": narrow(dump.context, body), **body})
        write_document(folder, record.folder.rstrip("/"), record.triples, dump.prefixes, jsonld)
        yield record.folder


def _quads(dump: Dump) -> Iterator[ox.Quad]:
    """Return each record, and the vocabulary, in the graph named after its Turtle file.

    The default graph holds where each came from, and what is in no such file.
    """
    documents = [*((each.iri, each.triples) for each in dump.records), (ox.NamedNode(f"{BASE}ns"), dump.vocabulary)]
    for topic, triples in documents if dump.vocabulary else documents[:-1]:
        document = ox.NamedNode(f"{topic.value}.ttl")
        yield ox.Quad(document, TYPE, PROV("Entity"))
        yield ox.Quad(document, DCTERMS("isPartOf"), ox.NamedNode(BASE))
        yield ox.Quad(document, FOAF("primaryTopic"), topic)
        for origin in sorted({each.object for each in triples if each.predicate.value == SOURCE}, key=str):
            yield ox.Quad(document, PROV("wasDerivedFrom"), origin)
        yield from (ox.Quad(each.subject, each.predicate, each.object, document) for each in triples)
    yield from (ox.Quad(each.subject, each.predicate, each.object) for each in dump.others)


def _to_jsonld(dump: Dump) -> bytes:
    """Return the context, then one line for each record with its parts inside it, then one for all other things."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode
    graph = dump.context.keywords.get("@graph", "@graph")
    heads = _by_subject(dump)
    nodes = (encode(node) for head, statements in heads for node in frame(dump.context, head, statements))
    begin = f'{{"@context": {encode(dump.context.document)},\n"{graph}": ['
    return (f"{begin}\n" + ",\n".join(nodes) + "\n]}\n").encode()


def _by_subject(dump: Dump) -> Iterator[tuple[str, Mapping[str, Properties]]]:
    """Yield each record with what else is stated of it, then whatever else has an IRI, then the rest.

    Each comes with what is stated about the blank nodes that it leads to.
    """
    about: dict[object, list[ox.Triple]] = {}
    for triple in (*dump.vocabulary, *dump.others):
        about.setdefault(triple.subject, []).append(triple)
    for record in dump.records:
        more = about.pop(record.iri, ())
        yield record.iri.value, by_property((*record.triples, *more)) if more else record.statements
    for subject in sorted(about, key=lambda each: (isinstance(each, ox.BlankNode), str(each))):
        found, left = list[ox.Triple](), [subject]
        while left:
            own = about.pop(left.pop(), [])
            found += own
            left += [each.object for each in own if isinstance(each.object, ox.BlankNode)]
        if found:
            yield bare(found[0].subject), by_property(found)


def write_vocabulary(site: Site, folder: Folder) -> Iterator[str]:
    """Write ``ns``, ``shapes`` and ``query`` in every form of a graph, the context, and each question as SPARQL.

    ``shapes-core`` are the rules that SHACL Core can check, for generators of forms: those without a query.
    """
    prefixes = site.workspace.prefixes
    questions = [(each.question, QUERY_FORMS[type(each.answer)]) for each in site.questions]
    rules = list(site.workspace.quads("shapes"))
    asking = [each for each in rules if each.predicate == SH("sparql")]
    left_out = {each.subject for each in asking} | {each.object for each in asking}
    parts = {
        "ns": canonical([*site.workspace.quads("ontology"), *(ox.Quad(*each) for each in for_owl(site.workspace))]),
        "shapes": canonical(rules),
        "shapes-core": canonical(each for each in rules if left_out.isdisjoint((each.subject, each.object))),
        "query": fill_turtle("query.ttl", start=QUERY, prefixes=prefixes, questions=questions, **site.about)[0],
    }
    for stem, triples in parts.items():
        write_document(folder, stem, triples, prefixes)
        yield stem
    folder.put("context.jsonld", to_document(site.schema).encode())
    for each in site.questions:
        folder.put(f"query/{each.question.name}.rq", each.question.text.encode())
    yield "query/"


def canonical(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """Return triples with the blank nodes named as RDFC-1.0 names them, in the order of their text."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((quad.triple for quad in dataset), key=str)


def write_document(
    folder: Folder, stem: str, triples: Sequence[ox.Triple], prefixes: Mapping[str, str], jsonld: bytes = b""
) -> None:
    """Write triples in every form of a graph: Turtle in the house layout, and N-Triples in the canonical form."""
    folder.put(f"{stem}.ttl", render(triples, prefixes).encode())
    folder.put(f"{stem}.jsonld", jsonld or render_answer(Statements(tuple(triples)), "jsonld", prefixes).encode())
    for form in ("nt", "rdf"):
        folder.put(f"{stem}.{form}", _write(triples, form, prefixes))
