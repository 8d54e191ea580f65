"""Where statements are: in memory, in a folder on disk, or behind a SPARQL endpoint; all are read in the same way.

A store of each kind returns statements by pattern (quads_for_pattern) and answers SPARQL (query). The module ``load``
makes a store on disk of files, ``endpoint`` reads one over HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from arkg.errors import InputFault, StoreFault
from arkg.store.disk import DiskStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from arkg.store.endpoint import Endpoint

__all__ = ["LOCAL", "DiskStore", "Store", "check_size", "is_address", "open_store"]

Store: TypeAlias = "ox.Store | DiskStore | Endpoint"
LOCAL = (ox.Store, DiskStore)
"""The classes of stores that are here, so that to ask them takes no time on the way."""
MOST = 2_000_000
"""How many statements of a store are read into memory at most."""


def is_address(place: str) -> bool:
    """Return whether a place is the address of an endpoint, and not a folder."""
    return place.startswith(("http://", "https://"))


def open_store(places: str | Sequence[str], environment: Mapping[str, str]) -> Store:
    """Return the store in a folder, or the endpoint at an address or at those of its replicas, opened for reading.

    Raises:
        StoreFault: there is none, or none that may be read.
    """
    several = [places] if isinstance(places, str) else list(places)
    if all(map(is_address, several)):
        from arkg.store.endpoint import open_endpoint  # noqa: PLC0415 - only an endpoint needs the network

        return open_endpoint(several, environment)
    if len(several) > 1:
        raise StoreFault(
            "Only endpoints can be combined, as replicas of one graph.",
            where=next(each for each in several if not is_address(each)),
            remedy="Name one folder, or the addresses of endpoints.",
        )
    return DiskStore(several[0])


def check_size(store: Store, work: str, remedy: str) -> None:
    """Raise InputFault for a store of too many statements for some work in memory."""
    if (number := len(store)) > MOST:
        raise InputFault(
            f"The store holds {number:,} statements. {work} works in memory, on at most {MOST:,}.",
            where="--store",
            remedy=remedy,
        )
