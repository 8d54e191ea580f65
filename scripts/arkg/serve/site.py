"""The pages of a server that is given none: written by `arkg publish` to a folder that ends with the server."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from arkg.graph import Repository
    from arkg.serve.service import Service

PREFIX = "arkg-serve-"
PUBLISH = "from arkg.serve.nursery import die_with_parent; die_with_parent(); from arkg.cli import main; main()"


async def make_pages(service: Service, repository: Repository, say: Callable[[str], None]) -> None:
    """Write what `arkg publish` writes to a folder of the server's own, serve it, and take it away in the end."""
    clear()
    with own_folder() as folder:
        target = folder / "site"
        base = service.settings.base or f"{service.base}/"
        args = ("publish", str(target), "--served", "--base", base, "--graph", str(repository.root))
        words = await run(args)
        if words is None:
            service.files.open(target, service.catalogue["modified"])
            say("The pages are made.")
        else:
            service.files_fault = "The pages could not be made; the graph is served all the same."
            say(f"{service.files_fault}\n{words}")
        await asyncio.Event().wait()


async def run(args: tuple[str, ...]) -> str | None:
    """Run arkg in a process that ends with this one; give what it says where it fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PUBLISH, *args, stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        _, words = await process.communicate()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return words.decode(errors="replace").strip() if process.returncode else None


@contextmanager
def own_folder() -> Iterator[Path]:
    """Make a folder among the temporary ones, locked as long as it is used, and take it away."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        if (lock := locked(folder)) is not None:
            break  # else another server took it for one that was left behind, before it was locked
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def clear() -> None:
    """Take away the folders of servers that were killed: those of this user that nobody locks."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if (lock := locked(folder)) is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def locked(folder: Path) -> int | None:
    """Lock a folder of this user, and give the descriptor that holds the lock; None where that is not possible.

    The system lets go of the lock with the process, however that ends.
    """
    try:
        link = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    with suppress(OSError):
        fcntl.flock(link, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(link).st_uid == os.getuid() and folder.exists():
            return link
    os.close(link)
    return None
