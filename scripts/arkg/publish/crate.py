"""The files written so far → an RO-Crate 1.2 description of the folder (https://www.researchobject.org/ro-crate/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from arkg.namespaces import BASE
from arkg.publish.project import DATA_LICENCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.publish.folder import Written
    from arkg.publish.site import Site

VERSION = "https://w3id.org/ro/crate/1.2"


def to_crate(site: Site, files: Iterable[Written]) -> bytes:
    """Describe the folder as a crate: its root, its publisher, its licence and its files."""
    files = list(files)
    project = site.project
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": BASE,
        "name": project.title,
        "description": project.description,
        "datePublished": project.released,
        "version": project.version,
        "publisher": {"@id": BASE},
        "license": {"@id": DATA_LICENCE},
        "hasPart": [{"@id": file.path} for file in files],
    }
    graph = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": VERSION},
        },
        root,
        {"@id": BASE, "@type": "Organization", "name": project.publisher},
        {"@id": DATA_LICENCE, "@type": "CreativeWork", "name": "CC0 1.0 Universal"},
        *(describe(file) for file in files),
    ]
    document = {"@context": f"{VERSION}/context", "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def describe(file: Written) -> dict[str, Any]:
    """Describe one file."""
    return {
        "@id": file.path,
        "@type": "File",
        "name": file.path.rpartition("/")[2],
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }
