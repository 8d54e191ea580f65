"""A record → how to cite it: in words, or for a reference manager as BibTeX, RIS or CSL-JSON.

A resource is cited as the work it is, every other record as an entry of this graph. The name of an author is taken
apart only where the record does: without a family name it stands whole, as the work has it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.namespaces import ARKG, DCTERMS, FOAF, SCHEMA, TYPE

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
RIS_TAGS = (
    ("T2", "container-title"),
    ("PB", "publisher"),
    ("ET", "version"),
    ("ET", "edition"),
    ("VL", "volume"),
    ("IS", "issue"),
    ("DO", "DOI"),
    ("AN", "PMID"),
    ("C2", "PMCID"),
    ("UR", "URL"),
)
"""Tag of RIS → what of an item has it."""
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
    """Return texts with a separator between them."""
    for number, each in enumerate(texts):
        yield separator + each if number else each


def to_csl(item: Mapping[str, Any]) -> str:
    """Write an item as one of a list in JSON."""
    bare = {key: value for key, value in item.items() if key != "types"}
    return "\n  " + json.dumps(bare, ensure_ascii=False, indent=2).replace("\n", "\n  ")


def works(site: Site) -> Iterator[Record]:
    """Return the records that are cited as works: the resources that are not withdrawn."""
    return iter(site.current("resource"))


def describe(site: Site, record: Record) -> dict[str, Any]:
    """Return what a citation says, as CSL-JSON has it; ``types`` holds the types in CSL, BibTeX and RIS."""
    item = describe_work(site, record) if record.kind == "resource" else describe_entry(site, record)
    return {key: value for key, value in item.items() if value}


def describe_work(site: Site, record: Record) -> dict[str, Any]:
    """Return what a citation says of a resource."""
    classes = [text(each) for each in record.values(TYPE.value)]
    types = next((TYPES[each] for each in TYPES if each in classes), OTHER)
    doi = first(record, f"{ARKG}doi").removeprefix("https://doi.org/")
    addresses = (first(record, key) for key in (f"{FOAF}page", *(f"{ARKG}{key}" for key in ("doi", "pmcid", "pmid"))))
    return {
        "id": record.slug,
        "type": types[0],
        "types": types,
        "title": record.label,
        "author": list(name_authors(record)),
        "container-title": first(record, f"{ARKG}containerTitle") or named(site, record, f"{DCTERMS}isPartOf"),
        "publisher": named(site, record, f"{DCTERMS}publisher") or first(record, f"{ARKG}publisherName"),
        "edition": first(record, f"{SCHEMA}bookEdition"),
        "volume": first(record, f"{SCHEMA}volumeNumber"),
        "issue": first(record, f"{SCHEMA}issueNumber"),
        "page": first(record, f"{SCHEMA}pagination") or first(record, f"{ARKG}articleNumber"),
        "issued": to_date(first(record, f"{DCTERMS}issued")),
        "original-date": to_date(first(record, f"{ARKG}originalYear")),
        "DOI": doi,
        "ISBN": first(record, f"{SCHEMA}isbn"),
        "ISSN": first(record, f"{SCHEMA}issn"),
        "PMID": "".join(re.findall("[0-9]+", first(record, f"{ARKG}pmid"))),
        "PMCID": "".join(re.findall("PMC[0-9]+", first(record, f"{ARKG}pmcid"))),
        "URL": next(filter(None, addresses), ""),
    }


def describe_entry(site: Site, record: Record) -> dict[str, Any]:
    """Return what a citation says of a record that is no work: an entry of this release of the graph."""
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
    """Return the names of a work's authors as the work has them, in their order."""
    parts = (part for part in record.values(f"{DCTERMS}creator") if isinstance(part, ox.NamedNode))
    return [name for part in parts if (name := first(record, f"{FOAF}name", part))]


def name_authors(record: Record) -> Iterator[dict[str, str]]:
    """Return the authors as CSL-JSON has them: by family and given name where the record has these, else whole."""
    for part in record.values(f"{DCTERMS}creator"):
        if isinstance(part, ox.NamedNode):
            family, given = (first(record, f"{FOAF}{each}Name", part) for each in ("family", "given"))
            if family:
                yield {"family": family, "given": given} if given else {"family": family}
            elif name := first(record, f"{FOAF}name", part):
                yield {"literal": name}


def named(site: Site, record: Record, predicate: str) -> str:
    """Return the labels of the records that a property leads to."""
    return ", ".join(site.labels.get(text(each), "") or text(each) for each in record.values(predicate))


def first(record: Record, predicate: str, part: ox.NamedNode | None = None) -> str:
    """Return the first value of a property of a record (or of one of its parts) on one line, else an empty text."""
    return next((" ".join(text(each).split()) for each in record.values(predicate, part)), "")


def text(value: object) -> str:
    """Return a term without the marks that say what kind of term it is."""
    return value.value if isinstance(value, ox.NamedNode | ox.Literal) else str(value)


def to_date(day: str) -> Mapping[str, list[list[int]]]:
    """Return a date as CSL-JSON has it, as precisely as it is known; nothing where it is not."""
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", day)
    return {"date-parts": [[int(part) for part in parts.groups() if part]]} if parts else {}


def names(item: Mapping[str, Any], *, inverted: bool) -> list[str]:
    """Return the names of the authors of an item, the family name first where ``inverted``; bodies as they are."""
    order = (("family", "given"), ", ") if inverted else (("given", "family"), " ")
    keys, between = order
    return [
        each.get("literal") or between.join(each[key] for key in keys if key in each) for each in item.get("author", ())
    ]


def date_parts(item: Mapping[str, Any]) -> list[int]:
    """Return year, month and day of an item, as far as they are known."""
    return list(item["issued"]["date-parts"][0]) if "issued" in item else []


def to_text(item: Mapping[str, Any]) -> str:
    """Cite in words: who, when, what, where; what comes first where nobody is named."""
    date = "-".join(f"{part:02}" for part in date_parts(item))
    version = f"version {item['version']}" if "version" in item else ""
    container = ", ".join(part for part in (item.get("container-title", ""), version, to_place(item)) if part)
    who = ", ".join(names(item, inverted=False)) or ("" if item["type"] == "entry" else item.get("publisher", ""))
    publisher = item.get("publisher", "") if item.get("publisher") != who else ""
    address = f"https://doi.org/{item['DOI']}" if "DOI" in item else item.get("URL", "")
    begin = (who, date, item["title"]) if who else (item["title"], date)
    parts = (*begin, f"In: {container}" if container else "", publisher)
    return f"{'. '.join(part.rstrip('.') for part in parts if part)}. {address}".rstrip()


def to_place(item: Mapping[str, Any]) -> str:
    """Return where an item is within a journal, e.g. 12(5): 41-47."""
    issue = f"({item['issue']})" if "issue" in item else ""
    volume = f"{item.get('volume', '')}{issue}"
    return ": ".join(part for part in (volume, item.get("page", "")) if part)


def to_bibtex(item: Mapping[str, Any]) -> str:
    """Cite for BibTeX, each name and title kept as it is written by braces of its own."""
    parts = [*date_parts(item), 0, 0][:3]
    kind = item["types"][1]
    container = {"article": "journal", "book": "series", "techreport": "series"}.get(kind, "howpublished")
    fields = {
        "author": " and ".join(map(to_bibtex_name, item.get("author", ()))),
        "title": f"{{{escape(item['title'])}}}",
        container: escape(item.get("container-title", "")),
        "institution" if kind == "techreport" else "publisher": escape(item.get("publisher", "")),
        "edition": escape(item.get("edition", "")),
        "volume": escape(item.get("volume", "")),
        "number": escape(item.get("issue", "")),
        "pages": escape(item.get("page", "")).replace("-", "--"),
        "version": escape(item.get("version", "")),
        "year": str(parts[0] or ""),
        "month": str(parts[1] or ""),
        "doi": item.get("DOI", ""),
        "isbn": item.get("ISBN", ""),
        "issn": item.get("ISSN", ""),
        "pmid": item.get("PMID", ""),
        "pmcid": item.get("PMCID", ""),
        "url": to_address(item.get("URL", "")),
    }
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items() if value)
    return f"@{kind}{{{item['id']},\n{lines}}}\n"


def to_bibtex_name(name: Mapping[str, str]) -> str:
    """Write a name for BibTeX: family name, comma, given name; what is to stay whole in braces."""
    if "literal" in name:
        return f"{{{escape(name['literal'])}}}"
    parts = (escape(name[key]) for key in ("family", "given") if key in name)
    return ", ".join(f"{{{part}}}" if "," in part or " and " in part else part for part in parts)


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
    """Return the tags and values of an item in RIS."""
    yield "TY", item["types"][2]
    yield "ID", item["id"]
    yield from (("AU", name) for name in names(item, inverted=True))
    yield "TI", item["title"]
    if parts := date_parts(item):
        yield "PY", f"{parts[0]:04}"
        yield "DA", "/".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])
    yield from ((tag, item[key]) for tag, key in RIS_TAGS if key in item)
    pages = item.get("page", "").partition("-")
    yield from ((tag, page) for tag, page in (("SP", pages[0]), ("EP", pages[2])) if page)
    yield from (("SN", item[key]) for key in ("ISBN", "ISSN") if key in item)
