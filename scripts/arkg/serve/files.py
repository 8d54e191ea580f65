"""The published folder → responses: only the files that stood in it when it was opened, whatever a path says."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, Response

from arkg.errors import InputFault
from arkg.serve.negotiate import takes_gzip
from arkg.serve.service import FRESH, is_fresh, typed

if TYPE_CHECKING:
    from starlette.requests import Request

TYPES = {
    ".bib": "application/x-bibtex",
    ".css": "text/css",
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".png": "image/png",
    ".rdf": "application/rdf+xml",
    ".ris": "application/x-research-info-systems",
    ".rq": "application/sparql-query",
    ".svg": "image/svg+xml",
    ".trig": "application/trig",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
PACKED = frozenset({".gz", ".png", ".zip"})
CACHED = 64_000_000
LARGEST = 1_000_000
WORTH = 1000


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file as it is sent, plain and compressed (empty where that is not worth it)."""

    content: bytes
    packed: bytes
    tag: str
    type: str
    modified: float


class Files:
    """The files of a published folder; none before ``open``."""

    def __init__(self) -> None:
        """Begin with none."""
        self.ready = False
        self._paths: dict[str, Path] = {}
        self._modified: float | None = None
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()
        self._size = 0

    def open(self, folder: Path, modified: float | None = None) -> None:
        """Find the files of a folder, links left out; raise InputFault where there are none.

        ``modified`` is when all of them last changed, in seconds since 1970; None where each file itself tells.
        """
        found = {
            path.relative_to(folder).as_posix(): path
            for root, _, names in os.walk(folder)
            for path in (Path(root) / name for name in names)
            if path.is_file() and not path.is_symlink()
        }
        if not found:
            raise InputFault(
                "There is no published folder here: it is empty or missing.",
                where=str(folder),
                remedy="Run arkg publish DIR, or leave out --site.",
            )
        self._paths, self._modified, self.ready = found, modified, True

    def __contains__(self, path: str) -> bool:
        """Say whether there is this file, named without a slash in front."""
        return path in self._paths

    def get(
        self, path: str, request: Request, headers: dict[str, str] | None = None, status: int = 200
    ) -> Response | None:
        """Give a file as a response; None where there is no such file."""
        if path not in self._paths:
            return None
        more = {"Vary": "Accept, Accept-Encoding", "Cache-Control": FRESH, **(headers or {})}
        loaded = self._load(path)
        if loaded is None:
            return self._stream(path, more)
        packs = bool(loaded.packed) and takes_gzip(request.headers)
        tag = f'"{loaded.tag}{"-gzip" if packs else ""}"'
        more |= {"ETag": tag, "Last-Modified": formatdate(loaded.modified)}
        if status == OK and is_fresh(request, tag, loaded.modified):
            return Response(status_code=304, headers=more)
        if packs:
            more["Content-Encoding"] = "gzip"
        return Response(loaded.packed if packs else loaded.content, status, more, loaded.type)

    def _stream(self, path: str, headers: dict[str, str]) -> Response | None:
        """Give a file that is too large to keep; None where it has gone."""
        file = self._paths[path]
        if not file.is_file():
            return None
        return FileResponse(file, headers=headers, media_type=type_of(path))

    def _load(self, path: str) -> Loaded | None:
        """Read a file unless it is kept; None where it is large or has gone."""
        if path in self._loaded:
            self._loaded.move_to_end(path)
            return self._loaded[path]
        try:
            stat = self._paths[path].stat()
            content = self._paths[path].read_bytes() if stat.st_size <= LARGEST else None
        except OSError:
            return None
        if content is None:
            return None
        pack = len(content) > WORTH and Path(path).suffix not in PACKED
        packed = gzip.compress(content, mtime=0) if pack else b""
        modified = stat.st_mtime if self._modified is None else self._modified
        loaded = Loaded(content, packed, hashlib.sha256(content).hexdigest()[:32], type_of(path), modified)
        self._keep(path, loaded)
        return loaded

    def _keep(self, path: str, loaded: Loaded) -> None:
        """Keep a file, and let go of those that were not asked for longest."""
        self._loaded[path] = loaded
        self._size += len(loaded.content) + len(loaded.packed)
        while self._size > CACHED:
            _, dropped = self._loaded.popitem(last=False)
            self._size -= len(dropped.content) + len(dropped.packed)


OK = 200


def formatdate(seconds: float) -> str:
    """Write a time as HTTP does."""
    from email.utils import formatdate as write  # noqa: PLC0415 - the name is taken

    return write(seconds, usegmt=True)


def type_of(path: str) -> str:
    """Give the media type of a file, by its name; that of the VoID description has no ending (RFC 8615)."""
    if path == ".well-known/void":
        return typed(TYPES[".ttl"])
    return typed(
        TYPES.get(Path(path).suffix, "text/plain" if "." not in Path(path).name else "application/octet-stream")
    )
