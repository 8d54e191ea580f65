"""A record → its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arkg.names import plural, with_article
from arkg.namespaces import ARKG, DCTERMS, SKOS
from arkg.publish import citations
from arkg.publish.forms import FORMS, GRAPH_FORMS
from arkg.publish.pages.page import Page
from arkg.publish.pages.record.definitions import find_paths, list_definitions, list_matches
from arkg.publish.pages.record.evidence import list_sources
from arkg.publish.pages.record.facts import list_facts
from arkg.publish.pages.record.related import Entry, all_entries, list_groups, list_supported
from arkg.publish.pages.record.structured import describe, describe_concepts, describe_dataset, to_script
from arkg.publish.pages.summary import short, summarize
from arkg.publish.pages.view import Inline, capitalize
from arkg.publish.styles import cite_in_styles

if TYPE_CHECKING:
    from arkg.publish.pages.page import Renderer
    from arkg.publish.pages.view import View
    from arkg.publish.site import Record

__all__ = ["Entry", "all_entries", "describe_concepts", "describe_dataset", "list_groups", "make_record", "to_script"]


def make_record(view: View, renderer: Renderer, record: Record, entries: list[Entry]) -> tuple[str, bytes]:
    """Return the page of a record; ``entries`` are those of all lists of the work of institutions."""
    possible = [each for each in entries if record in each.possible]
    summary, item = summarize(view, record), citations.describe(view.site, record)
    page = Page(
        path=record.folder,
        title=record.label,
        description=short(summary) or f"{record.label}, {with_article(record.kind)} of this graph.",
        crumbs=(Inline(capitalize(plural(record.kind)), f"{record.kind}/"),),
        forms=tuple((f"{record.folder.rstrip('/')}.{form}", FORMS[form]) for form in GRAPH_FORMS),
        data=to_script(describe(view, record)),
    )
    sections = _make_sections(view, record, entries, possible)
    return renderer.make(
        page,
        "record.html",
        record=record,
        type_line=_name_types(view, record),
        summary=summary,
        replacements=record.values(f"{DCTERMS}isReplacedBy"),
        possible=possible,
        paths=find_paths(view, record),
        item=item,
        styles=cite_in_styles(item),
        citations=[
            (label, suffix, citations.cite(view.site, record, form).strip().replace("\r\n", "\n"))
            for form, (label, suffix) in citations.FORMS.items()
        ],
        sections=sections,
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
        "entries": [each for each in entries if each.page == record],
        "listed": [each for each in listed if record.kind != "category" or not each.initiative],
        "matches": list_matches(view, record),
        "groups": list_groups(view, record),
        "supported": list_supported(view, record),
        "sources": list_sources(view, record),
    }


def _name_types(view: View, record: Record) -> str:
    """Return the type of a record, with its more specific types."""
    types = view.types(record) if record.kind in {"institution", "resource"} else []
    types += [view.site.label(each.value) for each in view.site.nodes(record.iri, f"{ARKG}eventType")]
    kind = capitalize(record.kind)
    return f"{kind} · {', '.join(types)}" if types and types != [record.kind] else kind
