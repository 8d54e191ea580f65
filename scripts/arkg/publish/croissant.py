"""The tables as a dataset for machine learning, in Croissant 1.0 (https://docs.mlcommons.org/croissant/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from arkg.namespaces import BASE
from arkg.publish.site import DATA_LICENSE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arkg.publish.folder import Folder
    from arkg.publish.site import Site

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "key": "cr:key",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "sc": "https://schema.org/",
    "source": "cr:source",
    "transform": "cr:transform",
}
DATATYPES = {"anyURI": "sc:URL", "boolean": "sc:Boolean", "integer": "sc:Integer"}
"""Datatype of CSVW → type in Croissant; texts and dates, which may be a year alone, are texts."""


def make_croissant(site: Site, folder: Folder, keywords: Sequence[str]) -> bytes:
    """Return the description of the tables, by what CSVW says of them."""
    described = json.loads((folder.root / "data" / "csv-metadata.json").read_text(encoding="utf-8"))
    files = {table["url"]: folder.written[f"data/{table['url']}"] for table in described["tables"]}
    document = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "arkg",
        "alternateName": site.project.title,
        "description": site.project.description,
        "url": site.base or BASE,
        "identifier": BASE,
        "keywords": list(keywords),
        "license": DATA_LICENSE,
        "version": site.project.version,
        "datePublished": site.project.issued,
        "dateModified": site.project.released,
        "creator": {"@type": "sc:Organization", "name": site.project.publisher},
        "citeAs": f"{site.project.publisher}. {site.project.title}, version {site.project.version}. {BASE}",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": name,
                "name": name,
                "contentUrl": f"{site.base}{file.path}",
                "encodingFormat": "text/csv",
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for name, file in files.items()
        ],
        "recordSet": [_make_records(table) for table in described["tables"]],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _make_records(table: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of a table, with a field for each column."""
    kind = table["url"].removesuffix(".csv")
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{kind}/{column['name']}",
            "name": column["name"],
            "description": column["dc:description"],
            "dataType": "sc:Text" if "separator" in column else DATATYPES.get(column["datatype"], "sc:Text"),
            "source": {"fileObject": {"@id": table["url"]}, "extract": {"column": column["titles"]}},
        }
        for column in table["tableSchema"]["columns"]
    ]
    return {"@type": "cr:RecordSet", "@id": kind, "name": kind, "key": {"@id": f"{kind}/identifier"}, "field": fields}
