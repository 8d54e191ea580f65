"""The text of a value → its term, as the field it stands in asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault, UnknownName, did_you_mean
from arkg.formats.values.dates import DATES, read_literal, to_date, write_literal
from arkg.formats.values.joined import as_meant
from arkg.names import expand, is_record, nearest, record_type_of, shorten, squash
from arkg.namespaces import RECORDS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.formats.references import Names
    from arkg.schema import Field, RecordType, Rule, Schema

TRUTH = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}
LONGEST = 200
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def to_term(  # noqa: PLR0913, PLR0917 - a value means what its field, its record and its neighbors make it mean
    text: str,
    field: Field,
    schema: Schema,
    names: Names,
    language: str = "",
    kind: RecordType | None = None,
    kinds: tuple[str, ...] = (),
) -> ox.NamedNode | ox.Literal:
    """Return the term that a text stands for in a field.

    ``language`` is that of prose; ``kind`` is the kind of the record, whose fields a property may be named by;
    ``kinds`` are the kinds among which a record is looked for where the field itself leaves that open. Raises
    ArkgError, saying what to write instead, for a text that stands for nothing.
    """
    if field.any_literal:
        return read_literal(text, schema.prefixes)
    if field.is_literal:
        return to_literal(text, field, language)
    if field.choices:
        return to_choice(text, field, schema)
    if field.value_type:
        return to_property(text, field, schema, kind)
    if field.record_types:
        return expand_ours(text, schema) or names.find(text, field.record_types, field.classes)
    return to_iri(text, field, schema, names, kinds)


def to_literal(text: str, field: Field, language: str) -> ox.Literal:
    """Return the literal of a text: prose with its language, a date by its form, a number, yes or no, or plain text."""
    if language and not field.has_language:
        raise InputFault(f"{field.name!r} is the same in every language.", remedy=f"Write {field.name!r} without @.")
    if field.has_language:
        if not LANGUAGE.fullmatch(language or "en"):
            raise InputFault(f"{language!r} is not a language tag.", remedy="Write two letters, e.g. @es for Spanish.")
        return ox.Literal(text, language=language or "en")
    datatype = field.datatypes[0]
    if set(field.datatypes) & set(DATES):
        return to_date(text, field.datatypes)
    if datatype == XSD("integer"):
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            raise InputFault(f"{text[:LONGEST]!r} is not a whole number.", remedy=field.message)
        return ox.Literal(str(int(text)), datatype=datatype)
    if datatype == XSD("boolean"):
        if text.lower() not in TRUTH:
            raise InputFault(f"{text[:LONGEST]!r} is not true or false.", remedy="Write true or false.")
        return ox.Literal(TRUTH[text.lower()], datatype=datatype)
    if field.pattern and not re.search(field.pattern, text):
        text = next(completions(text, field), text)
    return ox.Literal(text, datatype=datatype)


def to_choice(text: str, field: Field, schema: Schema) -> ox.NamedNode:
    """Return the term of the field's list that a text names by its label, its local name, its CURIE or its IRI."""
    try:
        iri = expand(text, schema.prefixes)
    except UnknownName:
        iri = None
    words = {term: {squash(schema.label(term)), squash(re.split(r"[#/]", term.value)[-1])} for term in field.choices}
    found = [term for term in field.choices if term == iri or (iri is None and squash(text) in words[term])]
    if len(found) == 1:
        return found[0]
    known = [schema.label(term) for term in field.choices]
    replacing = [schema.label(each) for each in (schema.successors(iri) if iri else ()) if each in field.choices]
    near = replacing or nearest(text[:LONGEST], known)
    raise UnknownName(field.name, text[:LONGEST], near, remedy=f"Write one of: {', '.join(known)}.")


def to_property(text: str, field: Field, schema: Schema, kind: RecordType | None) -> ox.NamedNode:
    """Return the property that a text names by the field of the record, or by its CURIE or IRI."""
    if kind and (named := find_property(text, kind, schema)):
        return named
    if iri := expand(text, schema.prefixes):
        return iri
    known = [each.name for inner in within(kind, schema) for each in inner.fields] if kind else []
    raise UnknownName("field", text[:LONGEST], nearest(text[:LONGEST], known), remedy=field.message)


def find_property(text: str, kind: RecordType, schema: Schema) -> ox.NamedNode | None:
    """Return the property of the field of this name: one of the record itself, else of its parts."""
    return next((field.path for inner in within(kind, schema) if (field := inner.find(text))), None)


def within(kind: RecordType, schema: Schema) -> list[RecordType]:
    """Return a kind, then the kinds of its parts and of their parts, each once, the outer ones first."""
    found = [kind]
    for each in found:
        found += [part for field in each.fields if field.part and (part := schema.parts[field.part]) not in found]
    return found


def to_iri(text: str, field: Field, schema: Schema, names: Names, kinds: tuple[str, ...]) -> ox.NamedNode:
    """Return the IRI that a text stands for: an IRI, a CURIE, a bare identifier of a known form, or a record."""
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    if field.pattern and (re.search(field.pattern, bare)):
        return make_iri(bare)
    found = list(dict.fromkeys(completions(text, field)))
    if len(found) == 1:
        return make_iri(found[0])
    if found:
        raise InputFault(f"{text!r} may be {' or '.join(found)}.", remedy="Write the whole address.")
    refuse_blank(bare)
    iri = expand_ours(text, schema)
    if iri is not None:
        return iri
    try:
        record = names.find(text, kinds or tuple(schema.record_types))
    except UnknownName as fault:
        remedy = (did_you_mean(fault.near) if kinds else "") or field.message
        if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text):
            remedy = f"Write https://{text}"
        raise InputFault(f"{text[:LONGEST]!r} is not an address or identifier.", remedy=remedy) from fault
    if field.pattern and not re.search(field.pattern, record.value):
        raise InputFault(f"{text[:LONGEST]!r} is not an address or identifier.", remedy=field.message)
    return record


def refuse_blank(text: str) -> None:
    """Raise InputFault for an address with a blank in it, which would be another one without it."""
    if re.match(r"(?i)(?:[a-z][a-z0-9+.-]*://|www\.)", text) and re.search(r"\s", text):
        full = re.sub(r"\s", "%20", text if "://" in text else f"https://{text}")
        raise InputFault(
            f"{text[:LONGEST]!r} contains a space, but an address has none.", remedy=f"Write {full}", suggestion=full
        )


def expand_ours(text: str, schema: Schema) -> ox.NamedNode | None:
    """Return the IRI of a text that is a CURIE or an IRI; None where it is neither, such as a name with a colon."""
    try:
        return expand(text, schema.prefixes)
    except UnknownName as fault:
        if re.search(r"\s", text) or not re.fullmatch(r"[a-z]+:[\w./#-]+", text):
            return None
        raise InputFault(fault.what, remedy=fault.remedy or f"Prefixes are {', '.join(schema.prefixes)}.") from fault


def make_iri(text: str) -> ox.NamedNode:
    """Make an IRI; raise InputFault where the text cannot be one."""
    try:
        return ox.NamedNode(text)
    except ValueError as reason:
        raise InputFault(
            f"{text[:LONGEST]!r} is not an address.", remedy=f"Write it without the fault: {reason}."
        ) from reason


def completions(text: str, field: Rule) -> Iterator[str]:
    """Yield the full forms of a bare identifier that fit the field: 05qwgg493 → https://ror.org/05qwgg493.

    Blanks and hyphens between its digits, the name of the identifier before it and its owner's older addresses are
    forgiven.
    """
    if not field.pattern or len(text) > 500:  # noqa: PLR2004 - no identifier is as long, and the patterns stay cheap
        return
    bare = re.sub(rf"(?i)^{re.escape(field.name)}\s*:?\s*", "", text.strip("<> "))
    digits = re.fullmatch(r"(?:https?://[^\s?#]+/)?[0-9][0-9 -]+[0-9Xx]", bare)
    spellings = list(dict.fromkeys((bare, re.sub(r"(?<=[0-9])[ -](?=[0-9Xx])", "", bare) if digits else bare)))
    for before in field.prefixes or ("",):
        tails = [tail for spelling in spellings for tail in (spelling, *owners_tails(spelling, before))]
        starts = [before[:cut] for cut in range(len(before), -1, -1)]
        tried = (start + tail + end for tail in tails for end in ("", "/") for start in starts)
        full = (each for each in tried if each != text and each.startswith(before))
        found = next((each for each in full if re.search(field.pattern, each)), None)
        if found:
            yield found


def owners_tails(text: str, before: str) -> list[str]:
    """Return what follows each slash or equals sign of an address whose host belongs to the identifier's owner."""
    host, own = (re.match(r"https?://([^/]+)/", each) for each in (text, before))
    if not (host and own) or host[1].lower().split(".")[-2:] != own[1].split(".")[-2:]:
        return []
    rest = text[host.end() :].rstrip("/")
    return [rest[match.end() :] for match in re.finditer(r"^|[/=]", rest)]


def to_text(value: ox.NamedNode | ox.Literal, field: Field, schema: Schema, kind: RecordType) -> str:
    """Return the text of a value, which ``to_term`` reads as the same value again."""
    if isinstance(value, ox.Literal):
        return as_meant(write_literal(value, schema.prefixes) if field.any_literal else value.value, field)
    short = shorten(value.value, schema.prefixes)
    if field.value_type:
        names = (each.name for inner in within(kind, schema) for each in inner.fields if each.path == value)
        return next((name for name in names if find_property(name, kind, schema) == value), short)
    if field.choices:
        label = schema.label(value)
        alike = [each for each in field.choices if squash(schema.label(each)) == squash(label)]
        return label if alike == [value] else short
    if field.record_types == (record_type_of(value),) and is_record(value):
        return value.value.rpartition("/")[2]
    return short if field.record_types or value.value.startswith(RECORDS) else value.value
