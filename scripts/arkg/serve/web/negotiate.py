"""Content negotiation: an Accept header in, the offer that suits it best out (RFC 9110, 12.5.1)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CACHED = 256
"""Headers that are kept with what they mean: most clients send one of few."""
HTML = "text/html"
RESULTS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""The formats of rows and truths, the first by default."""
GRAPHS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""The formats of statements, the first by default."""
ALIASES = {
    "application/json": ("application/sparql-results+json", "application/ld+json"),
    "application/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "text/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "application/x-turtle": ("text/turtle",),
    "text/tsv": ("text/tab-separated-values",),
    "text/plain": ("application/n-triples",),
}


@lru_cache(CACHED)
def negotiate(accept: str, offers: tuple[str, ...]) -> str:
    """Return the offer that the header prefers, an earlier one before a later one; "" where none is acceptable.

    The most specific range that fits an offer decides; general names (application/json) stand for the special ones.
    An empty header accepts everything.

    >>> negotiate("text/html;q=0.5, application/json", ("text/html", "application/ld+json"))
    'application/ld+json'
    """
    ranges = list(read(accept)) or [("*/*", 1.0)]
    best, preferred = "", 0.0
    for offer in offers:
        level, quality = max((specificity(name, offer, offers), quality) for name, quality in ranges)
        if level and quality > preferred:
            best, preferred = offer, quality
    return best


def specificity(name: str, offer: str, offers: tuple[str, ...]) -> int:
    """Return how closely a media range names an offer: 4 its own name, 3 a general one, 2 its kind, 1 all, 0 not."""
    if name == offer:
        return 4
    if name not in offers and offer in ALIASES.get(name, ()):
        return 3
    if name == f"{offer.partition('/')[0]}/*":
        return 2
    return int(name == "*/*")


def read(accept: str) -> Iterator[tuple[str, float]]:
    """Yield the media ranges of a header with their qualities; a quality that is no number from 0 to 1 counts as 0."""
    for part in accept.split(","):
        name, *parameters = (each.strip().lower() for each in part.split(";"))
        if name:
            yield name, next((to_quality(each[2:]) for each in parameters if each.startswith("q=")), 1.0)


def to_quality(text: str) -> float:
    """Return a quality as a number."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


@lru_cache(CACHED)
def takes_gzip(accept_encoding: str) -> bool:
    """Return whether the client takes gzip."""
    found = dict(read(accept_encoding))
    return found.get("gzip", found.get("*", 0.0)) > 0
