"""Where statements are: in memory, in a folder on disk, or behind a SPARQL endpoint; all are read in the same way.

A store of each kind returns statements by pattern (quads_for_pattern) and answers SPARQL (query). The module ``load``
makes a store on disk of files, ``endpoint`` reads one over HTTP.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from arkg.errors import StoreFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arkg.store.endpoint import Endpoint

__all__ = ["Store", "open_store"]

Store: TypeAlias = "ox.Store | Endpoint"


def open_store(place: str, environment: Mapping[str, str]) -> Store:
    """Return the store in a folder, or the endpoint at an address, opened for reading.

    Raises:
        StoreFault: there is none, or none that may be read.
    """
    if place.startswith(("http://", "https://")):
        from arkg.store.endpoint import open_endpoint  # noqa: PLC0415 - only an endpoint needs the network

        return open_endpoint(place, environment)
    folder = Path(place)
    if not (folder / "CURRENT").is_file():
        raise StoreFault("There is no store in this folder.", where=place, remedy="Create one: arkg load DIR PATH…")
    try:
        return ox.Store.read_only(place)
    except (OSError, ValueError) as fault:
        raise StoreFault(f"Cannot open the store: {fault}.", where=place, remedy="Load it again.") from fault
