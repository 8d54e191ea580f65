"""A record → its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from arkg.names import plural
from arkg.namespaces import ARKG, DCTERMS, DEPRECATED, SKOS
from arkg.publish.citations import CITATIONS, cite
from arkg.publish.citations import describe as describe_citation
from arkg.publish.forms import FORMS, GRAPH_FORMS
from arkg.publish.pages.page import Page
from arkg.publish.pages.record.definitions import find_paths, list_definitions, list_matches
from arkg.publish.pages.record.evidence import list_sources
from arkg.publish.pages.record.facts import list_facts
from arkg.publish.pages.record.related import Entry, all_entries, list_entries, list_groups, list_supported
from arkg.publish.pages.record.structured import describe, describe_concepts, describe_dataset, list_tags, to_script
from arkg.publish.pages.summary import short, summarize
from arkg.publish.pages.view import Inline, capitalize
from arkg.publish.styles import cite_in_styles

if TYPE_CHECKING:
    from arkg.publish.pages.page import Renderer
    from arkg.publish.pages.view import View
    from arkg.publish.site import Record

__all__ = ["Entry", "all_entries", "describe_concepts", "describe_dataset", "list_groups", "make_record", "to_script"]

BELOW = {"concept": "narrower concepts", "institution": "parts", "place": "places within"}
"""Record type → what the related records of its records include."""
SECTIONS = {
    "definitions": "Definitions",
    "facts": "Facts",
    "notes": "Notes",
    "entries": "Entries",
    "listed": "Listings",
    "matches": "Other vocabularies",
    "groups": "Related records",
    "supported": "Source for",
    "sources": "Evidence",
}
"""The sections of a page in their order; the name of each is its anchor."""
LONGEST_LINK = 6000


def make_record(view: View, renderer: Renderer, record: Record, entries: list[Entry]) -> tuple[str, bytes]:
    """Return the page of a record; ``entries`` are those of all lists of the work of institutions."""
    possible = [each for each in entries if record in each.possible]
    sections = _make_sections(view, record, entries, possible)
    item = describe_citation(view.site, record)
    return renderer.make(
        _make_head(view, record),
        "record.html",
        record=record,
        type_line=_name_types(view, record),
        summary=summarize(view, record),
        withdrawn=bool(record.values(DEPRECATED.value)),
        replacements=record.values(f"{DCTERMS}isReplacedBy"),
        possible=possible,
        paths=find_paths(view, record),
        tags=list_tags(item) if record.kind == "resource" else [],
        styles=cite_in_styles(item),
        citations=[
            (label, suffix, cite(view.site, record, form).strip().replace("\r\n", "\n"))
            for form, (label, suffix) in CITATIONS.items()
        ],
        below=BELOW.get(record.kind, ""),
        correction=_make_correction(view, record),
        contents={name: label for name, label in SECTIONS.items() if sections[name]},
        **sections,
    )


def _make_sections(view: View, record: Record, entries: list[Entry], possible: list[Entry]) -> dict[str, Any]:
    """Return what the sections of a page show, by their names."""
    reasons = {reason for entry in possible for candidate in entry.candidates for reason in candidate.reasons}
    listed = [each for each in entries if record in each.records and each not in possible]
    return {
        "definitions": list_definitions(view, record),
        "facts": list_facts(view, record),
        "notes": [note for note in record.values(f"{SKOS}note") if note not in reasons],
        "entries": list_entries(view, record),
        "listed": [each for each in listed if record.kind != "category" or not each.initiative],
        "matches": list_matches(view, record),
        "groups": list_groups(view, record),
        "supported": list_supported(view, record),
        "sources": list_sources(view, record),
    }


def _make_head(view: View, record: Record) -> Page:
    """Return the head of a record's page."""
    article = "an" if record.kind[0] in "aeiou" else "a"
    return Page(
        path=record.folder,
        title=record.label,
        description=short(summarize(view, record)) or f"{record.label}, {article} {record.kind} of this graph.",
        crumbs=(Inline(capitalize(plural(record.kind)), f"{record.kind}/"),),
        forms=tuple((f"{record.folder.rstrip('/')}.{form}", FORMS[form]) for form in GRAPH_FORMS),
        data=to_script(describe(view, record)),
    )


def _name_types(view: View, record: Record) -> str:
    """Return the type of a record, with its more specific types."""
    types = view.types(record) if record.kind in {"institution", "resource"} else []
    types += [view.site.label(each.value) for each in view.site.nodes(record.iri, f"{ARKG}eventType")]
    kind = capitalize(record.kind)
    return f"{kind} · {', '.join(types)}" if types and types != [record.kind] else kind


def _make_correction(view: View, record: Record) -> tuple[str, str] | None:
    """Return the address at which to suggest a correction, and the text to begin with; None without a repository."""
    repository = view.site.project.repository.rstrip("/")
    if not repository:
        return None
    title = f"Correction: {record.kind}/{record.slug}"
    text = (
        f"Record: {record.iri.value}\n\nName: {record.label}\n\n"
        f"Current text: {short(summarize(view, record), longest=1000)}\n\n"
        "What is wrong: \n\nWhat a source says, and where: "
    )
    address = f"{repository}/issues/new?{urlencode({'title': title, 'body': text})}"
    if len(address) > LONGEST_LINK:
        address = f"{repository}/issues/new?{urlencode({'title': title})}"
    return address, f"{title}\n\n{text}"
