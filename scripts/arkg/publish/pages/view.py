"""The site as pages show it: values as text and links, names of types and properties, a sentence about a record."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from arkg.names import (
    ALTERNATIVE,
    counted,
    expand,
    in_english,
    join_words,
    local_name,
    plural,
    shorten,
    to_words,
    with_article,
)
from arkg.namespaces import ARKG, DCTERMS, FOAF, OWL, PREF_LABEL, RDFS, SCHEMA, TYPE, XSD
from arkg.publish.citations import american_date
from arkg.publish.forms import GRAPH_FORMS, POLICY, form_of, read_templates
from arkg.publish.site import Record, Site, Value
from arkg.query import bare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jinja2 import Environment

LONGEST_ADDRESS = 60
MOST_AUTHORS = 3
KILO = 1000
SORTS = {OWL("Class"): "Classes", OWL("ObjectProperty"): "Properties", OWL("DatatypeProperty"): "Properties"}
"""Class of terms of a vocabulary → what sort they are."""
BASE_CLASSES = {f"{ARKG}Institution", f"{ARKG}Resource"}


@dataclass(frozen=True, slots=True)
class Inline:
    """A text within a page, with its link: ``path`` within the site or ``address`` outside.

    ``day`` is the date that the text is in ISO 8601; ``lang`` is the language where it is not English.
    """

    text: str
    path: str = ""
    address: str = ""
    day: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A site, with the words for it in ``wording.toml`` by the IRIs of properties."""

    site: Site
    wording: Mapping[str, Any]
    sources: Mapping[str, Record]
    """Address of a web page → the resource that it is."""
    names: Mapping[str, Mapping[str, str]]
    """Record type → property → its name, in the order of the shapes."""
    alignments: Mapping[str, str]
    """Class → the class of schema.org that it is under."""
    templates: Environment
    shown: dict[Value, Inline] = field(default_factory=dict, repr=False)
    """Term → how it is shown, as far as asked."""

    def render(self, path: str, template: str, **context: Any) -> tuple[str, bytes]:
        """Return the path and the bytes of a page or another file; a path that ends in a slash is that of a page.

        On the page for addresses that do not exist, links are absolute.
        """
        site, (folder, slash, file) = self.site, path.rpartition("/")
        page = folder + slash
        root, host = "../" * page.count("/"), site.base.partition("://")[2]
        if file == "404.html":
            root = f"/{host.partition('/')[2]}" if host else "./"
        common = {
            "page": page,
            "policy": POLICY,
            "address": site.base + page if site.base and not file else "",
            "root": root,
            "kinds": site.records,
            "project": site.project,
            "base": site.base,
            "served": site.served,
            "wording": self.wording,
            "crumbs": {},
            "forms": [],
            "described": "",
        }
        return page + (file or "index.html"), self.templates.get_template(template).render(common | context).encode()

    def expand(self, name: str) -> ox.NamedNode:
        """Return the IRI of a CURIE of this graph, or of an IRI."""
        return ox.NamedNode(_expand_key(name, self.site.workspace.prefixes))

    def term(self, term: ox.NamedNode) -> Inline:
        """Return a term by its CURIE, with a link to its documentation where it is one of this vocabulary."""
        name = shorten(term.value, self.site.workspace.prefixes)
        return Inline(name, f"ns/#{local_name(term)}" if term.value.startswith(ARKG) else "")

    def property_label(self, kind: str, predicate: str) -> str:
        """Return the label of a property of records of this type, with a capital letter."""
        labels = self.wording["labels"]
        label = labels.get(f"{predicate} {kind}") or labels.get(predicate) or self.names.get(kind, {}).get(predicate)
        return capitalize(label or self.site.label(predicate) or to_words(local_name(predicate)))

    def order(self, kind: str, predicates: Iterable[str]) -> list[str]:
        """Return properties in reading order: that of ``wording.toml``, then that of the shapes."""
        order = [*self.wording["order"], *self.names.get(kind, ())]
        return sorted(predicates, key=lambda each: (order.index(each) if each in order else len(order), each))

    def types(self, record: Record) -> list[str]:
        """Return the names of the types of a record, beyond its record type, in order."""
        classes = [each.value for each in self.site.nodes(record.iri, TYPE.value)]
        return sorted(map(self.type_label, [each for each in classes if each not in BASE_CLASSES] or classes[:1]))

    def type_label(self, iri: str) -> str:
        """Return the name of a class."""
        return self.wording["types"].get(iri) or self.site.label(iri) or to_words(local_name(iri))

    def inline(self, value: Value | Record | Inline) -> Inline:
        """Return a value as it is shown within a page."""
        if isinstance(value, Inline):
            return value
        if isinstance(value, Record):
            return Inline(value.label, value.folder)
        if value not in self.shown:
            self.shown[value] = _inline_literal(value) if isinstance(value, ox.Literal) else self._inline_iri(value)
        return self.shown[value]

    def _inline_iri(self, term: Value) -> Inline:
        """Return an IRI as a record, a part of one, a term of the vocabulary, or something outside."""
        iri = bare(term)
        whole, _, part = iri.partition("#")
        if whole in self.site.by_iri:
            record = self.site.by_iri[whole]
            return Inline(record.label, record.folder + (f"#{part}" if part else ""))
        if iri.startswith(ARKG):
            return Inline(self.site.label(iri) or local_name(iri), f"ns/#{local_name(iri)}")
        return self.outside(iri)

    def outside(self, iri: str) -> Inline:
        """Return an identifier as its scheme and number, any other address as its host and path."""
        for scheme, pattern in self.wording["identifiers"].items():
            if found := re.fullmatch(pattern, iri):
                page = self.wording["identifier_pages"].get(scheme, "").format(found[1])
                return Inline(f"{scheme} {unquote(found[1])}", address=page or iri)
        if not iri.startswith(("http://", "https://")):
            return Inline(iri)
        parts = urlsplit(iri)
        text = parts.netloc.removeprefix("www.") + unquote(parts.path).rstrip("/")
        if len(text) > LONGEST_ADDRESS:
            text = text[: LONGEST_ADDRESS - 1].rstrip("/-") + "…"
        return Inline(text, address=iri)

    def source(self, iri: ox.NamedNode) -> tuple[Inline, Inline | None]:
        """Return a source as its record, where there is one, and its address outside where that is not shown yet."""
        if record := self.sources.get(iri.value):
            return self.inline(record), Inline(urlsplit(iri.value).netloc.removeprefix("www."), address=iri.value)
        return self.inline(iri), None


def make_view(site: Site) -> View:
    """Return the view of a site; its templates escape every text, and a name that no page gives is an error."""
    text = resources.files("arkg.publish.pages").joinpath("wording.toml").read_text(encoding="utf-8")
    wording = _expand_keys(tomllib.loads(text), site.workspace.prefixes)
    types = site.schema.record_types.items()
    names = {name: {field.path.value: field.name for field in kind.fields} for name, kind in types}
    templates = read_templates("arkg.publish.pages", markup=True)
    templates.globals["graph_forms"] = lambda stem: [f"{stem}.{form}" for form in GRAPH_FORMS]
    view = View(site, wording, _find_sources(site), names, _find_alignments(site), templates)
    filters: dict[str, Callable[..., object]] = {
        "about": partial(about, view),
        "bytes": in_bytes,
        "capitalize_first": capitalize,
        "counted": counted,
        "date": american_date,
        "description": lambda record: site.text(record.iri, f"{DCTERMS}description"),
        "form": form_of,
        "in_english": in_english,
        "inline": view.inline,
        "label": lambda term: site.label(term.value),
        "local_name": local_name,
        "number": "{:,}".format,
        "number_of": number_of,
        "other_names": other_names,
        "plural": plural,
        "sentence_list": join_words,
        "short": short,
        "summary": partial(summarize, view),
        "term": view.term,
        "with_article": with_article,
    }
    templates.filters |= filters
    return view


def _expand_keys(value: Any, prefixes: Mapping[str, str]) -> Any:
    """Return tables and lists with IRIs in place of CURIEs."""
    if isinstance(value, dict):
        return {_expand_key(key, prefixes): _expand_keys(each, prefixes) for key, each in value.items()}
    return [_expand_key(each, prefixes) for each in value] if isinstance(value, list) else value


def _expand_key(key: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI of a CURIE, with the words that follow it; any other key as it is."""
    name, space, rest = key.partition(" ")
    iri = expand(name, prefixes) if ":" in name else None
    return f"{iri.value}{space}{rest}" if iri else key


def _find_alignments(site: Site) -> dict[str, str]:
    """Return the classes that are under one of schema.org."""
    quads = sorted(site.asserted.quads_for_pattern(None, RDFS("subClassOf"), None), key=str)
    pairs = ((bare(quad.subject), bare(quad.object)) for quad in quads)
    return {below: local_name(above) for below, above in pairs if above.startswith(SCHEMA)}


def _find_sources(site: Site) -> dict[str, Record]:
    """Return the resource of every address that exactly one resource has as its own page."""
    works = site.records.get("resource", ())
    pages = [(page.value, record) for record in works for page in record.nodes(f"{FOAF}page")]
    counts = Counter(address for address, _ in pages)
    return {address: record for address, record in pages if counts[address] == 1}


def _inline_literal(value: ox.Literal) -> Inline:
    """Return a date in words, yes or no, a text with its language where that is not English."""
    if value.datatype.value.removeprefix(XSD) in {"date", "gYearMonth", "gYear"}:
        return Inline(american_date(value.value), day=value.value)
    if value.datatype == XSD("boolean"):
        return Inline("Yes" if value.value in {"true", "1"} else "No")
    language = value.language or "en"
    return Inline(value.value) if language.startswith("en") else Inline(value.value, lang=language)


def summarize(view: View, record: Record) -> str:
    """Return the description of a record, or one sentence made from its facts where it has none (``summary.txt``)."""
    return view.site.text(record.iri, f"{DCTERMS}description") or capitalize(_fill(view, "summary.txt", record).strip())


def about(view: View, record: Record) -> list[str]:
    """Return the few words that tell a record from others in a list (``words.txt``)."""
    found = [each for each in _fill(view, "words.txt", record).split("\n") if each]
    return [capitalize(each) for each in found[:1]] + found[1:]


def _fill(view: View, template: str, record: Record) -> str:
    """Return what a template says of a record, by what its properties lead to and by what follows from them."""
    site, located = view.site, places(view, record)
    city = [site.text(record.iri, f"{ARKG}city")] if record.kind == "institution" else []
    return view.templates.get_template(template).render(
        record=record,
        linked=lambda way: site.linked(record.iri, view.expand(way).value),
        text=lambda way: site.text(record.iri, view.expand(way).value),
        values=lambda way: record.values(view.expand(way).value),
        types=view.types(record),
        places=located,
        place=", ".join(filter(None, [*city, *(each.label for each in located)])),
        span=_span(view, record),
        status=find_status(view, record),
        authors=_first_authors(view, record),
        published=year_of(site.text(record.iri, f"{DCTERMS}issued")),
    )


def _span(view: View, record: Record) -> str:
    """Return from when to when: started 2020, 2020–2025, ended 2025; an empty text where no source says."""
    started, ended = (year_of(view.site.text(record.iri, f"{SCHEMA}{each}Date")) for each in ("start", "end"))
    if started and ended:
        return f"{started}–{ended}" if started != ended else started
    return f"started {started}" if started else f"ended {ended}" if ended else ""


def _first_authors(view: View, record: Record) -> str:
    """Return the names of up to three authors, else that of the first, and others."""
    names = (view.site.text(part, f"{FOAF}name") for part in record.nodes(f"{DCTERMS}creator"))
    people = [each for each in names if each]
    return join_words(people) if len(people) <= MOST_AUTHORS else f"{people[0]} and others"


def places(view: View, record: Record) -> list[Record]:
    """Return where an institution is located, or where those are that run an initiative."""
    owners = [record] if record.kind == "institution" else view.site.linked(record.iri, f"{ARKG}runBy")
    found = {place.slug: place for owner in owners for place in view.site.linked(owner.iri, f"{ARKG}locatedIn")}
    return sorted(found.values(), key=lambda place: place.label)


def find_status(view: View, record: Record) -> list[ox.NamedNode]:
    """Return the latest dated status of an initiative, else the status that version 0.1 gave it."""
    dated = [
        (view.site.text(part, f"{DCTERMS}date"), number_of(part), status)
        for part in view.site.nodes(record.iri, f"{ARKG}datedStatus")
        for status in view.site.nodes(part, f"{ARKG}status")
    ]
    return [max(dated, key=lambda each: each[:2])[2]] if dated else view.site.nodes(record.iri, f"{ARKG}status")


def other_names(record: Record) -> list[str]:
    """Return the other names of a record, in any language."""
    values = [each for term in (PREF_LABEL, *ALTERNATIVE) for each in record.values(term.value)]
    return sorted({str(getattr(each, "value", "")) for each in values} - {record.label, ""})


def year_of(value: str) -> str:
    """Return the year of a date, an empty text where it has none."""
    return found[0] if (found := re.match(r"\d{4}", value)) else ""


def in_bytes(size: int) -> str:
    """Return a size in words.

    >>> in_bytes(812), in_bytes(45_100), in_bytes(1_230_000)
    ('812 B', '45 kB', '1.2 MB')
    """
    if size < KILO:
        return f"{size} B"
    return f"{size / KILO:.0f} kB" if size < KILO**2 else f"{size / KILO**2:.1f} MB"


def short(text: str, *, longest: int = 170) -> str:
    """Return a text, cut after a word where it is longer than this."""
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0].rstrip(",;:–. ") + "\N{NO-BREAK SPACE}…"


def capitalize(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def number_of(part: ox.NamedNode) -> int:
    """Return the number of a part from its IRI, 0 where it has none."""
    return int(found[1]) if (found := re.search(r"-(\d+)$", part.value)) else 0


def name_key(name: str) -> str:
    """Return the key by which a name is sorted: without case, marks or a leading article."""
    return re.sub(r"^(the|an|a)\s+", "", re.sub(r"[^\w\s]", "", name.casefold()).strip())


def by_name(record: Record) -> tuple[str, str]:
    """Return the key by which records are sorted: their names."""
    return name_key(record.label), record.iri.value
