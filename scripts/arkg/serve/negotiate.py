"""An Accept header in, the offer that suits it best out (RFC 9110, 12.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RESULTS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""The forms in which rows and truths are given, the first by default."""
GRAPHS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""The forms in which statements are given, the first by default."""
ALIASES = {
    "application/json": ("application/sparql-results+json", "application/ld+json"),
    "application/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "text/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "application/x-turtle": ("text/turtle",),
    "text/tsv": ("text/tab-separated-values",),
    "text/plain": ("application/n-triples",),
}
MEASURED = 3


def negotiate(accept: str, offers: Sequence[str]) -> str:
    """Give the media type among the offers that the header likes best, an earlier one first; "" where none suits.

    The most specific range that fits an offer says how much it is liked; general names (application/json) stand for
    the special ones. An empty header likes everything.
    """
    ranges = list(read(accept)) or [("*/*", 1.0)]
    best, liked = "", 0.0
    for offer in offers:
        quality = like(offer, ranges, offers)
        if quality > liked:
            best, liked = offer, quality
    return best


def like(offer: str, ranges: Sequence[tuple[str, float]], offers: Sequence[str]) -> float:
    """Say how much an offer is liked: 0 (not at all) to 1."""
    found = [(specificity(name, offer, offers), quality) for name, quality in ranges]
    level, quality = max(found, key=lambda each: (each[0], each[1]))
    return quality if level else 0.0


def specificity(name: str, offer: str, offers: Sequence[str]) -> int:
    """Say how closely a media range names an offer: 4 its own name, 3 a general one, 2 its kind, 1 all, 0 not."""
    if name == offer:
        return 4
    if name not in offers and offer in ALIASES.get(name, ()):
        return MEASURED
    if name == f"{offer.partition('/')[0]}/*":
        return 2
    return int(name == "*/*")


def read(accept: str) -> Iterator[tuple[str, float]]:
    """Give the media ranges of a header with their qualities; what cannot be read counts as not there."""
    for part in accept.split(","):
        name, *parameters = (each.strip().lower() for each in part.split(";"))
        if name:
            yield name, next((number(each[2:]) for each in parameters if each.startswith("q=")), 1.0)


def number(text: str) -> float:
    """Read a quality; what is none counts as 0."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


def takes_gzip(headers: Mapping[str, str]) -> bool:
    """Say whether the asker takes gzip."""
    found = dict(read(headers.get("accept-encoding", "")))
    return found.get("gzip", found.get("*", 0.0)) > 0


def form_of(media_type: str) -> str:
    """Give the short name of a form."""
    return next(form for form, name in (RESULTS | GRAPHS).items() if name == media_type)
