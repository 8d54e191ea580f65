"""A folder that is written beside its place and put there whole: nobody ever sees half of a publication."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from arkg.errors import InputFault
from arkg.publish.site import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SUMS = "SHA256SUMS"
RELEASES = "release/"
KEPT = (".nojekyll", "CNAME")
"""What hosts of static pages ask for, and no publication writes."""
MEMBER = 1 << 24
"""How many bytes are compressed at once: a gzip file may have several members (RFC 1952, section 2.2)."""
LEVEL = 6


class Folder:
    """A folder under way, and what is written in it so far."""

    __slots__ = ("_root", "written")

    def __init__(self, root: Path) -> None:
        """Begin with an empty folder."""
        self._root = root
        self.written: dict[str, Written] = {}

    def put(self, path: str, write: bytes | Callable[[BinaryIO], object]) -> Written:
        """Write one file, from its bytes or by a function that is given the open file.

        Raises InputFault for a path that was written before or leads out of the folder.
        """
        if path in self.written or ".." in PurePosixPath(path).parts or path.startswith("/"):
            raise InputFault("This file cannot be written: it exists, or stands outside the publication.", where=path)
        place = self._root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(write, bytes):
            place.write_bytes(write)
            size, digest = len(write), hashlib.sha256(write).hexdigest()
        else:
            with place.open("wb") as file:
                write(file)
            with place.open("rb") as file:
                size, digest = place.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
        self.written[path] = Written(path, size, digest)
        return self.written[path]

    def compress(self, path: str) -> Written:
        """Write the gzip of a file beside it: the same bytes on every machine, without a time in it."""
        return self.put(f"{path}.gz", lambda out: gzip(self._root / path, out))

    def read(self, path: str) -> Path:
        """Give where a file that was written stands for now."""
        return self._root / self.written[path].path


def gzip(path: Path, out: BinaryIO) -> None:
    """Compress a file by libdeflate, whose bytes do not depend on the machine or on the zlib it happens to have."""
    import deflate  # noqa: PLC0415 - only publishing needs it

    with path.open("rb") as file:
        chunk = file.read(MEMBER)
        out.write(deflate.gzip_compress(chunk, LEVEL))
        while chunk := file.read(MEMBER):
            out.write(deflate.gzip_compress(chunk, LEVEL))


@contextmanager
def replacing(target: Path) -> Iterator[Folder]:
    """Give a folder to write in, and put it in the place of ``target`` when all went well; else leave all as it was.

    Earlier releases, and what the host asks for, are carried over.

    Raises InputFault where something other than an earlier publication stands there, or where nothing can be written.
    """
    place = target.absolute().resolve()
    check(place, target)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
    except OSError as fault:
        raise InputFault(f"Nothing can be written here: {fault.strerror}.", where=str(target)) from fault
    try:
        (work / "new").mkdir()
        folder = Folder(work / "new")
        yield folder
        carry(place, folder)
        sums = "".join(f"{each.sha256}  {path}\n" for path, each in sorted(folder.written.items()))
        folder.put(SUMS, sums.encode())
        check(place, target)
        swap(work, place)
    except OSError as fault:
        raise InputFault(f"The publication cannot be written: {fault.strerror}.", where=str(target)) from fault
    finally:
        shutil.rmtree(work, ignore_errors=True)


def carry(place: Path, folder: Folder) -> None:
    """Copy what outlives a publication: releases other than those written anew, and what the host asks for."""
    anew = {version_of(path) for path in folder.written if path.startswith(RELEASES)}
    old = listed(place / SUMS)
    for path in sorted(path for path in found_in(place) if outlives(path) and path not in folder.written):
        if not (version_of(path) in anew and path in old):
            folder.put(path, (place / path).read_bytes())


def found_in(place: Path) -> set[str]:
    """Give the path of every file in a folder."""
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if not path.is_dir()}


def outlives(path: str) -> bool:
    """Say whether a file stays when a new publication takes the place of the one it stands in."""
    return path in KEPT or path.startswith(RELEASES)


def version_of(path: str) -> str:
    """Give the release that a file belongs to, empty where it belongs to none."""
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
    """Give the files that a list of checksums names, itself among them; none where there is no such list."""
    if not sums.is_file():
        return set()
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
    return {SUMS, *(line.partition("  ")[2] for line in lines)}
