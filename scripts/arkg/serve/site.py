"""The published pages: the files of a folder as responses; the folder is made by `arkg publish` where none is given."""

from __future__ import annotations

import asyncio
import fcntl
import gzip
import hashlib
import mimetypes
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, Response

from arkg.errors import InputFault
from arkg.publish import FORMS
from arkg.serve.web.responses import LEVEL, WORTH_COMPRESSING, accepts_gzip, is_fresh, steady_headers, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.requests import Request

    from arkg.serve.service import Service
    from arkg.workspace import Workspace

LARGEST_CACHED = 1_000_000
"""Bytes of the largest file that is read at once and may be cached; larger ones are sent in pieces."""
KNOWN = mimetypes.MimeTypes(())
"""The media types that Python knows, whatever this machine is set up for."""
KNOWN.add_type("text/javascript", ".js")
KNOWN.add_type("application/xml", ".xml")
COMPRESSED = frozenset({"application/gzip", "application/zip", "image/png"})
FOLDER_PREFIX = "arkg-serve-"
PUBLISH = "from arkg.serve.workers import die_with_parent; die_with_parent(); from arkg.cli import main; main()"


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
        media_type, stat = media_type_of(path), self._paths[path].stat()
        if stat.st_size > LARGEST_CACHED:
            return FileResponse(self._paths[path], headers=more, media_type=media_type)
        content = self._paths[path].read_bytes()
        modified = stat.st_mtime if self._modified is None else self._modified
        compress = len(content) > WORTH_COMPRESSING and media_type not in COMPRESSED and accepts_gzip(request)
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}{"-gzip" if compress else ""}"'
        more = steady_headers(tag, modified) | more
        if status == 200 and is_fresh(request, tag, modified):  # noqa: PLR2004 - OK
            return Response(status_code=304, headers=more)
        if compress:
            more["Content-Encoding"] = "gzip"
            content = gzip.compress(content, LEVEL, mtime=0)
        return Response(content, status, more, media_type)


def media_type_of(path: str) -> str:
    """Return the media type of a file, by its name; that of the VoID description has no suffix (RFC 8615)."""
    suffix = "ttl" if path == ".well-known/void" else PurePath(path).suffix.removeprefix(".")
    if suffix in FORMS:
        return typed(FORMS[suffix].media_type)
    found, encoding = KNOWN.guess_type(path)
    return "application/gzip" if encoding else typed(found or ("application/octet-stream" if suffix else "text/plain"))


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
