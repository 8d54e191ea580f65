"""A folder that is written beside its place and put there whole: nobody ever sees half of a publication."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from arkg.errors import InputFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SUMS = "SHA256SUMS"
RELEASES = "release/"
KEPT = (".nojekyll", "CNAME")
"""What hosts of static pages ask for, and no publication writes."""
MEMBER = 1 << 24
"""How many bytes are compressed at once: a gzip file may have several members (RFC 1952, section 2.2)."""
LEVEL = 6


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the publication as it was written: path within the folder, size in bytes, SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


class Folder:
    """A folder under way, and what is written in it so far."""

    __slots__ = ("root", "written")

    def __init__(self, root: Path) -> None:
        """Begin with an empty folder."""
        self.root = root
        self.written: dict[str, Written] = {}

    def put(self, path: str, write: bytes | Callable[[Path], object]) -> Written:
        """Write one file, from its bytes or by a function that is told where.

        Raises InputFault for a path that was written before or leads out of the folder.
        """
        if path in self.written or ".." in PurePosixPath(path).parts or path.startswith("/"):
            raise InputFault("This file cannot be written: it exists, or stands outside the publication.", where=path)
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(write, bytes):
            place.write_bytes(write)
            size, digest = len(write), hashlib.sha256(write).hexdigest()
        else:
            write(place)
            with place.open("rb") as file:
                size, digest = place.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
        self.written[path] = Written(path, size, digest)
        return self.written[path]

    def put_texts(self, path: str, texts: Iterable[str]) -> Written:
        """Write one file from its texts, as they come."""

        def write(place: Path) -> None:
            with place.open("w", encoding="utf-8", newline="") as file:
                file.writelines(texts)

        return self.put(path, write)

    def copy(self, source: Path, path: str) -> Written:
        """Write one file as it stands elsewhere."""
        return self.put(path, lambda place: shutil.copyfile(source, place))

    def compress(self, path: str) -> Written:
        """Write the gzip of a file beside it: the same bytes on every machine, without a time in it."""
        return self.put(f"{path}.gz", lambda place: gzip(self.root / path, place))

    def files(self) -> tuple[Written, ...]:
        """Return every file that was written, in the order of the paths."""
        return tuple(self.written[path] for path in sorted(self.written))

    def read(self, path: str) -> Path:
        """Return where a file that was written stands for now."""
        return self.root / self.written[path].path


def gzip(path: Path, place: Path) -> None:
    """Compress a file by libdeflate, whose bytes do not depend on the machine or on the zlib it happens to have."""
    import deflate  # noqa: PLC0415 - only publishing needs it

    with path.open("rb") as file, place.open("wb") as out:
        chunk = file.read(MEMBER)
        out.write(deflate.gzip_compress(chunk, LEVEL))
        while chunk := file.read(MEMBER):
            out.write(deflate.gzip_compress(chunk, LEVEL))


@contextmanager
def replacing(target: Path) -> Iterator[Folder]:
    """Return a folder to write in, and put it in the place of ``target`` when all went well; else leave all as it was.

    Earlier releases, and what the host asks for, are carried over. What a publication that was killed left behind is
    put back where it was, or cleared away.

    Raises InputFault where something other than an earlier publication stands there, where another publication is
    under way, or where nothing can be written.
    """
    place = target.absolute().resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with beside(place, target) as work:
            check(place, target)
            (work / "new").mkdir()
            folder = Folder(work / "new")
            yield folder
            carry(place, folder)
            sums = "".join(f"{each.sha256}  {path}\n" for path, each in sorted(folder.written.items()))
            folder.put(SUMS, sums.encode())
            check(place, target)
            swap(work, place)
    except OSError as fault:
        raise InputFault(f"Nothing can be written here: {fault.strerror}.", where=str(target)) from fault


@contextmanager
def beside(place: Path, target: Path) -> Iterator[Path]:
    """Return an empty folder beside a place, locked while it is used, and with nothing left of those who died in it.

    It has a name of its own each time: a process that outlives a killed publication writes nowhere else.
    """
    yard = place.parent / f".{place.name}.publishing"
    yard.mkdir(exist_ok=True)
    lock = os.open(yard, os.O_RDONLY)
    try:
        if not is_mine(lock, yard):
            raise InputFault("Another publication is under way here.", where=str(target), remedy="Wait for it.")
        for left in yard.iterdir():
            if (left / "old").exists() and not place.exists():
                (left / "old").rename(place)
            shutil.rmtree(left)
        try:
            yield Path(tempfile.mkdtemp(dir=yard))
        finally:
            shutil.rmtree(yard, ignore_errors=True)
    finally:
        os.close(lock)


def is_mine(lock: int, yard: Path) -> bool:
    """Return whether a folder could be locked, and still stands: whoever had it may just have taken it away."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return yard.stat().st_ino == os.fstat(lock).st_ino
    except (BlockingIOError, FileNotFoundError):
        return False


def carry(place: Path, folder: Folder) -> None:
    """Copy what outlives a publication: releases other than those written anew, and what the host asks for."""
    anew = {version_of(path) for path in folder.written if path.startswith(RELEASES)}
    old = listed(place / SUMS)
    for path in sorted(path for path in found_in(place) if outlives(path) and path not in folder.written):
        if not (version_of(path) in anew and path in old):
            folder.copy(place / path, path)


def found_in(place: Path) -> set[str]:
    """Return the path of every file in a folder."""
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if not path.is_dir()}


def outlives(path: str) -> bool:
    """Return whether a file stays when a new publication takes the place of the one it stands in."""
    return path in KEPT or path.startswith(RELEASES)


def version_of(path: str) -> str:
    """Return the release that a file belongs to, empty where it belongs to none."""
    return path.removeprefix(RELEASES).partition("/")[0] if path.startswith(RELEASES) else ""


def swap(work: Path, place: Path) -> None:
    """Put ``work/new`` at its place, and what stood there in ``work/old``; on failure put that back."""
    old = work / "old"
    if place.exists():
        place.rename(old)
    try:
        (work / "new").rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise


def check(place: Path, target: Path) -> None:
    """Raise InputFault unless nothing, an empty folder, or an earlier publication and what outlives it stands here."""
    if not place.exists():
        return
    if not place.is_dir():
        raise InputFault("This is a file, not a folder.", where=str(target), remedy="Name a new folder.")
    found = found_in(place)
    if not found and not any(place.iterdir()):
        return
    strange = sorted(path for path in found - listed(place / SUMS) if not outlives(path))
    if strange or not found:
        raise InputFault(
            f"This folder holds what no earlier publication wrote{f', such as {strange[0]}' if strange else ''}.",
            where=str(target),
            remedy="Name a new or an empty folder, or one that arkg publish wrote.",
        )


def listed(sums: Path) -> set[str]:
    """Return the files that a list of checksums names, itself among them; none where there is no such list."""
    if not sums.is_file():
        return set()
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
    return {SUMS, *(line.partition("  ")[2] for line in lines)}
