"""The JavaScript of the pages is bundled when the wheel is built where npm is there; the wheel is built either way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from tests.support.publication import ROOT, make_world
from tests.support.reading import read

if TYPE_CHECKING:
    from pathlib import Path

PACKED = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-DATA", "package.json",
          "package-lock.json", ".npmrc", ".gitignore", "scripts")  # fmt: skip
BUNDLES = "arkg/publish/pages/bundles/"
ENTRIES = sorted(path.name for path in (ROOT / "scripts/arkg/publish/pages/client").glob("*.js"))


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a copy of what the wheel is built from, without bundles and with a graph of nothing."""
    folder = tmp_path / "sources"
    for name in PACKED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("bundles", "__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    for name in ("ontology", "data", "shapes", "queries"):
        (folder / name).mkdir()
        (folder / name / "empty.ttl").touch()
    return folder


def build(sources: Path, search: str) -> tuple[list[str], str]:
    """Build the wheel with this PATH; return the bundles in it, and what was said on stderr."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    done = subprocess.run(
        command, cwd=sources, env={**os.environ, "PATH": search}, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(next((sources / "dist").glob("*.whl"))) as wheel:
        return [name for name in wheel.namelist() if name.startswith(BUNDLES)], done.stderr.partition("dist/")[0]


def test_the_wheel_holds_a_bundle_of_each_entry_point_and_the_engine(sources: Path) -> None:
    (sources / "node_modules").symlink_to(ROOT / "node_modules")
    found, told = build(sources, os.environ["PATH"])
    manifest = sources / "scripts" / BUNDLES / "manifest.json"
    entries = json.loads(manifest.read_text(encoding="utf-8"))["entries"]
    made = {BUNDLES + name for name in entries.values()}
    before = manifest.stat().st_mtime_ns
    build(sources, os.environ["PATH"])
    assert (sorted(entries), made <= set(found), told) == (ENTRIES, True, "")
    others = {name for name in found if name.endswith((".wasm", ".txt"))}
    assert (len(others), manifest.stat().st_mtime_ns) == (2, before)


def test_the_wheel_is_built_without_bundles_where_npm_is_missing(sources: Path, tmp_path: Path) -> None:
    stale = sources / "scripts" / BUNDLES / "manifest.json"
    stale.parent.mkdir()
    stale.write_text('{"sources": "of another version"}', encoding="utf-8")
    assert build(sources, str(tmp_path)) == ([], "The pages are not bundled: npm is not installed.\n")


def test_without_bundles_the_page_that_asks_has_the_form_of_a_server_and_publish_says_so(
    sources: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "from arkg.cli import main; main()", "publish", str(tmp_path / "site")]
    done = subprocess.run(
        [*command, "--graph", str(make_world(tmp_path / "world").root)],
        env={**os.environ, "PYTHONPATH": str(sources / "scripts")},
        capture_output=True,
        text=True,
        check=True,
    )
    page = read((tmp_path / "site" / "ask" / "index.html").read_bytes())
    forms = [said["action"] for _, said in page.elements if said.get("id") == "ask"]
    scripts = [said["src"] for tag, said in page.elements if tag == "script" and "ask" in said.get("src", "")]
    assert (done.stderr.splitlines()[0], forms, scripts) == (
        "The page /ask/ only has the form for a server, since npm was missing when arkg was installed.",
        ["./#answered"],
        [],
    )
