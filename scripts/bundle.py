#!/usr/bin/env python3
"""Bundle the JavaScript of the pages with esbuild: ``python scripts/bundle.py``; the build of the package runs it, too.

Each ``.js`` file in ``scripts/arkg/publish/pages/client`` is an entry point; the folders beside them hold the modules
of one page. Each becomes one file in ``bundles``, named by a hash of its content, and ``manifest.json`` says which.
WebAssembly that a module imports, and the licenses of the packages, stand beside them. Nothing is done where nothing
has changed.

The packages come from ``node_modules`` if it has the pinned versions, else ``npm ci`` installs them in ``build/npm``.
Where that is not possible, there are no bundles, a line on stderr says why, and the exit code is still 0: the package
works without them.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "scripts" / "arkg" / "publish" / "pages"
SOURCES = PAGES / "client"
TARGET = PAGES / "bundles"
INSTALLED = ROOT / "build" / "npm"
"""Where npm installs the packages, if they are not in ``node_modules``."""
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
MANIFEST = "manifest.json"
LICENSES = "licenses.txt"
SECONDS = 300
"""How long npm or esbuild may take."""
OPTIONS = (
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--charset=utf8",
    "--legal-comments=none",
    "--loader:.wasm=file",
    "--entry-names=[name]-[hash]",
    "--asset-names=[name]-[hash]",
    "--log-level=error",
)


class CannotBundle(Exception):
    """There are no bundles, and the message says why."""


def main() -> None:
    """Make the bundles unless they are up to date; without them, remove old ones and say why on stderr."""
    try:
        with locked():
            if not is_current():
                remove()
                bundle(find_packages())
    except (CannotBundle, OSError, subprocess.SubprocessError) as fault:
        sys.stderr.write(f"The pages are not bundled: {fault}\n")


@contextmanager
def locked() -> Iterator[None]:
    """Wait until nobody else bundles here, and keep others waiting in this block."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "bundle.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest() -> str:
    """Return a fingerprint of everything that bundles are made from."""
    found = hashlib.sha256()
    sources = sorted(path for path in SOURCES.rglob("*") if path.is_file())
    for path in (Path(__file__), *(ROOT / name for name in PACKAGE_FILES), *sources):
        content = path.read_bytes()
        found.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def is_current() -> bool:
    """Return whether the bundles are those of the sources."""
    manifest = TARGET / MANIFEST
    return manifest.is_file() and json.loads(manifest.read_text(encoding="utf-8"))["sources"] == digest()


def remove() -> None:
    """Remove bundles of other sources: they do not fit the pages."""
    shutil.rmtree(TARGET, ignore_errors=True)


def find_packages() -> Path:
    """Return the folder of the npm packages, which are installed if need be; raise CannotBundle without npm."""
    for folder in (ROOT / "node_modules", INSTALLED / "node_modules"):
        if has_packages(folder):
            return folder
    npm, node = shutil.which("npm"), shutil.which("node")
    if not (npm and node):
        raise CannotBundle("npm is not installed.")
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in PACKAGE_FILES:
        shutil.copy(ROOT / name, INSTALLED / name)
    command = [npm, "ci", "--omit=dev", "--ignore-scripts", "--prefer-offline", "--fetch-retries=1", "--silent"]
    done = run(command, INSTALLED)
    if done.returncode or not has_packages(INSTALLED / "node_modules"):
        raise CannotBundle(f"npm ci failed. {done.stderr.strip()}".strip())
    return INSTALLED / "node_modules"


def has_packages(folder: Path) -> bool:
    """Return whether a folder has the packages that bundles need, in the pinned versions, and node can run."""
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    files = {name: folder / name / "package.json" for name in wanted}
    return bool(shutil.which("node")) and all(
        path.is_file() and json.loads(path.read_text(encoding="utf-8"))["version"] == wanted[name]
        for name, path in files.items()
    )


def bundle(packages: Path) -> None:
    """Run esbuild on every entry point, and write the manifest last."""
    entries = sorted(str(path.relative_to(ROOT)) for path in SOURCES.glob("*.js"))
    meta = ROOT / "build" / "bundle.json"
    command = [str(packages / ".bin" / "esbuild"), *entries, *OPTIONS, f"--outdir={TARGET}", f"--metafile={meta}"]
    done = run(command, ROOT, NODE_PATH=str(packages))
    if done.returncode:
        raise CannotBundle(f"esbuild failed.\n{done.stderr.strip()}")
    made: dict[str, Any] = json.loads(meta.read_text(encoding="utf-8"))
    outputs = made["outputs"]
    names = {Path(each["entryPoint"]).name: Path(path).name for path, each in outputs.items() if "entryPoint" in each}
    (TARGET / LICENSES).write_text("\n".join(read_licenses(made["inputs"], packages)), encoding="utf-8")
    manifest = {"sources": digest(), "entries": dict(sorted(names.items()))}
    (TARGET / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def read_licenses(inputs: Iterable[str], packages: Path) -> Iterator[str]:
    """Yield the name, version and license of each package of which there is a part in the bundles."""
    paths = (path.rpartition("node_modules/")[2].split("/") for path in inputs if "node_modules/" in path)
    for name in sorted({"/".join(parts[: 2 if parts[0].startswith("@") else 1]) for parts in paths}):
        about = json.loads((packages / name / "package.json").read_text(encoding="utf-8"))
        yield f"{name} {about['version']} ({about['license']})\n"
        for file in sorted((packages / name).glob("LICENSE*")):
            yield file.read_text(encoding="utf-8")


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours, and return how it ended; raise TimeoutExpired."""
    return subprocess.run(  # noqa: S603 - no argument comes from outside
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


if __name__ == "__main__":
    main()
