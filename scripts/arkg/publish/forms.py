"""The forms of published files: suffixes, media types, templates, and the settings by which static hosts serve them.

A host names the media type by the suffix of a file; ``.well-known/void`` has none (RFC 8615 gives it that name).
Apache reads ``.htaccess``; Netlify, Cloudflare Pages and others read ``_headers``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.namespaces import XSD

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

    from arkg.publish.folder import Folder

VOID_FILE = ".well-known/void"
POLICY = (
    "default-src 'none'; base-uri 'none'; connect-src 'self'; form-action 'self'; img-src 'self'; script-src 'self'; "
    "style-src 'self'"
)
"""What a page may load and run: nothing from elsewhere."""
FORM_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""The same for the pages of /contribute/, which run WebAssembly."""
ASK_POLICY = (
    "default-src 'none'; base-uri 'none'; connect-src 'self' https: http://localhost:* http://127.0.0.1:*; "
    "form-action 'self'; img-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'"
)
"""The same for the page that asks: it runs WebAssembly, and asks the endpoint whose address a reader types.

An endpoint without encryption is asked on this computer alone: what it answers could be changed on the way.
"""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of files: media type, name, and name in the EU's list of file types."""

    media_type: str
    label: str
    file_type: str = ""


FORMS = {
    "ttl": Form("text/turtle", "Turtle", "RDF_TURTLE"),
    "jsonld": Form("application/ld+json", "JSON-LD", "JSON_LD"),
    "nt": Form("application/n-triples", "N-Triples", "RDF_N_TRIPLES"),
    "nq": Form("application/n-quads", "N-Quads", "RDF_N_QUADS"),
    "trig": Form("application/trig", "TriG", "RDF_TRIG"),
    "rdf": Form("application/rdf+xml", "RDF/XML", "RDF_XML"),
    "rq": Form("application/sparql-query", "SPARQL"),
    "csv": Form("text/csv", "CSV", "CSV"),
    "json": Form("application/json", "JSON", "JSON"),
    "bib": Form("application/x-bibtex", "BibTeX"),
    "ris": Form("application/x-research-info-systems", "RIS"),
}
"""Suffix → form."""
GRAPH_FORMS = ("ttl", "jsonld", "nt", "rdf")
DATASET_FORMS = ("nq", "trig")
SERVED = (*GRAPH_FORMS[:3], *DATASET_FORMS, "rdf", "rq")
"""The suffixes that hosts do not know by themselves."""


def form_of(path: str) -> Form | None:
    """Return the form of a file, whether it is compressed or not."""
    return FORMS.get(path.removesuffix(".gz").rpartition(".")[2])


def fill_json(name: str, **context: Any) -> Any:
    """Return what a template of JSON describes, with this context."""
    return json.loads(_templates().get_template(name).render(context))


def to_json(document: Any) -> bytes:
    """Return a document as a file of JSON."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def fill_turtle(name: str, **context: Any) -> tuple[list[ox.Triple], dict[str, str]]:
    """Return what a template of Turtle states with this context, in the order of its text, and its prefixes."""
    parser = ox.parse(_templates().get_template(name).render(context), ox.RdfFormat.TURTLE)
    return sorted({quad.triple for quad in parser}, key=str), parser.prefixes


@cache
def _templates() -> Environment:
    """Return the templates, with filters that write literals of Turtle and find the forms of files."""
    templates = read_templates("arkg.publish")
    filters: dict[str, Callable[..., object]] = {"text": _to_literal, "form": form_of}
    templates.filters |= filters
    return templates


def read_templates(package: str, *, markup: bool = False, strict: bool = True) -> Environment:
    """Return the templates of a package; in ``markup`` texts are escaped, if ``strict`` an unknown name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, Undefined  # noqa: PLC0415 - only publishing needs it

    return Environment(
        loader=PackageLoader(package),
        autoescape=markup,  # noqa: S701 - the others make plain text, Turtle and JSON
        undefined=StrictUndefined if strict else Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def _to_literal(text: str, language: str = "", datatype: str = "") -> str:
    """Return a text as a literal of Turtle."""
    return str(ox.Literal(text, language=language or None, datatype=XSD(datatype) if datatype else None))


def write_hosting(folder: Folder) -> None:
    """Write the media types for static hosts."""
    turtle = FORMS["ttl"].media_type
    types = "".join(f"AddType {FORMS[suffix].media_type} .{suffix}\n" for suffix in SERVED)
    folder.put(".htaccess", f'{types}<Files "void">\n    ForceType {turtle}\n</Files>\n'.encode())
    paths = {f"/{VOID_FILE}": turtle, **{f"/*.{suffix}": FORMS[suffix].media_type for suffix in SERVED}}
    headers = "".join(f"{path}\n  Content-Type: {media_type}\n" for path, media_type in paths.items())
    folder.put("_headers", headers.encode())
