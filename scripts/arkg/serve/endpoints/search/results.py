"""Results of a search as HTML: by kind, with counts, and with the words that were looked for marked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from arkg.names import plural
from arkg.search import SOME_WORDS, chunks, to_stems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.search import Found, Hit
    from arkg.serve.graph import ServedGraph

AT_ONCE = 10
BROWSE = ("concept", "initiative", "institution", "resource", "event")


def write_results(graph: ServedGraph, text: str, root: str, found: Found) -> str:
    """Return results as HTML, by kind, as the script of the pages writes them."""
    total = len(found.hits)
    if not total:
        items = "".join(f'<li><a href="{root}/{kind}/">{plural(kind).capitalize()}</a></li>' for kind in BROWSE)
        return (
            f"<h2>No matches for “{escape(text)}”</h2><p>Try fewer words or another spelling, or browse:</p>"
            f"<ul>{items}</ul>"
        )
    lines = [f"<h2>{total} {'result' if total == 1 else 'results'} for “{escape(text)}”</h2>"]
    if found.meant:
        lines.append(f'<p>Did you mean <a href="?q={escape(found.meant)}">{escape(found.meant)}</a>?</p>')
    if found.hits[0].place == SOME_WORDS:
        lines.append("<p>No record has all of these words. These have most of them.</p>")
    for kind, hits in by_kind(graph, found).items():
        rows = [write_row(graph, hit, root, found.stems) for hit in hits]
        lines.append(f"<h3>{plural(kind).capitalize()} ({len(rows)})</h3>{write_list(rows[:AT_ONCE])}")
        if more := rows[AT_ONCE:]:
            lines.append(f"<details><summary>{len(more)} more</summary>{write_list(more)}</details>")
    return "".join(lines) + f'<p><a href="{root}/search/">All names, A–Z</a></p>'


def by_kind(graph: ServedGraph, found: Found) -> dict[str, list[Hit]]:
    """Return results by kind, the kind of the best first."""
    groups: dict[str, list[Hit]] = {}
    for hit in found.hits:
        groups.setdefault(graph.search.documents[hit.number].kind, []).append(hit)
    return groups


def write_list(rows: Iterable[str]) -> str:
    """Return rows as a list."""
    return f'<ol class="rows">{"".join(rows)}</ol>'


def write_row(graph: ServedGraph, hit: Hit, root: str, stems: frozenset[str]) -> str:
    """Return a result as a row, with the words that were looked for marked."""
    found = graph.search.documents[hit.number]
    reason = f"<p>{mark(hit.reason, stems)}</p>" if hit.reason not in {"", found.names[0]} else ""
    return f'<li><a class="name" href="{root}/id/{found.path}/">{mark(found.names[0], stems)}</a>{reason}</li>'


def mark(text: str, stems: frozenset[str]) -> str:
    """Return a text as HTML, with the words of these stems marked."""
    pieces = enumerate(chunks(text))
    return "".join(
        f"<mark>{escape(piece)}</mark>" if place % 2 and not stems.isdisjoint(to_stems(piece)) else escape(piece)
        for place, piece in pieces
    )
