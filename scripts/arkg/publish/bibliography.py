"""A record → how to cite it: in words, or for a reference manager as BibTeX, RIS or CSL-JSON.

A resource is cited as the work it is, every other record as an entry of this graph. Names are given whole, as the
work gives them: nothing says which of them are persons, or where a family name begins.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.graph import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from arkg.publish.records import Record
    from arkg.publish.site import Site

FORMS = {
    "text": "text/plain",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl-json": "application/vnd.citationstyles.csl+json",
}
"""The forms of a citation, and their media types."""

DCTERMS = "http://purl.org/dc/terms/"
NAME = "http://xmlns.com/foaf/0.1/name"
SCHEMA = "https://schema.org/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TYPES = {
    f"{SCHEMA}ScholarlyArticle": ("article-journal", "article", "JOUR"),
    f"{SCHEMA}Book": ("book", "book", "BOOK"),
    f"{SCHEMA}Report": ("report", "techreport", "RPRT"),
    f"{SCHEMA}BlogPosting": ("post-weblog", "misc", "BLOG"),
    f"{SCHEMA}PodcastEpisode": ("broadcast", "misc", "SOUND"),
    f"{SCHEMA}PodcastSeries": ("broadcast", "misc", "SOUND"),
    f"{SCHEMA}VideoObject": ("motion_picture", "misc", "VIDEO"),
    f"{SCHEMA}WebPage": ("webpage", "misc", "ELEC"),
}
"""Class → type in CSL (https://docs.citationstyles.org/en/stable/specification.html), in BibTeX and in RIS."""
OTHER = ("document", "misc", "GEN")
ENTRY = ("entry", "misc", "DICT")
ESCAPES = {**{mark: f"\\{mark}" for mark in "&%$#_{}"}, "\\": r"\textbackslash{}"}
ESCAPES |= {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def cite(site: Site, record: Record, form: str = "text") -> str:
    """Cite a record in one of FORMS, with a line feed at the end; raise InputFault for any other form."""
    return bibliography(site, [record], form)


def bibliography(site: Site, records: Iterable[Record], form: str) -> str:
    """Cite records one after the other, as one document; raise InputFault for a form that does not exist."""
    if form not in FORMS:
        raise InputFault(f"There is no form of citation {form!r}.", remedy=f"Forms are {', '.join(FORMS)}.")
    return "".join(cite_each((describe(site, record) for record in records), form))


def cite_each(items: Iterable[Mapping[str, Any]], form: str) -> Iterator[str]:
    """Cite what ``describe`` gives in one of FORMS, as one document, piece by piece."""
    match form:
        case "bibtex":
            yield from joined(map(to_bibtex, items), "\n")
        case "ris":
            yield from joined(map(to_ris, items), "\r\n")
        case "csl-json":
            yield "["
            last = "]\n"
            for written in joined(map(to_csl, items), ","):
                last = "\n]\n"
                yield written
            yield last
        case _:
            yield from (f"{to_text(item)}\n" for item in items)


def joined(texts: Iterable[str], separator: str) -> Iterator[str]:
    """Give texts with a separator between them."""
    for number, each in enumerate(texts):
        yield separator + each if number else each


def to_csl(item: Mapping[str, Any]) -> str:
    """Write an item as one of a list in JSON."""
    bare = {key: value for key, value in item.items() if key != "types"}
    return "\n  " + json.dumps(bare, ensure_ascii=False, indent=2).replace("\n", "\n  ")


def works(site: Site) -> Iterator[Record]:
    """Give the records that are cited as works: the resources that are not withdrawn."""
    withdrawn = "http://www.w3.org/2002/07/owl#deprecated"
    return (each for each in site.records.get("resource", ()) if not each.values(withdrawn))


def describe(site: Site, record: Record) -> dict[str, Any]:
    """Give what a citation says, as CSL-JSON has it; ``types`` holds the types in CSL, BibTeX and RIS."""
    item = describe_work(site, record) if record.kind == "resource" else describe_entry(site, record)
    return {key: value for key, value in item.items() if value}


def describe_work(site: Site, record: Record) -> dict[str, Any]:
    """Give what a citation says of a resource."""
    classes = [text(each) for each in record.values(TYPE)]
    types = next((TYPES[each] for each in TYPES if each in classes), OTHER)
    doi = first(record, f"{NAMESPACE}doi").removeprefix("https://doi.org/")
    pages = (first(record, "http://xmlns.com/foaf/0.1/page"), f"https://doi.org/{doi}" if doi else "", record.iri.value)
    return {
        "id": record.slug,
        "type": types[0],
        "types": types,
        "title": record.label,
        "author": [{"literal": name} for name in authors(record)],
        "container-title": first(record, f"{NAMESPACE}container") or named(site, record, f"{DCTERMS}isPartOf"),
        "publisher": named(site, record, f"{DCTERMS}publisher"),
        "issued": to_date(first(record, f"{DCTERMS}issued")),
        "DOI": doi,
        "ISBN": first(record, f"{SCHEMA}isbn"),
        "PMID": "".join(re.findall("[0-9]+", first(record, f"{NAMESPACE}pmid"))),
        "PMCID": "".join(re.findall("PMC[0-9]+", first(record, f"{NAMESPACE}pmcid"))),
        "URL": next(each for each in pages if each),
    }


def describe_entry(site: Site, record: Record) -> dict[str, Any]:
    """Give what a citation says of a record that is no work: an entry of this release of the graph."""
    return {
        "id": f"{record.kind}-{record.slug}",
        "type": ENTRY[0],
        "types": ENTRY,
        "title": f"{record.label} ({record.kind})",
        "container-title": site.project.title,
        "publisher": site.project.publisher,
        "version": site.project.version,
        "issued": to_date(site.project.released),
        "URL": record.iri.value,
    }


def authors(record: Record) -> list[str]:
    """Return the names of a work's authors, in their order."""
    parts = (part for part in record.values(f"{DCTERMS}creator") if isinstance(part, ox.NamedNode))
    return [" ".join(text(name).split()) for part in parts for name in record.values(NAME, part)]


def named(site: Site, record: Record, predicate: str) -> str:
    """Give the labels of the records that a property leads to."""
    return ", ".join(site.labels.get(text(each), "") or text(each) for each in record.values(predicate))


def first(record: Record, predicate: str) -> str:
    """Give the first value of a property as a text, empty where there is none."""
    return next((text(each) for each in record.values(predicate)), "")


def text(value: object) -> str:
    """Give a term without the marks that say what kind of term it is."""
    return value.value if isinstance(value, ox.NamedNode | ox.Literal) else str(value)


def to_date(day: str) -> Mapping[str, list[list[int]]]:
    """Give a date as CSL-JSON has it, as precisely as it is known; nothing where it is not."""
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", day)
    return {"date-parts": [[int(part) for part in parts.groups() if part]]} if parts else {}


def names(item: Mapping[str, Any]) -> list[str]:
    """Give the names of the authors of an item."""
    return [author["literal"] for author in item.get("author", ())]


def date_parts(item: Mapping[str, Any]) -> list[int]:
    """Give year, month and day of an item, as far as they are known."""
    return list(item["issued"]["date-parts"][0]) if "issued" in item else []


def to_text(item: Mapping[str, Any]) -> str:
    """Cite in words: who, when, what, where; what comes first where nobody is named."""
    date = "-".join(f"{part:02}" for part in date_parts(item))
    version = f"version {item['version']}" if "version" in item else ""
    container = ", ".join(part for part in (item.get("container-title", ""), version) if part)
    who = ", ".join(names(item)) or ("" if item["type"] == "entry" else item.get("publisher", ""))
    publisher = item.get("publisher", "") if item.get("publisher") != who else ""
    address = f"https://doi.org/{item['DOI']}" if "DOI" in item else item["URL"]
    begin = (who, date, item["title"]) if who else (item["title"], date)
    parts = (*begin, f"In: {container}" if container else "", publisher)
    return f"{'. '.join(part.rstrip('.') for part in parts if part)}. {address}"


def to_bibtex(item: Mapping[str, Any]) -> str:
    """Cite for BibTeX, each name and title kept as it is written by braces of its own."""
    parts = [*date_parts(item), 0, 0][:3]
    journal = item["types"][1] == "article"
    fields = {
        "author": " and ".join(f"{{{escape(name)}}}" for name in names(item)),
        "title": f"{{{escape(item['title'])}}}",
        "journal" if journal else "howpublished": escape(item.get("container-title", "")),
        "publisher": escape(item.get("publisher", "")),
        "version": escape(item.get("version", "")),
        "year": str(parts[0] or ""),
        "month": str(parts[1] or ""),
        "doi": item.get("DOI", ""),
        "isbn": item.get("ISBN", ""),
        "pmid": item.get("PMID", ""),
        "pmcid": item.get("PMCID", ""),
        "url": to_address(item["URL"]),
    }
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items() if value)
    return f"@{item['types'][1]}{{{item['id']},\n{lines}}}\n"


def escape(words: str) -> str:
    """Write words so that TeX prints them as they are."""
    return "".join(ESCAPES.get(mark, mark) for mark in " ".join(words.split()))


def to_address(address: str) -> str:
    """Write an address so that it stays within its braces."""
    return address.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def to_ris(item: Mapping[str, Any]) -> str:
    """Cite for RIS, with the line ends it asks for."""
    return "".join(f"{tag}  - {' '.join(str(value).split())}\r\n" for tag, value in ris_lines(item)) + "ER  - \r\n"


def ris_lines(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the tags and values of an item in RIS."""
    yield "TY", item["types"][2]
    yield "ID", item["id"]
    yield from (("AU", name) for name in names(item))
    yield "TI", item["title"]
    if parts := date_parts(item):
        yield "PY", f"{parts[0]:04}"
        yield "DA", "/".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])
    tags = (("T2", "container-title"), ("PB", "publisher"), ("ET", "version"), ("DO", "DOI"), ("SN", "ISBN"))
    yield from ((tag, item[key]) for tag, key in (*tags, ("AN", "PMID"), ("C2", "PMCID"), ("UR", "URL")) if key in item)
