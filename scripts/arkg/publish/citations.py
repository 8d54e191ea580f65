"""A record → how to cite it, for a reference manager: as BibTeX, RIS or CSL-JSON; ``styles`` cites in words.

A resource is cited as the work it is, every other record as an entry of this graph. The name of an author is taken
apart only where the record does: without a family name it stands whole, as the work has it.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from arkg.errors import InputFault
from arkg.namespaces import ARKG, DCTERMS, FOAF, SCHEMA, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyoxigraph as ox

    from arkg.publish.site import Record, Site

FORMS = {"bibtex": ("BibTeX", "bib"), "ris": ("RIS", "ris"), "csl-json": ("CSL-JSON", "json")}
"""Form of a citation → its name, and the suffix of its files."""

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
ESCAPES = {mark: f"\\{mark}" for mark in "&%$#_{}"}
ESCAPES |= {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
IN_TEX = str.maketrans(ESCAPES)


def write(items: Iterable[Mapping[str, Any]], form: str) -> str:
    """Return citations, as ``describe`` gives them, as one document in one of FORMS, with a line feed at the end.

    Raises InputFault for a form that does not exist.
    """
    match form:
        case "bibtex":
            return "\n".join(map(_to_bibtex, items))
        case "ris":
            return "\r\n".join(map(_to_ris, items))
        case "csl-json":
            bare = [{key: value for key, value in item.items() if key != "types"} for item in items]
            return json.dumps(bare, ensure_ascii=False, indent=2) + "\n"
    raise InputFault(f"There is no form of citation {form!r}.", remedy=f"Forms are {', '.join(FORMS)}.")


def describe(site: Site, record: Record) -> dict[str, Any]:
    """Return a citation as CSL-JSON: of a work, or of any other record as an entry of this release of the graph.

    ``types`` holds the types in CSL, BibTeX and RIS.
    """
    item = _describe_work(site, record) if record.kind == "resource" else _describe_entry(site, record)
    return {key: value for key, value in item.items() if value}


def _describe_work(site: Site, record: Record) -> dict[str, Any]:
    """Return the citation of a resource."""
    classes = record.texts(TYPE.value)
    types = next((TYPES[each] for each in TYPES if each in classes), OTHER)
    return {
        "id": record.slug,
        "type": types[0],
        "types": types,
        "title": record.label,
        "author": list(name_authors(record)),
        "container-title": _first(record, f"{ARKG}containerTitle") or _labels(site, record, f"{DCTERMS}isPartOf"),
        "publisher": _labels(site, record, f"{DCTERMS}publisher") or _first(record, f"{ARKG}publisherName"),
        "edition": _first(record, f"{SCHEMA}bookEdition"),
        "volume": _first(record, f"{SCHEMA}volumeNumber"),
        "issue": _first(record, f"{SCHEMA}issueNumber"),
        "page": _first(record, f"{SCHEMA}pagination", f"{ARKG}articleNumber"),
        "issued": _to_date(_first(record, f"{DCTERMS}issued")),
        "original-date": _to_date(_first(record, f"{ARKG}originalYear")),
        "DOI": _first(record, f"{ARKG}doi").removeprefix("https://doi.org/"),
        "ISBN": _first(record, f"{SCHEMA}isbn"),
        "ISSN": _first(record, f"{SCHEMA}issn"),
        "PMID": "".join(re.findall("[0-9]+", _first(record, f"{ARKG}pmid"))),
        "PMCID": "".join(re.findall("PMC[0-9]+", _first(record, f"{ARKG}pmcid"))),
        "URL": _first(record, f"{FOAF}page", *(f"{ARKG}{key}" for key in ("doi", "pmcid", "pmid"))),
    }


def _describe_entry(site: Site, record: Record) -> dict[str, Any]:
    """Return the citation of a record that is no work: an entry of this release of the graph."""
    return {
        "id": f"{record.kind}-{record.slug}",
        "type": ENTRY[0],
        "types": ENTRY,
        "title": f"{record.label} ({record.kind})",
        "container-title": site.project.title,
        "publisher": site.project.publisher,
        "version": site.project.version,
        "issued": _to_date(site.project.released),
        "URL": record.iri.value,
    }


def name_authors(record: Record) -> Iterator[dict[str, str]]:
    """Yield the authors as in CSL-JSON: by family and given name where the record has these, else whole."""
    for part in record.nodes(f"{DCTERMS}creator"):
        family, given, name = (_first(record, f"{FOAF}{key}", part=part) for key in ("familyName", "givenName", "name"))
        if family:
            yield {"family": family, "given": given} if given else {"family": family}
        elif name:
            yield {"literal": name}


def _labels(site: Site, record: Record, predicate: str) -> str:
    """Return the labels of the records that a property leads to."""
    return ", ".join(site.label(each) or each for each in record.texts(predicate))


def _first(record: Record, *predicates: str, part: ox.NamedNode | None = None) -> str:
    """Return the first value of the first of these properties that has one, on one line, else an empty text."""
    values = (value for predicate in predicates for value in record.texts(predicate, part))
    return next((" ".join(each.split()) for each in values), "")


def _to_date(day: str) -> Mapping[str, list[list[int]]]:
    """Return a date as CSL-JSON has it, as precisely as it is known; nothing where it is not."""
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", day)
    return {"date-parts": [[int(part) for part in parts.groups() if part]]} if parts else {}


def american_date(day: str) -> str:
    """Return a year, a month, or a day in American words; any other text as it is.

    >>> [american_date(day) for day in ("2020", "2020-06", "2020-10-07", "soon")]
    ['2020', 'June 2020', 'October 7, 2020', 'soon']
    """
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", day)
    try:
        moment = date(*(int(part or 1) for part in found.groups())) if found else None
    except ValueError:
        return day
    if not found or not moment or not found[2]:
        return day
    return f"{moment:%B} {moment.day}, {moment.year}" if found[3] else f"{moment:%B %Y}"


def date_parts(item: Mapping[str, Any]) -> list[int]:
    """Return year, month and day of an item, as far as they are known."""
    return list(item["issued"]["date-parts"][0]) if "issued" in item else []


def _to_bibtex(item: Mapping[str, Any]) -> str:
    """Cite for BibTeX, each name and title kept as it is written by braces of its own."""
    year, month = [*date_parts(item), 0, 0][:2]
    kind = item["types"][1]
    container = {"article": "journal", "book": "series", "techreport": "series"}.get(kind, "howpublished")
    fields = {
        "author": " and ".join(map(_to_bibtex_name, item.get("author", ()))),
        "title": f"{{{_escape(item['title'])}}}",
        container: _escape(item.get("container-title", "")),
        "institution" if kind == "techreport" else "publisher": _escape(item.get("publisher", "")),
        "edition": _escape(item.get("edition", "")),
        "volume": _escape(item.get("volume", "")),
        "number": _escape(item.get("issue", "")),
        "pages": _escape(item.get("page", "")).replace("-", "--"),
        "version": _escape(item.get("version", "")),
        "year": str(year or ""),
        "month": str(month or ""),
        **{key.lower(): item.get(key, "") for key in ("DOI", "ISBN", "ISSN", "PMID", "PMCID")},
        "url": re.sub(r"[\\{}]", lambda mark: quote(mark[0]), item.get("URL", "")),
    }
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items() if value)
    return f"@{kind}{{{item['id']},\n{lines}}}\n"


def _to_bibtex_name(name: Mapping[str, str]) -> str:
    """Write a name for BibTeX: family name, comma, given name; what is to stay whole in braces."""
    if "literal" in name:
        return f"{{{_escape(name['literal'])}}}"
    parts = (_escape(name[key]) for key in ("family", "given") if key in name)
    return ", ".join(f"{{{part}}}" if "," in part or " and " in part else part for part in parts)


def _escape(words: str) -> str:
    """Write words so that TeX prints them as they are."""
    return " ".join(words.split()).translate(IN_TEX)


def _to_ris(item: Mapping[str, Any]) -> str:
    """Cite for RIS, with the line ends it asks for."""
    lines = [("TY", item["types"][2]), ("ID", item["id"])]
    lines += [("AU", ", ".join(each.values())) for each in item.get("author", ())]
    lines += [("TI", item["title"])]
    if parts := date_parts(item):
        year, *days = (f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:]))
        lines += [("PY", year), ("DA", "/".join([year, *days]))]
    first, _, last = item.get("page", "").partition("-")
    lines += [(tag, item.get(key, "")) for tag, key in RIS_TAGS]
    lines += [("SP", first), ("EP", last), ("SN", item.get("ISBN", "")), ("SN", item.get("ISSN", ""))]
    kept = (f"{tag}  - {' '.join(str(value).split())}\r\n" for tag, value in lines if value)
    return f"{''.join(kept)}ER  - \r\n"
