"""Read ordinary files, with one sentence that says why one cannot be read; write several of them, or none."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

from arkg.errors import InputFault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAX_SIZE = 100_000_000
LINKS = {
    errno.ELOOP: "This symbolic link leads back to itself.",
    errno.ENOENT: "This symbolic link leads to no file.",
}


def read_bytes(path: Path, name: str = "", max_size: int = MAX_SIZE) -> bytes:
    """Return the bytes of an ordinary file that is not too large; never wait for a pipe or a device.

    Raises InputFault, which calls the file by ``name``, for anything else.
    """
    with os.fdopen(_open(path, name or str(path), max_size), "rb") as file:
        size = os.fstat(file.fileno()).st_size or max_size  # the files of /proc say that they are empty
        return file.read(min(size, max_size) + 1)


def check_file(path: Path) -> None:
    """Raise InputFault, as ``read_bytes`` does, unless a file can be read; its size does not matter."""
    os.close(_open(path, str(path), None))


def too_large(name: str, max_size: int) -> InputFault:
    """Return the error for a file above the limit."""
    return InputFault(
        f"The file is larger than {max_size:,} bytes.",
        where=name,
        remedy="Split it, or raise the limit with --max-size BYTES.",
    )


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write every file or, if one cannot be written, none; raise InputFault with the reason.

    Each file is written under another name first and then renamed, so that nobody reads half of it.
    """
    before = {path: path.read_bytes() if path.is_file() else None for path in contents}
    folders = dict.fromkeys(folder for path in contents for folder in path.parents if not folder.exists())
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _new(path).write_bytes(content)
            if before[path] is not None:
                _new(path).chmod(stat.S_IMODE(path.stat().st_mode))
        for path in contents:
            _new(path).replace(path)
    except OSError as fault:
        _restore(before)
        for folder in folders:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise InputFault(f"Nothing was written: {fault.strerror}.", where=str(fault.filename or "")) from fault


def _restore(before: Mapping[Path, bytes | None]) -> None:
    for path, content in before.items():
        with contextlib.suppress(OSError):
            _new(path).unlink(missing_ok=True)
            if content is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != content:
                path.write_bytes(content)


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


def _open(path: Path, name: str, max_size: int | None) -> int:
    """Open an ordinary file for reading; raise InputFault for anything else."""
    try:
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as fault:
        raise _cannot_open(path, name, fault) from fault
    found = os.fstat(opened)
    if stat.S_ISREG(found.st_mode) and (max_size is None or found.st_size <= max_size):
        return opened
    os.close(opened)
    if stat.S_ISDIR(found.st_mode):
        raise InputFault("This is a folder.", where=name, remedy=f"Name the files in it, e.g. {name}/*.yaml")
    if not stat.S_ISREG(found.st_mode):
        raise InputFault("This is not an ordinary file.", where=name, remedy="To read a pipe, write - for its name.")
    raise too_large(name, max_size or 0)


def _cannot_open(path: Path, name: str, fault: OSError | ValueError) -> InputFault:
    number = fault.errno if isinstance(fault, OSError) else None
    if number in LINKS and (number == errno.ELOOP or path.is_symlink()):
        return InputFault(LINKS[number], where=name, remedy="Remove it, or point it to a file.")
    if number == errno.ENOENT:
        return InputFault("There is no such file.", where=name, remedy="Check its name and the current folder.")
    if isinstance(fault, IsADirectoryError) or (isinstance(fault, PermissionError) and path.is_dir()):
        return InputFault("This is a folder.", where=name, remedy="Name the files in it.")
    reason = fault.strerror if isinstance(fault, OSError) else str(fault)
    return InputFault(f"The file cannot be opened: {reason}.", where=name)
