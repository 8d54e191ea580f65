"""Where a store lives → the store: files read into memory, a folder on disk, or an endpoint that others run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from arkg.errors import StoreFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arkg.graph.endpoint import Endpoint

Store: TypeAlias = "ox.Store | Endpoint"
"""What is only read: both give statements by pattern, and answer SPARQL."""


def open_store(place: str, environment: Mapping[str, str]) -> Store:
    """Open, for reading, the store in a folder or the endpoint at an address.

    Raises StoreFault where none stands there, or none that may be asked.
    """
    if place.startswith(("http://", "https://")):
        from arkg.graph.endpoint import open_endpoint  # noqa: PLC0415 - only an endpoint needs the network

        return open_endpoint(place, environment)
    folder = Path(place)
    if not (folder / "CURRENT").is_file():
        raise StoreFault("No store stands here.", where=place, remedy="Make one: arkg load DIR PATH…")
    try:
        return ox.Store.read_only(place)
    except (OSError, ValueError) as fault:
        raise StoreFault(f"The store cannot be opened: {fault}", where=place, remedy="Make it anew.") from fault
