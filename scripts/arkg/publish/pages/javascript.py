"""The JavaScript that pages may run.

The package was built with bundles of JavaScript or without: ``scripts/bundle.py`` makes them.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import PurePosixPath

from arkg.publish.folder import compress

FOLDER = resources.files("arkg.publish.pages") / "bundles"
MANIFEST = FOLDER / "manifest.json"
LICENSES = "licenses.txt"
BESIDE_PAGE = ("worker", "offline")
"""The ends of names of entry points that belong beside their page: a service worker controls what is in its folder."""
LEVEL = 9


def find_bundles() -> dict[str, str]:
    """Return entry point → the path of its bundle within the site; empty where the package was built without npm.

    The name of an entry point begins with that of its page: ``ask-worker.js``.
    """
    if not MANIFEST.is_file():
        return {}
    entries: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))["entries"]
    parts = {name: PurePosixPath(name).stem.partition("-") for name in entries}
    folders = {name: page if part in BESIDE_PAGE else "static" for name, (page, _, part) in parts.items()}
    return {name: f"{folders[name]}/{file}" for name, file in entries.items()}


@cache
def read_bundles() -> dict[str, bytes]:
    """Return the path within the site and the bytes of every bundle and of its licenses.

    WebAssembly is compressed: not every host compresses what it sends.
    """
    paths = {PurePosixPath(path).name: path for path in find_bundles().values()}
    files = {file.name: file.read_bytes() for file in FOLDER.iterdir()} if paths else {}
    paths[LICENSES] = f"static/{LICENSES}"
    found = {paths[name]: content for name, content in files.items() if name in paths}
    packed = {
        f"static/{name}.gz": compress(content, LEVEL) for name, content in files.items() if name.endswith(".wasm")
    }
    return dict(sorted((found | packed).items()))
