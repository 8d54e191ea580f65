"""The media types of the published files, for static hosts that read them from a file of the folder itself.

A host names the media type by the ending of a file; ``.well-known/void`` has none (RFC 8615 gives it that name).
Apache reads ``.htaccess``; Netlify, Cloudflare Pages and others read ``_headers``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.publish.dumps import MEDIA_TYPES

if TYPE_CHECKING:
    from arkg.publish.folder import Folder

TYPES = {**MEDIA_TYPES, "rq": "application/sparql-query"}
VOID = ".well-known/void"


def write_hosting(folder: Folder) -> None:
    """Write the media types in both ways."""
    types = "".join(f"AddType {media_type} .{suffix}\n" for suffix, media_type in TYPES.items())
    folder.put(".htaccess", f'{types}<Files "void">\n    ForceType {TYPES["ttl"]}\n</Files>\n'.encode())
    paths = {f"/{VOID}": TYPES["ttl"], **{f"/*.{suffix}": media_type for suffix, media_type in TYPES.items()}}
    headers = "".join(f"{path}\n  Content-Type: {media_type}\n" for path, media_type in paths.items())
    folder.put("_headers", headers.encode())
