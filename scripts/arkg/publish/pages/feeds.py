"""The pages in, what machines read beside them out: sitemap, Atom feed of changes, robots.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from arkg.namespaces import BASE
from arkg.publish.pages.facts import summarize
from arkg.publish.pages.vocabulary import DATE_READ

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Record

MOST_ENTRIES = 100


def make_sitemap(lookup: Lookup, paths: Iterable[str]) -> str:
    """Return the list of the pages (https://www.sitemaps.org/protocol.html), under the base, which has to be known."""
    lines = [f"<url><loc>{escape(lookup.site.base + path)}</loc></url>\n" for path in sorted(paths)]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(lines)}</urlset>\n'
    )


def make_robots(lookup: Lookup) -> str:
    """Return what lets every robot in, and leads it to the sitemap where there is one."""
    base = lookup.site.base
    return "User-agent: *\nAllow: /\n" + (f"Sitemap: {base}sitemap.xml\n" if base else "")


def last_read(lookup: Lookup, record: Record) -> str:
    """Return the last day on which a source of the record was read."""
    days = [each.object for each in record.triples if each.predicate.value == DATE_READ]
    return max((str(getattr(day, "value", "")) for day in days), default=lookup.site.project.released)


def make_feed(lookup: Lookup) -> str:
    """Return the records read last, the newest first (Atom, RFC 4287), with relative links where no base is known."""
    project, base = lookup.site.project, lookup.site.base
    dated = sorted(
        ((last_read(lookup, each), each) for each in lookup.records.values()), key=lambda pair: pair[1].iri.value
    )
    newest = sorted(dated, key=lambda pair: pair[0], reverse=True)[:MOST_ENTRIES]
    updated = max([project.released, *(day for day, _ in newest)])
    entries = "".join(make_entry(lookup, base, day, record) for day, record in newest)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        f"<title>{escape(project.title)}: changes</title>\n<id>{BASE}</id>\n"
        f'<link rel="self" href="{escape(base)}feed.xml"/>\n<link href="{escape(base or "./")}"/>\n'
        f"<updated>{updated}T00:00:00Z</updated>\n<author><name>{escape(project.publisher)}</name></author>\n"
        f"{entries}</feed>\n"
    )


def make_entry(lookup: Lookup, base: str, day: str, record: Record) -> str:
    """Tell of one record."""
    return (
        f"<entry><title>{escape(record.label)} ({escape(record.kind)})</title><id>{escape(record.iri.value)}</id>"
        f'<link href="{escape(base + record.folder)}"/><updated>{escape(day)}T00:00:00Z</updated>'
        f"<summary>{escape(summarize(lookup, record))}</summary></entry>\n"
    )
