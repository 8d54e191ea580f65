"""The published pages: the files of a folder as responses; the folder is made by `arkg publish` where none is given."""

from __future__ import annotations

import asyncio
import fcntl
import gzip
import hashlib
import os
import shutil
import sys
import tempfile
from collections import OrderedDict
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, Response

from arkg.errors import InputFault
from arkg.serve.web.negotiate import takes_gzip
from arkg.serve.web.responses import is_fresh, steady_headers, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.requests import Request

    from arkg.serve.service import Service
    from arkg.workspace import Workspace

MEDIA_TYPES = {
    "": "text/plain",
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
COMPRESSED = frozenset({".gz", ".png", ".zip"})
CACHE_SIZE = 64_000_000
LARGEST_CACHED = 1_000_000
WORTH_COMPRESSING = 1000
FOLDER_PREFIX = "arkg-serve-"
PUBLISH = "from arkg.serve.workers import die_with_parent; die_with_parent(); from arkg.cli import main; main()"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent, plain and compressed (empty where that is not worth it)."""

    content: bytes
    compressed: bytes
    tag: str
    media_type: str
    modified: float


class Site:
    """The files of a published folder, only those that stood in it when it was opened; none before.

    ``fault`` says why there are no pages, where they could not be made.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.ready = False
        self.fault = ""
        self._paths: dict[str, Path] = {}
        self._modified: float | None = None
        self._cache: OrderedDict[str, File] = OrderedDict()
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
        """Return whether there is this file, named without a slash in front."""
        return path in self._paths

    def find(self, path: str) -> str:
        """Return where a file stands on disk; an empty text where there is no such file."""
        return str(self._paths.get(path, ""))

    def get(
        self, path: str, request: Request, headers: Mapping[str, str] | None = None, status: int = 200
    ) -> Response | None:
        """Return a file as a response; None where there is no such file."""
        if path not in self._paths or not self._paths[path].is_file():
            return None
        more = {"Vary": "Accept, Accept-Encoding", **(headers or {})}
        file = self._load(path)
        if file is None:
            return FileResponse(self._paths[path], headers=more, media_type=media_type_of(path))
        compress = bool(file.compressed) and takes_gzip(request.headers)
        tag = f'"{file.tag}{"-gzip" if compress else ""}"'
        more = steady_headers(tag, file.modified) | more
        if status == 200 and is_fresh(request, tag, file.modified):  # noqa: PLR2004 - OK
            return Response(status_code=304, headers=more)
        if compress:
            more["Content-Encoding"] = "gzip"
        return Response(file.compressed if compress else file.content, status, more, file.media_type)

    def _load(self, path: str) -> File | None:
        """Return a file, read unless it is kept; None where it is large."""
        if path in self._cache:
            self._cache.move_to_end(path)
            return self._cache[path]
        stat = self._paths[path].stat()
        if stat.st_size > LARGEST_CACHED:
            return None
        content = self._paths[path].read_bytes()
        compress = len(content) > WORTH_COMPRESSING and Path(path).suffix not in COMPRESSED
        modified = stat.st_mtime if self._modified is None else self._modified
        tag = hashlib.sha256(content).hexdigest()[:32]
        file = File(content, gzip.compress(content, mtime=0) if compress else b"", tag, media_type_of(path), modified)
        self._cache[path] = file
        self._size += len(file.content) + len(file.compressed)
        while self._size > CACHE_SIZE:
            _, dropped = self._cache.popitem(last=False)
            self._size -= len(dropped.content) + len(dropped.compressed)
        return file


def media_type_of(path: str) -> str:
    """Return the media type of a file, by its name; that of the VoID description has no suffix (RFC 8615)."""
    if path == ".well-known/void":
        return typed(MEDIA_TYPES[".ttl"])
    return typed(MEDIA_TYPES.get(Path(path).suffix, "application/octet-stream"))


async def make_pages(service: Service, workspace: Workspace, log: Callable[[str], None]) -> None:
    """Write what `arkg publish` writes to a folder of the server's own, serve it, and remove it in the end."""
    remove_abandoned()
    with own_folder() as folder:
        target, base = folder / "site", service.settings.base or f"{service.local}/"
        complaint = await publish(str(target), "--served", "--base", base, "--graph", str(workspace.root))
        if complaint is None:
            service.site.open(target, service.catalog.modified)
            log("The pages are made.")
        else:
            service.site.fault = "The pages could not be made; the graph is served all the same."
            log(f"{service.site.fault}\n{complaint}")
        await asyncio.Event().wait()


async def publish(*args: str) -> str | None:
    """Run `arkg publish` in a process that ends with this one; return what it says where it fails."""
    command = (sys.executable, "-c", PUBLISH, "publish", *args)
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE, start_new_session=True)
    try:
        _, complaint = await process.communicate()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return complaint.decode(errors="replace").strip() if process.returncode else None


@contextmanager
def own_folder() -> Iterator[Path]:
    """Make a temporary folder, locked as long as it is used, and remove it."""
    lock = None
    while lock is None:  # another server may take it for an abandoned one before it is locked
        folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
        lock = locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def remove_abandoned() -> None:
    """Remove the folders of servers that were killed: those of this user that nobody locks."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        if (lock := locked(folder)) is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def locked(folder: Path) -> int | None:
    """Lock a folder of this user, and return the descriptor that holds the lock; None where that is not possible.

    The system releases the lock with the process, however that ends.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_uid == os.getuid() and folder.exists():
            return descriptor
    os.close(descriptor)
    return None
