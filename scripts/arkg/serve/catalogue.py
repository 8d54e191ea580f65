"""What the server must know of the graph without reading it: records, questions, and which graph this is."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.graph import RECORDS
from arkg.publish.project import read_project
from arkg.query import questions
from arkg.serve.openapi import openapi

if TYPE_CHECKING:
    from arkg.graph import Repository
    from arkg.serve.world import World

DEPRECATED = ox.NamedNode("http://www.w3.org/2002/07/owl#deprecated")
REPLACED = ox.NamedNode("http://purl.org/dc/terms/isReplacedBy")
LABEL = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


def catalogue(world: World) -> dict[str, Any]:
    """Give, as JSON can say it: records by kind and slug, questions by name, the digest and the day of the graph."""
    repository = world.repository
    project = read_project()
    asked = questions(repository)
    return {
        "title": project.title,
        "version": project.version,
        "records": records(repository, world),
        "questions": {each.name: each.summary for each in asked},
        "openapi": openapi(asked, project),
        "digest": digest(world),
        "modified": modified(world, project.released),
    }


def records(repository: Repository, world: World) -> dict[str, dict[str, Any]]:
    """Give every record with its name, whether it is withdrawn, and what replaces it."""
    found = {}
    store = repository.store("data") if world.folder else world.store
    for iri in repository.records:
        label = min((str(each.value) for each in values(store, iri, LABEL)), default="")
        said: dict[str, Any] = {"label": label}
        if any(each.value == "true" for each in values(store, iri, DEPRECATED)):
            said["withdrawn"] = sorted(each.value.removeprefix(RECORDS) for each in values(store, iri, REPLACED))
        found[iri.value.removeprefix(RECORDS)] = said
    return found


def values(store: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
    """Give the values of a property, blank nodes left out."""
    quads = store.quads_for_pattern(subject, predicate, None, ox.DefaultGraph())
    return [each.object for each in quads if isinstance(each.object, ox.NamedNode | ox.Literal)]


def digest(world: World) -> str:
    """Give a fingerprint of all files of the graph, and of a store on disk: it changes when any of them does."""
    repository = world.repository
    found = hashlib.sha256(world.folder.encode())
    for path in stored(world):
        stat = path.stat()
        found.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    for path in files(repository):
        content = path.read_bytes()
        found.update(f"{path.relative_to(repository.root).as_posix()} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def modified(world: World, released: str) -> float:
    """Give when the graph last changed, in seconds since 1970: an installed copy with the release."""
    day = datetime.fromisoformat(released).replace(tzinfo=UTC).timestamp()
    changing = [*stored(world), *(() if world.is_released else files(world.repository))]
    return max((path.stat().st_mtime for path in changing), default=day)


def stored(world: World) -> list[Path]:
    """Give the files of a store on disk that hold something, none where there is no store; LOG tells of readers too."""
    folder = Path(world.folder) if world.folder else None
    return [each for each in sorted(folder.iterdir()) if not each.name.startswith("LOG")] if folder else []


def files(repository: Repository) -> list[Path]:
    """Give every file of the graph."""
    return list(repository.files())
