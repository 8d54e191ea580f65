"""The Turtle reader agrees with Oxigraph and says where everything stands; the layout keeps every graph."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arkg.errors import ArkgError, InputFault, SyntaxFault
from arkg.turtle import Source, Tangle, layout, read, render
from arkg.turtle.tokens import tokens

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    Value = ox.NamedNode | ox.Literal | tuple["Value", ...] | dict[ox.NamedNode, "Value"]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "arkg": "https://w3id.org/arkg/ns#",
    "concept": "https://w3id.org/arkg/id/concept/",
    "id": "https://w3id.org/arkg/id/",
    "sh": "http://www.w3.org/ns/shacl#",
    "shape": "https://w3id.org/arkg/shapes#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": XSD,
}
DECLARED = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())


def oxigraph_triples(text: str) -> list[str] | None:
    """Return what Oxigraph reads, or None where it refuses the text or finds a statement about a triple (RDF 1.2)."""
    try:
        triples = [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE)]
    except SyntaxError:
        return None
    return None if any(isinstance(each.object, ox.Triple) for each in triples) else canonical(triples)


def our_triples(text: str) -> list[str] | None:
    """Return what we read, or None where we refuse the text."""
    try:
        return canonical(each.triple for each in read(text).statements)
    except SyntaxFault:
        return None


def canonical(triples: Iterable[ox.Triple]) -> list[str]:
    """Write triples so that two isomorphic graphs are written the same."""
    graph = ox.Dataset(ox.Quad(*triple) for triple in triples)
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, graph))


def fault_of(text: str) -> str:
    with pytest.raises(ArkgError) as caught:
        layout(text, PREFIXES, file="a.ttl")
    return str(caught.value)


# Reading

EVERYTHING = r'''# Everything the grammar has.
@prefix ex: <http://x/> . PREFIX : <http://y/>
@base <http://b/c/d> .
ex:s.t a ex:T, :U ; ex:p "x"@en-gb , 'y'^^ex:d, ''^^<#t>, """long "" \u00e9 \U0001F600 \"""" ;; .
[ ex:p ( 1 -2.5 .3e4 +1.E-1 true [] () [ a ex:a; ] ("a""b") ) ] .
[] ex:q _:b.1 . ( _:b.1 ) :a\#b <../e?f#g>, <>, <#h>, <//i/j>, <k:l/../m> ; .
:1 :%41:b false,1,<#\u0041>.ex:a-<n>_:0.
'''

ACCEPTED = [
    "",
    "# only a comment",
    "# a comment ends at a carriage return\r<a:s> a <a:o> .",
    "<a:s>\r\n  a\r\n  <a:o>\r\n.\r\n",
    "<a:s> a '''a\r\nb''', '''it's ''so''\\'''' .",
    "<a:s>a<a:o>.",
    "<a:s> a <a:o>;;; .",
    "<a:s> a '\t', 'a'@en, \"'\", '\"', '\\'' .",
    "<a:s> a .5.",
    "<a:s> a 1.e1, 00, -0, 1e1.",
    "<a:s> a (1true), (1 .5-3+4) .",
    "<a:s> a <a:\u00e9>, <a:x?\ue000>, <http://[::1]/>, <http:rel>, <a:> .",
    "<a:s> a 'x'@prefix, 'x'@base .",
    "<a:s> a 'x' @en , 'y' ^^ <a:t> .",
    "<a:s> a '\\u0000\\t\\b\\n\\r\\f\\\\' .",
    "[ a <a:x> ] .",
    "[ ] a <a:x> .",
    "() a () .",
    "_:a.b a _:1, _:\u00e9-\u00b7 .",
    "@prefix a.b: <a:> . a.b:s.t a a.b:t.",
    "@prefix a: <a:> . a:s\\#t a a:%20t, a:t\\. , a: .",
    "@prefix : <a:> . :a:b:c :: :\\- .",
    "pReFiX true: <a:> true:b a true .",
    "prefix a: <a:1> prefix a: <a:2> a:s a a:o .",
    "base <a:/b/c> base <d/e> <> a <f>, <../../../g>, <a:/x/../y> .",
]
REFUSED = [
    "<a:s> <a:p> true~ .",
    "<a:s> a <rel> .",
    "<a:s> a <a:o>",
    "<a:s> a <a:o>, .",
    "<a:s> ; .",
    "<a:s> a [ ; ] .",
    "<a:s> a a .",
    "<a:s> a TRUE .",
    "<a:s> a truea .",
    "<a:s> a 1e, 2 .",
    "<a:s> a +-1 .",
    "<a:s> a 1.2.3 .",
    "<a:s> a 1..",
    "<a:s> a '''a'''' .",
    "<a:s> a 'a\nb' .",
    "<a:s> a '\\a' .",
    "<a:s> a '\\uD800' .",
    "<a:s> a '\\U00110000' .",
    "<a:s> a 'x'@e .",
    "<a:s> a 'x'@en- .",
    "<a:s> a 'x'@longerthaneight .",
    "<a:s> a 'x'^^'y' .",
    "<a:s> a 'x'^^_:y .",
    f"<a:s> a 'x'^^<{RDF}langString> .",
    "<a:s> a <a:\\u0020> .",
    "<a:s> a <a: b> .",
    "<a:s> a <a:%zz> .",
    "<a:s> a <http://h:port/> .",
    "'s' a <a:o> .",
    "<a:s> 'p' <a:o> .",
    "<a:s> _:p <a:o> .",
    "_:a. a <a:o> .",
    "_:-a a <a:o> .",
    "[] .",
    "() .",
    "(1) .",
    ".",
    "@PREFIX a: <a:> .",
    "PREFIX a: <a:> .",
    "@prefix a: <a:> a:s a a:o .",
    "@prefix a.: <a:> .",
    "@prefix a:b <a:> .",
    "@prefix _: <a:> .",
    "@prefix a: <a:> . a:\\u0041 a a:%2 .",
    "@prefix a: <a:> . a:s a a:b/c .",
    "b:s a <a:o> .",
    "{ <a:s> a <a:o> . }",
    "<a:s> = <a:o> .",
    "<a:s>\u00a0a <a:o> .",
    "<a:s>\x00a <a:o> .",
    "\ufeff<a:s> a <a:o> .",
]
FRAGMENTS = [
    *("a", "true", "1", "-1.5", ".5", "1e3", "1.", ".e1", "e", "+", "-", "PREFIX", "BASE", "@prefix", "@base", "@en"),
    *("<a:b>", "<b>", "<", ">", "<#\\u00e9>", "ex:a", "ex:", ":b", "ex:a.b", "ex:\\#", "\\.", "%41", "%"),
    *(
        '"',
        "'",
        '""',
        "'''",
        '"""',
        "'x'",
        '"y"',
        '"\\n"',
        "^^",
        "^^ex:t",
        "^",
        "\\",
        "@",
        "@en-GB",
        "@e",
        "_:a",
        "_:1.",
    ),
    *(".", ";", ",", "[", "]", "(", ")", "[]", "()", "{", "_", "# c\n", "\n", "\r", " ", "\u00b7", "\u00e9", "\x00"),
]
MUTANTS = st.builds(
    lambda start, length, new: EVERYTHING[:start] + new + EVERYTHING[start + length :],
    st.integers(0, len(EVERYTHING)),
    st.integers(0, 20),
    st.lists(st.sampled_from(FRAGMENTS) | st.characters(exclude_categories=["Cs"]), max_size=3).map("".join),
)
SOUPS = st.builds(
    lambda joint, parts: f"PREFIX ex: <http://x/> PREFIX : <http://y#> <a:s> a {joint.join(parts)} .\n",
    st.sampled_from(["", " "]),
    st.lists(st.sampled_from(FRAGMENTS), max_size=6),
)


@pytest.mark.parametrize("text", [EVERYTHING, *ACCEPTED])
def test_what_oxigraph_accepts_is_read_as_the_same_triples(text: str) -> None:
    assert our_triples(text) == oxigraph_triples(text) is not None


@pytest.mark.parametrize("text", REFUSED)
def test_what_oxigraph_refuses_is_refused(text: str) -> None:
    assert our_triples(text) == oxigraph_triples(text) is None


@settings(max_examples=400, deadline=None)
@given(MUTANTS | SOUPS)
def test_any_text_is_read_or_refused_as_oxigraph_does(text: str) -> None:
    assert our_triples(text) == oxigraph_triples(text)


def test_characters_that_cannot_be_seen_are_written_as_escapes() -> None:
    text = (
        "no\N{NO-BREAK SPACE}break\N{ZERO WIDTH SPACE}\N{IDEOGRAPHIC SPACE}\N{SOFT HYPHEN}\N{BYTE ORDER MARK}\U0010fffe"
    )
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal(f"{text} é"))
    written = render([triple], {})
    assert r'"no\u00A0break\u200B\u3000\u00AD\uFEFF\U0010FFFE é"' in written
    assert [quad.triple for quad in ox.parse(written, ox.RdfFormat.TURTLE)] == [triple]


def test_an_escaped_name_at_the_very_end_is_read_by_the_grammar_where_oxigraph_loses_it() -> None:
    assert our_triples(r"PREFIX a: <a:> a:s a a:b\#.") == [f"<a:s> <{RDF}type> <a:b#>"]


PLAIN = "\n  Remove the statement about a triple, and make it about a thing that has an IRI."


@pytest.mark.parametrize(
    ("text", "place", "what", "remedy"),
    [
        ("<< <a:s> a <a:o> >> a <a:o> .", "1:1", "<<", PLAIN),
        ("<a:s> a <<( <a:s> a <a:o> )>> .", "1:9", "<<", PLAIN),
        ("<a:s> a <a:o> {| <a:p> 1 |} .", "1:15", "{|", PLAIN),
        ("<a:s> a <a:o> ~ <a:r> .", "1:15", "~", PLAIN),
        ("<a:s> a 'x'@ar--rtl .", "1:12", "@ar--rtl", "\n  Leave the direction out: write @ar."),
        ("VERSION '1.2'\n<a:s> a <a:o> .", "1:1", "VERSION", "\n  Remove the line."),
        ("@version '1.2' .", "1:1", "@version", "\n  Remove the line."),
    ],
)
def test_turtle_1_2_is_refused_by_name(text: str, place: str, what: str, remedy: str) -> None:
    assert fault_of(text) == f"a.ttl:{place}: '{what}' is Turtle 1.2, and arkg reads Turtle 1.1.{remedy}"


MARKED = "PREFIX ex: <http://x/>\n<<<<<<< HEAD\nex:a ex:p 1 .\n=======\nex:a ex:p 2 .\n>>>>>>> branch\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (MARKED, "2, 4, 6"),
        (MARKED.replace("\n", "\r\n"), "2, 4, 6"),
        (MARKED.replace("=======", "||||||| base\nex:a ex:p 0 .\n======="), "2, 4, 6, 8"),
        (MARKED.partition("=======")[0], "2"),
        (MARKED * 4, "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24"),
        (MARKED * 5, "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, …"),
    ],
)
def test_what_git_left_of_a_merge_is_named_as_such(text: str, lines: str) -> None:
    assert fault_of(text) == (
        f"a.ttl:2:1: Unresolved merge conflict: git left its markers in lines {lines}.\n"
        "  Keep one of the versions between them, and delete the lines <<<<<<<, ======= and >>>>>>>."
    )


def test_a_text_may_speak_of_a_merge() -> None:
    text = '<a:s> a """\n<<<<<<< HEAD\n=======\n>>>>>>> branch\n""" .'
    assert our_triples(text) == oxigraph_triples(text) is not None


def graph_of(text: str) -> list[str] | None:
    """Return the quads that we read in a TriG text, or None where we refuse it."""
    try:
        found = read(text, trig=True, base="http://b/c").statements
    except SyntaxFault:
        return None
    return canonical_quads(ox.Quad(*each.triple, each.graph or ox.DefaultGraph()) for each in found)  # type: ignore[call-arg]


def oxigraph_graph(text: str) -> list[str] | None:
    """Return the quads that Oxigraph reads in a TriG text, or None where it refuses it."""
    try:
        return canonical_quads(ox.parse(text, ox.RdfFormat.TRIG, base_iri="http://b/c"))
    except SyntaxError:
        return None


def canonical_quads(quads: Iterable[ox.Quad]) -> list[str]:
    graph = ox.Dataset(quads)
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, graph))


TRIG = r"""# Every way to name a graph.
PREFIX ex: <http://x/> @prefix : <http://y/> .
{ ex:a a ex:T ; ex:p 1, [ ex:q 2 ; ], ( 3 "}" ) ; }
{ }
ex:g { ex:a ex:p 4 . [] ex:p 5 . [ ex:q 6 ] } <h>{ ex:a ex:p 7 }_:b{ _:b ex:p _:c }
GRAPH :graph { ( 8 ) ex:p '''{''' . [ ex:q 9 ] . } graph [ ] { _:c a _:b } [] { ex:a a ex:U } # } {
ex:a ex:p _:b ; a ex:T . [ ex:q 10 ] . [ ex:q 11 ] ex:p 12 . ex:g { ex:a ex:p 13 }
base <http://d/> <e> {<f> a <>}
"""


@pytest.mark.parametrize("text", [TRIG, EVERYTHING, "{}", "{ <a:s> a <a:o> . }", "<a:g>{<a:s>a<a:o>}<a:s>a<a:o>."])
def test_trig_is_read_as_the_same_quads(text: str) -> None:
    assert graph_of(text) == oxigraph_graph(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        *("{ { <a:s> a <a:o> } }", "{ <a:g> { <a:s> a <a:o> } }", "<a:g> { <a:s> a <a:o> ", "}", "GRAPH { }"),
        *("() { }", "(1) { }", "[ a <a:o> ] { }", "GRAPH () { }", "GRAPH [ a <a:o> ] { }", "<a:g> { } .", "'g' { }"),
        *("{ PREFIX a: <a:> }", "{ @base <a:> . }", "{ . }", "{ <a:s> a <a:o> . . }", "{ <a:s> }", "<a:g> <a:h> { }"),
    ],
)
def test_what_is_no_trig_is_refused(text: str) -> None:
    assert graph_of(text) == oxigraph_graph(text) is None


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(TRIG)), st.integers(0, 20), st.lists(st.sampled_from([*FRAGMENTS, "}", "GRAPH"]), max_size=3))
def test_any_text_is_read_or_refused_as_trig_as_oxigraph_does(start: int, length: int, new: list[str]) -> None:
    text = TRIG[:start] + "".join(new) + TRIG[start + length :]
    assert graph_of(text) == oxigraph_graph(text)


def test_every_statement_has_the_place_of_its_value_and_the_line_of_its_subject() -> None:
    text = '# c\r\n<a:s>\r\n  a <a:o> ,\r\n    "é😀", [ <a:p>\n(1\n2) ] .\n'
    statements = read(text).statements
    assert [(each.line, each.column, each.subject_line) for each in statements] == [
        *((3, 5, 2), (4, 5, 2), (4, 11, 2)),
        *((5, 1, 4), (5, 2, 5), (6, 1, 5), (6, 1, 5), (6, 2, 5)),
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["\n", " ", "# c\n", "\t", "\r\n"]), max_size=9).map("".join))
def test_blanks_move_the_places_and_nothing_else(blanks: str) -> None:
    text = f"<a:s>{blanks} a{blanks}\n <a:o>."
    (statement,) = read(text).statements
    assert text.split("\n")[statement.line - 1][statement.column - 1 :] == "<a:o>."


def test_the_prefixes_of_a_document_are_those_it_declares_last() -> None:
    assert read("PREFIX a: <a:1> PREFIX b: <b:> PREFIX a: <a:2>").prefixes == {"a": "a:2", "b": "b:"}


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("", ""),
        ("<a:s> a <a:o> . # late", ""),
        ("# one\n#two\n#\n#  three \n\n# not this", "one\ntwo\n\n three"),
        ("\n# after an empty line\r\n# two\r<a:s> a <a:o> .", "after an empty line\ntwo"),
    ],
)
def test_the_opening_comment_is_the_block_at_the_top(text: str, comment: str) -> None:
    assert read(text).comment == comment


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "concept:a a skos:Concept .",
            (
                "a.ttl:1:1: The prefix concept: is not declared.\n"
                "  Add this line at the top: PREFIX concept: <https://w3id.org/arkg/id/concept/>"
            ),
        ),
        ("<a:s> a concpt:a .", "a.ttl:1:9: The prefix concpt: is not declared.\n  Did you mean concept:?"),
        (
            "<a:s> a zzzzzz:a .",
            "a.ttl:1:9: The prefix zzzzzz: is not declared.\n  Add a line at the top: PREFIX zzzzzz: <https://…>",
        ),
        (
            "<a:s> a <a:o>\n<a:t> a <a:o> .",
            (
                "a.ttl:2:1: Expected ',' and another value, ';' and another property, or '.', but found '<a:t>'.\n"
                "  Perhaps it is missing at the end of line 1."
            ),
        ),
        (
            "<a:s> a <a:o> .\n  <a:p> 'x' .",
            (
                "a.ttl:2:9: Expected a property (a name such as skos:prefLabel, or the word a), but found ''x''.\n"
                "  Perhaps a '.' further up should be ';'."
            ),
        ),
        (
            "<a:s> a racism .",
            (
                'a.ttl:1:9: Expected a value (a name such as concept:racism, an IRI between < and >, a text in "…",'
                " a number), but found 'racism'.\n  Write a text in \"…\"; a name has a prefix, as in concept:racism."
            ),
        ),
        (
            "<a:s> a <b/c> .",
            (
                "a.ttl:1:9: The IRI '<b/c>' is relative, and this text has no base to complete it.\n"
                "  Write it in full, from https:// on."
            ),
        ),
        (
            "<a:s> a <a: b> .",
            "a.ttl:1:12: An IRI cannot contain a space.\n  Write %20 for it, or close the IRI with >.",
        ),
        ("<a:s> a <a:b\n.", "a.ttl:1:9: The IRI that opens with < here is never closed.\n  Close it with >."),
        (
            '<a:s> a "b\n.',
            (
                'a.ttl:1:9: The text that opens with " here is not closed on its line.\n'
                '  Close it with "; put a text of several lines between """ and """.'
            ),
        ),
        ("<a:s> a '''b\n.", "a.ttl:1:9: The text that opens with ''' here is never closed.\n  Close it with '''."),
        ("<a:s> a 'b\\d'.", "a.ttl:1:11: \\d is not an escape.\n  Write \\\\ for a backslash."),
        ("<a:s> a “b” .", "a.ttl:1:9: '“' does not enclose a text.\n  Use straight quotation marks: \"…\"."),
        (
            "PREFIX a: <a:> a:b/c a a:o .",
            "a.ttl:1:19: 'a:b' cannot continue with '/'.\n  Put \\ before '/', or write the full IRI between < and >.",
        ),
        ("<a:s> a -x .", "a.ttl:1:9: This number is not complete.\n  Write it as 12, 1.5 or 1.5e3."),
        ("<a:s> a 'x'@en_gb .", "a.ttl:1:12: '@en_gb' is not a language tag.\n  Write @en-gb."),
        ("<a:s> a 'x'@en__ .", "a.ttl:1:12: '@en__' is not a language tag.\n  Write @en."),
        ("<a:s> a \ud800 .", "a.ttl:1:9: '\\ud800' is not a Unicode character."),
        ("\ufeff", "a.ttl:1:1: The text begins with a byte order mark.\n  Save it as UTF-8 without one."),
        ("<a:s> a " + "[ a " * 101, "a.ttl:1:409: More than 100 brackets are nested here."),
        ("@PREFIX a: <a:> .", "a.ttl:1:1: '@PREFIX' is not a word of Turtle.\n  Write @prefix."),
        (
            "<a:g> { <a:s> a <a:o> }",
            (
                "a.ttl:1:7: A graph in braces is TriG, not Turtle.\n"
                "  Give the file a name that ends in .trig, or remove the braces and the name of the graph."
            ),
        ),
    ],
)
def test_a_fault_says_where_it_is_what_is_wrong_and_what_to_do(text: str, message: str) -> None:
    assert fault_of(text) == message


@pytest.mark.parametrize(
    "part",
    ["true1", "true ", "1-", "a.", "'", '"""', "<", "[", "(", "#\r", "#\n", "_:a.", ":a\\.", "[],", "%41", ";"],
)
@pytest.mark.parametrize("start", ["", "PREFIX : <a:> :s a ", "<a:s> a (", '<a:s> a "', "PREFIX a: <a:> a:s a a:a"])
def test_no_text_takes_more_than_linear_time(start: str, part: str) -> None:
    begin = time.process_time()  # of this process alone: others may be busy
    our_ending = None
    try:
        read(start + part * (50_000 // len(part)))
    except SyntaxFault as fault:
        our_ending = fault
    assert (time.process_time() - begin < 2, our_ending is None or our_ending.place.line > 0) == (True, True)


# Laying out

UNTIDY = r"""# A shape, to show the layout.
@prefix s: <http://www.w3.org/ns/shacl#> .
@prefix x: <http://www.w3.org/2001/XMLSchema#> .
@prefix unused: <http://unused/> .
@base <https://w3id.org/arkg/> .
<shapes#B> s:name "b"@en ; a <http://unused/T> .
<id/concept/racism#definition-1> s:value 10, 9, 1.5, 1.50, 1e0, 1.0E0, true, "true", "x\ty \"q\" \\"@en, "é"@de .
<id/concept/racism> a <ns#Concept> ; <ns#since> "2020-01-01"^^x:date ; <ns#page> <http://a.org/b>, <id/concept/a.b> .
<shapes#A> s:property <shapes#B> ; s:path ( <ns#a> [ s:inversePath <ns#b> ] ) ; s:in ( ) , ( 1 ( "2" ) [] ) ;
  s:select "SELECT ?x\n  WHERE { ?x a \"\"\"y\"\"\" }\r\n\"" ; s:description "d"@en ; s:name "n"@en ;
  s:or ( <ns#a-class-with-a-very-long-name-indeed> <ns#another-class-with-a-very-long-name-indeed>
    [ s:class <ns#C> ; a s:S ] ) .
"""
TIDY = r'''# A shape, to show the layout.

PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX concept: <https://w3id.org/arkg/id/concept/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX shape: <https://w3id.org/arkg/shapes#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

concept:racism
    a arkg:Concept ;
    arkg:page <http://a.org/b> ;
    arkg:page concept:a.b ;
    arkg:since "2020-01-01"^^xsd:date ;
.

<https://w3id.org/arkg/id/concept/racism#definition-1>
    sh:value 1.0E0 ;
    sh:value "1e0"^^xsd:double ;
    sh:value 1.5 ;
    sh:value "1.50"^^xsd:decimal ;
    sh:value 9 ;
    sh:value 10 ;
    sh:value true ;
    sh:value "true" ;
    sh:value "é"@de ;
    sh:value "x\ty \"q\" \\"@en ;
.

shape:A
    sh:path ( arkg:a [ sh:inversePath arkg:b ] ) ;
    sh:name "n"@en ;
    sh:description "d"@en ;
    sh:property shape:B ;
    sh:in () ;
    sh:in ( 1 ( "2" ) [] ) ;
    sh:or (
        arkg:a-class-with-a-very-long-name-indeed
        arkg:another-class-with-a-very-long-name-indeed
        [ a sh:S ; sh:class arkg:C ]
    ) ;
    sh:select """SELECT ?x
  WHERE { ?x a \"""y\""" }\r
\"""" ;
.

shape:B
    a <http://unused/T> ;
    sh:name "b"@en ;
.
'''


def test_the_house_layout_orders_respells_and_drops_what_is_unused() -> None:
    assert layout(UNTIDY, PREFIXES) == TIDY


def test_a_text_that_states_nothing_keeps_its_comment_and_its_prefixes() -> None:
    text = "#  c\n@prefix b: <b:> . @prefix a: <a:> ."
    assert [layout("", {}), layout(text, {})] == ["", "#  c\n\nPREFIX a: <a:>\nPREFIX b: <b:>\n"]


REMARKED = r"""# Opening.

# on the prefix
PREFIX s: <http://www.w3.org/ns/shacl#> # and after it
# on B, once
<http://b> # on B, twice
  # on the name
  s:name "b" ; # and after it
  s:in ( # inside the list
    1 [ s:name "#" ] # and further down
  ), # after the list
  2 # after the last value
. # after the end
# on A
<http://a> s:name "a" .
<http://b> s:name "b" # once more
.
# at the end
#   indented
"""
LAID_OUT = """\
# Opening.

PREFIX sh: <http://www.w3.org/ns/shacl#>

# on A
<http://a>
    sh:name "a" ;
.

# on the prefix
# and after it
# on B, once
# on B, twice
<http://b>
    # on the name
    # and after it
    # once more
    sh:name "b" ;
    # inside the list
    # and further down
    # after the list
    sh:in ( 1 [ sh:name "#" ] ) ;
    # after the last value
    # after the end
    sh:in 2 ;
.

# at the end
#   indented
"""


def test_every_comment_stands_above_what_it_is_about() -> None:
    assert (layout(REMARKED, PREFIXES), layout(LAID_OUT, PREFIXES)) == (LAID_OUT, LAID_OUT)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 99), max_size=6))
def test_no_comment_is_lost_wherever_it_stands(places: list[int]) -> None:
    starts = [token.start for token in tokens(Source(REMARKED, ""))]
    text = REMARKED
    for number, start in enumerate(sorted((starts[place % len(starts)] for place in places), reverse=True)):
        text = f"{text[:start]}\n# new {number}\n{text[start:]}"
    laid = layout(text, PREFIXES)
    assert sorted(re.findall("# new [0-9]+", laid)) == sorted(re.findall("# new [0-9]+", text))
    assert (oxigraph_triples(laid), layout(laid, PREFIXES)) == (oxigraph_triples(text), laid)


def test_a_comment_cannot_break_out_of_its_lines() -> None:
    assert render([], {}, comment="one\r<a:s> a <a:o> .\n\n") == "# one\n# <a:s> a <a:o> .\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "<a:s> a _:y ,\n _:x ; <a:p> _:x .",
            "a.ttl:2: A blank node is written where it is used, but this one is used 2 times.",
        ),
        ("\n[] a <a:o> .", "a.ttl:2: A blank node is written where it is used, but this one is used nowhere."),
        ("_:a a _:b . _:b a _:a .", "a.ttl:1: This blank node is used only by itself, in a circle."),
    ],
)
def test_a_blank_node_that_cannot_be_written_in_place_needs_an_iri(text: str, what: str) -> None:
    assert fault_of(text) == f"{what}\n  Give it an IRI, such as that of its record with #part-1."


def test_blank_nodes_nested_too_deeply_to_be_read_are_not_written() -> None:
    nodes: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode("a:s"), *(ox.BlankNode() for _ in range(101))]
    triples = [ox.Triple(node, ox.NamedNode("a:p"), inner) for node, inner in itertools.pairwise(nodes)]
    with pytest.raises(Tangle, match="nested in more than 100 others"):
        render(triples, {})
    assert read(render(triples[:-1], {})).statements != ()


def test_what_turtle_1_1_cannot_say_is_refused() -> None:
    subject = ox.NamedNode("a:s")
    inner = ox.Triple(subject, subject, subject)
    directed = ox.Literal("x", language="en", direction=ox.BaseDirection.LTR)
    for value in (inner, directed):
        with pytest.raises(InputFault, match=r"Turtle 1\.1 cannot"):
            render([ox.Triple(subject, subject, value)], {})


def test_cells_that_say_more_than_a_list_does_are_written_as_they_are() -> None:
    text = f"<a:s> a [ <{RDF}first> 1 ; <{RDF}rest> (2) ], [ <{RDF}first> 1, 2 ; <{RDF}rest> () ] ."
    assert layout(text, {"rdf": RDF}).splitlines()[2:] == [
        "<a:s>",
        "    a ( 1 2 ) ;",
        "    a [ rdf:first 1 ; rdf:first 2 ; rdf:rest () ] ;",
        ".",
    ]


IRIS = st.builds(
    lambda namespace, local: ox.NamedNode(namespace + local),
    st.sampled_from([*PREFIXES.values(), "http://other/", f"{RDF}"]),
    st.sampled_from(["", "a", "a.b", "a.", "-a", "a-1", "1", "a:b", "a/b", "a%20b", "a,b", "é", "a~b", "type"]),
)
TEXTS = st.text(st.sampled_from('"\\\n\r\t\u2028\x85\x00# ') | st.characters(exclude_categories=["Cs"]), max_size=12)
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXTS, st.sampled_from(["en", "de-ch"])),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(XSD + kind)),
        st.from_regex(r"[+-]?[0-9]{0,3}\.?[0-9]{0,3}(E-?[0-9])?|true|false|NaN", fullmatch=True) | TEXTS,
        st.sampled_from(["integer", "decimal", "double", "boolean", "date"]),
    ),
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    IRIS | LITERALS,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(IRIS, inner, max_size=3),
    max_leaves=8,
)
GRAPHS = st.lists(st.tuples(IRIS, IRIS, VALUES), max_size=6)


def triples_of(graph: Iterable[tuple[ox.NamedNode, ox.NamedNode, Value]]) -> list[ox.Triple]:
    """State a graph whose values may be lists (tuples) and blank nodes (mappings)."""
    found: list[ox.Triple] = []

    def term(value: Value) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if isinstance(value, tuple):
            rest: ox.NamedNode | ox.BlankNode = ox.NamedNode(f"{RDF}nil")
            for member in reversed(value):
                cell = ox.BlankNode()
                found.append(ox.Triple(cell, ox.NamedNode(f"{RDF}first"), term(member)))
                found.append(ox.Triple(cell, ox.NamedNode(f"{RDF}rest"), rest))
                rest = cell
            return rest
        if isinstance(value, dict):
            node = ox.BlankNode()
            found.extend([ox.Triple(node, predicate, term(inner)) for predicate, inner in value.items()])
            return node
        return value

    found.extend([ox.Triple(subject, predicate, term(value)) for subject, predicate, value in graph])
    return found


@settings(max_examples=300, deadline=None)
@given(GRAPHS, TEXTS)
def test_what_is_rendered_is_the_same_graph_and_its_own_layout(
    graph: list[tuple[ox.NamedNode, ox.NamedNode, Value]], comment: str
) -> None:
    triples = triples_of(graph)
    text = render(triples, PREFIXES, comment=comment)
    assert (oxigraph_triples(text), layout(text, PREFIXES)) == (canonical(triples), text)


@settings(max_examples=100, deadline=None)
@given(GRAPHS, st.randoms(use_true_random=False))
def test_neither_the_order_of_triples_nor_the_labels_of_blank_nodes_change_a_byte(
    graph: list[tuple[ox.NamedNode, ox.NamedNode, Value]], chance: random.Random
) -> None:
    again = triples_of(graph)
    chance.shuffle(again)
    assert render(again, PREFIXES) == render(triples_of(graph), PREFIXES)


def run_python(code: str, hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_the_hash_seed_does_not_change_a_byte() -> None:
    code = f"from arkg.turtle import layout\nprint(ascii(layout({UNTIDY!r}, {PREFIXES!r})))"
    assert {run_python(code, seed) for seed in ("0", "1", "2")} == {f"{TIDY!a}\n"}


def test_importing_the_module_does_not_import_rdflib() -> None:
    assert run_python("import sys, arkg.turtle\nprint('rdflib' in sys.modules)", "0") == "False\n"


def test_parts_stand_in_the_order_of_their_numbers() -> None:
    parts = [f"<https://example.org/id/x#author-{number}>" for number in (10, 1, 2)]
    text = f"<https://example.org/id/x> <https://example.org/p> {', '.join(parts)} ." + "".join(
        f"\n{part} <https://example.org/q> 1 ." for part in parts
    )
    laid_out = layout(text, {})
    assert re.findall(r"#author-(\d+)", laid_out) == ["1", "2", "10", "1", "2", "10"]
