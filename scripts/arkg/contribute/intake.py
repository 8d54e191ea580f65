"""A file, a path or a stream → its text, within a limit of size; or what is wrong with it."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from arkg.errors import InputFault, SyntaxFault
from arkg.graph.repository import decode

if TYPE_CHECKING:
    from arkg.graph import Repository

MAX_SIZE = 100_000_000
MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"%PDF": "", b"PK\x03\x04": "", b"\x1f\x8b": ""}
WHAT = {b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP archive or a spreadsheet (.xlsx, .ods)", b"\x1f\x8b": "compressed"}
BOM = b"\xef\xbb\xbf"

Source = Path | IO[bytes] | IO[str]


def read_source(source: Source, repository: Repository, max_size: int) -> tuple[str, str]:
    """Give the name of a source, as a reader knows it, and its text, in which lines end with a line feed.

    Raises InputFault for what is no file or too large, SyntaxFault for what is no text in UTF-8.
    """
    name = name_of(source, repository)
    if isinstance(source, Path):
        content = read_path(source, name, max_size)
    else:
        taken = source.read(max_size + 1)
        content = taken.encode(errors="surrogatepass") if isinstance(taken, str) else taken
        if len(content) > max_size:
            raise too_large(name, max_size)
    return name, to_text(content, name)


def name_of(source: Source, repository: Repository) -> str:
    """Give the name by which a finding speaks of a source."""
    return repository.place(source) if isinstance(source, Path) else "stdin"


def read_path(path: Path, name: str, max_size: int) -> bytes:
    """Give the bytes of a file that is an ordinary one and not too large; never wait for one that is not."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as fault:
        raise cannot_open(path, name, fault) from fault
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_size > max_size:
        os.close(descriptor)
        raise not_to_be_read(name, found, max_size)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(max_size + 1)


def not_to_be_read(name: str, found: os.stat_result, max_size: int) -> InputFault:
    """Make the error for what is a folder, a device or a pipe, or too large."""
    if stat.S_ISDIR(found.st_mode):
        return InputFault("This is a folder.", where=name, remedy=f"Name the files in it, e.g. {name}/*.yaml")
    if not stat.S_ISREG(found.st_mode):
        return InputFault("This is no ordinary file.", where=name, remedy="To read a pipe, write - for its name.")
    return too_large(name, max_size)


def cannot_open(path: Path, name: str, fault: OSError | ValueError) -> InputFault:
    """Make the error for a file that cannot be opened."""
    if isinstance(fault, FileNotFoundError):
        return InputFault("There is no such file.", where=name)
    if isinstance(fault, IsADirectoryError) or (isinstance(fault, PermissionError) and path.is_dir()):
        return InputFault("This is a folder.", where=name, remedy="Name the files in it.")
    reason = fault.strerror if isinstance(fault, OSError) else str(fault)
    return InputFault(f"The file cannot be opened: {reason}.", where=name)


def too_large(name: str, max_size: int) -> InputFault:
    """Make the error for a file above the limit."""
    return InputFault(
        f"The file has more than {max_size:,} bytes.",
        where=name,
        remedy="Split it, or raise the limit with --max-size BYTES.",
    )


def to_text(content: bytes, name: str) -> str:
    """Give the text of these bytes: UTF-8 with or without a byte-order mark, lines ended by LF, CRLF or CR."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            what = f"The file is in {encoding}, not in UTF-8." if encoding else f"This is {WHAT[mark]}, not a text."
            raise SyntaxFault(what, file=name, remedy="Save it as text in UTF-8 (a spreadsheet as CSV).")
    content = content.removeprefix(BOM)
    if not content.strip():
        raise SyntaxFault("The file is empty.", file=name, remedy="arkg new KIND prints a template to begin with.")
    if (zero := content.find(b"\0")) >= 0:
        line = content.count(b"\n", 0, zero) + 1
        raise SyntaxFault("A zero byte stands here: this is not a text.", file=name, line=line)
    try:
        text = decode(content, name)
    except SyntaxFault as fault:
        fault.remedy = f"It looks like {guess(content)}. Save the file as UTF-8."
        raise
    return text.replace("\r\n", "\n").replace("\r", "\n")


def guess(content: bytes) -> str:
    """Name the encoding that bytes outside UTF-8 are most likely in."""
    return "Windows-1252" if any(0x80 <= byte < 0xA0 for byte in content[:100_000]) else "ISO 8859-1 (Latin-1)"  # noqa: PLR2004 - C1


def stdin() -> IO[bytes]:
    """Give standard input as bytes."""
    return sys.stdin.buffer
