"""The IRIs of a text: what its short names and its relative IRIs stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arkg.errors import SyntaxFault
    from arkg.turtle.tokens import Source, Token


class Iris:
    """The prefixes and the base declared so far, and the IRIs found under them."""

    __slots__ = ("_base", "_found", "_known", "_source", "prefixes")

    def __init__(self, source: Source, known_prefixes: Mapping[str, str], base: str = "") -> None:
        """Begin without any declaration; ``known_prefixes`` only serve to say what is missing."""
        self.prefixes: dict[str, str] = {}
        self._base = base
        self._source = source
        self._known = known_prefixes
        self._found: dict[str, ox.NamedNode] = {}

    def declare_prefix(self, prefix: str, namespace: str) -> None:
        """Let a prefix stand for a namespace from here on."""
        self.prefixes[prefix] = namespace
        self._found.clear()

    def declare_base(self, base: str) -> None:
        """Resolve relative IRIs against a base from here on."""
        self._base = base
        self._found.clear()

    def find(self, token: Token) -> ox.NamedNode:
        """Return the IRI a token of the kind ``iri`` or ``name`` stands for.

        Raises:
            SyntaxFault: the prefix is not declared, the IRI is relative and there is no base, or it is no IRI.
        """
        iri = self._found.get(token.text)
        if iri is None:
            iri = self._found[token.text] = self._expand(token) if token.kind == "name" else self._resolve(token)
        return iri

    def _expand(self, token: Token) -> ox.NamedNode:
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            raise self._source.fault(token.start, f"The prefix {prefix}: is not declared.", self._declaration(prefix))
        try:
            return ox.NamedNode(self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))
        except ValueError as reason:
            raise self._source.fault(token.start, f"{token} does not stand for an IRI: {reason}.") from reason

    def _declaration(self, prefix: str) -> str:
        if prefix in self._known:
            return f"Add this line at the top: PREFIX {prefix}: <{self._known[prefix]}>"
        near = " or ".join(f"{name}:" for name in nearest(prefix, {*self.prefixes, *self._known}))
        return f"Did you mean {near}?" if near else f"Add a line at the top: PREFIX {prefix}: <https://…>"

    def _resolve(self, token: Token) -> ox.NamedNode:
        """Let Oxigraph resolve an IRI against the base (RFC 3986, section 5)."""
        try:
            if not self._base:
                return ox.NamedNode(self._source.unescape(token.text[1:-1], token.start + 1))
            quads = ox.parse(f"<s:> a {token.text} .", ox.RdfFormat.TURTLE, base_iri=self._base)
            return next(node for quad in quads if isinstance(node := quad.object, ox.NamedNode))
        except (ValueError, SyntaxError) as reason:
            raise self._bad_iri(token, reason) from reason

    def _bad_iri(self, token: Token, reason: ValueError | SyntaxError) -> SyntaxFault:
        if self._base or re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", token.text):
            return self._source.fault(token.start, f"{token} is not an IRI: {reason}.")
        what = f"The IRI {token} is relative, and this text has no base to complete it."
        return self._source.fault(token.start, what, "Write it in full, from https:// on.")
