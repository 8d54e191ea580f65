"""The files written so far → those of this release that stay when others follow, in ``release/<version>/``.

The vocabulary names its version there (``owl:versionIRI``). What is kept is small: the vocabulary, the rules and the
questions in every form, the tables, and the dumps compressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.publish.folder import RELEASES, SUMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.folder import Folder
    from arkg.publish.site import Site

WHOLE = ("ns.", "shapes.", "query.", "context.jsonld", "data/")
DUMPS = ("data/arkg.", "data/arkg-inferred.")


def write_release(site: Site, folder: Folder) -> Iterator[str]:
    """Write what stays of this release, with checksums of its own; a later publication leaves it where it is."""
    start = release_folder(site)
    sums = ""
    for path in [each for each in sorted(folder.written) if stays(each)]:
        kept = folder.copy(folder.read(path), start + path)
        sums += f"{kept.sha256}  {path}\n"
    folder.put(start + SUMS, sums.encode())
    yield start


def release_folder(site: Site) -> str:
    """Return where this release stays."""
    return f"{RELEASES}{site.project.version}/"


def stays(path: str) -> bool:
    """Return whether a file is kept with its release: a dump only when it is compressed."""
    return path.startswith(WHOLE) and (path.endswith(".gz") or not path.startswith(DUMPS))
