"""Whatever is handed in, the doors answer in plain words, within bounds of time and memory, and never with a crash."""

from __future__ import annotations

import io
import os
import string
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.support.hand_in import hand_in, read, told

from arkg.contribute import FORMS
from arkg.contribute.write import files
from arkg.errors import InputFault

if TYPE_CHECKING:
    from arkg.workspace import Workspace

KNOWN = ", ".join(sorted(set(FORMS.values())))
NAMES = ("x.ttl", "x.nt", "x.nq", "x.trig", "x.jsonld", "x.rdf", "x.csv", "x.yaml")
EMPTY = "The file is empty. arkg new KIND prints a template to start from."
SAVE = "Save it as text in UTF-8 (in Excel: CSV UTF-8)."
RECORD = "kind: concept\nname: X\n"
UNREADABLE = {
    "an empty file": ("x.yaml", b"", f"x.yaml: {EMPTY}"),
    "blank lines": ("x.csv", b"\n \n", f"x.csv: {EMPTY}"),
    "nothing but a comment": (
        "x.ttl",
        b"# Nothing.\n",
        "x.ttl: The file has no content. arkg new KIND prints a template to start from.",
    ),
    "a spreadsheet": (
        "x.csv",
        b"PK\x03\x04abc",
        (f"x.csv: This is a ZIP archive or a spreadsheet (.xlsx, .ods), not a text. {SAVE}"),
    ),
    "a spreadsheet by its suffix": (
        "x.xlsx",
        b"a",
        "x.xlsx: This is a spreadsheet. Save the table as CSV, in UTF-8.",
    ),
    "an unknown suffix": (
        "x.docx",
        b"a",
        f"x.docx: Unsupported file type '.docx'. Name its format with --as: {KNOWN}.",
    ),
    "YAML under another name": (
        "x.ttl",
        b"kind: concept\nname: X\n",
        "x.ttl:1: The prefix kind: is not declared. It looks like yaml: say so with --as yaml.",
    ),
    "CSV under another name": (
        "x.yaml",
        b"name,kind\nX,concept\n",
        "x.yaml:1: A text stands where a record should. It looks like csv: say so with --as csv.",
    ),
    "a zero byte": ("x.ttl", b"a\nb\0", "x.ttl:2: There is a zero byte here: this is not a text file."),
    "half of UTF-16": (
        "x.csv",
        "kind".encode("utf-16")[:-1],
        f"x.csv: The file is not well-formed UTF-16. {SAVE}",
    ),
    "UTF-16 without a mark": (
        "x.csv",
        "kind,name\n".encode("utf-16-le"),
        (
            "x.csv:1: There is a zero byte here: this is not a text file. "
            f"It looks like UTF-16 without a byte order mark. {SAVE}"
        ),
    ),
    "Latin-1": (
        "x.csv",
        "kind,name\nconcept,Caf\u00e9\n".encode("latin-1"),
        "x.csv:2: The byte 0xE9 is not UTF-8. It looks like ISO 8859-1 (Latin-1). " + SAVE,
    ),
    "Windows-1252": (
        "x.csv",
        b"kind,name\nconcept,\x93X\x94\n",
        "x.csv:2: The byte 0x93 is not UTF-8. It looks like Windows-1252. " + SAVE,
    ),
}
HOSTILE = {
    "100,000 prefixes": ("x.ttl", "".join(f"PREFIX p{n}: <urn:{n}>\n" for n in range(100_000)) + "p1:a p2:b p3:c ."),
    "50,000 prefixes in JSON-LD": (
        "x.jsonld",
        '{"@context": {' + ", ".join(f'"p{n}": "urn:p{n}:"' for n in range(50_000)) + '}, "@id": "p1:a"}',
    ),
    "a million characters in a cell": ("x.csv", f"kind,name\nconcept,{'x' * 1_000_000}\n"),
    "a million characters in a key": ("x.yaml", f"kind: concept\nname: X\n? {'x' * 1_000_000}\n: y\n"),
    "a million characters in a reference": ("x.yaml", f"kind: concept\nname: X\nbroader: {'x' * 1_000_000}\n"),
    "a million characters in an identifier": ("x.yaml", f"kind: concept\nname: X\nexact match: {'D0' * 500_000}\n"),
    "50,000 lists in a list": ("x.yaml", "[" * 50_000),
    "50,000 columns": ("x.csv", ",".join(["name", *(f"c{n}" for n in range(50_000))]) + "\n"),
    "900 unknown columns": (
        "x.csv",
        f"kind,name,{','.join(f'c{n}' for n in range(900))}\nconcept,x,{','.join('y' for _ in range(900))}\n",
    ),
    "1,000 unknown names": (
        "x.csv",
        "kind,name,broader\n" + "".join(f"concept,name {n},unknown concept {n}\n" for n in range(1000)),
    ),
    "100,000 quotation marks": ("x.ttl", '"' * 100_000),
    "100,000 braces": ("x.trig", "{" * 50_000 + "}" * 50_000),
    "a comment that never ends": ("x.rdf", "<!--" + "-" * 1_000_000),
    "a long start of an address": ("x.trig", "<" * 100_000 + "{"),
}
FRAGMENTS = (
    "kind: concept\n", "kind,name\n", "name: X\n", "concept,", "- ", "? ", ": ", "{", "}", "[", "]", "(", ")", '"', "'",
    "|", "\\", "&a ", "*a", "!!x ", "%",
    "@", "@es", "#", "<", ">", "<urn:a> ", "a ", ".", ";", ",", "\n", "\t", "\r", "_:b ",
    "PREFIX a: <urn:a:>\n", "a:b ", '"@context"', '"@id"', '"id"', '"https://w3id.org/arkg/context.jsonld"', ":",
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>", "</rdf:RDF>", "<?xml", "<!--", "-->",
    "\ufeff", "\u2028", "\U0001f600", "evidence", "author", "2020-13", "=1+1", "\x85", "\x00", "0", "null", "true",
)  # fmt: skip


@pytest.mark.parametrize(("name", "content", "told"), list(UNREADABLE.values()), ids=list(UNREADABLE))
def test_what_cannot_be_read_is_told(world: Workspace, name: str, content: bytes, told: str) -> None:
    assert hand_in(world, name, content)[1] == [told]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + RECORD.encode(),
        b"\xef\xbb\xbf" * 2 + RECORD.encode(),
        RECORD.encode("utf-16"),
        b"\xfe\xff" + RECORD.encode("utf-16-be"),
        RECORD.encode("utf-32"),
        RECORD.replace("\n", "\r\n").encode(),
        RECORD.replace("\n", "\r").encode(),
    ],
)
def test_a_byte_order_mark_and_any_line_ends_are_taken(world: Workspace, content: bytes) -> None:
    assert hand_in(world, "x.yaml", content) == hand_in(world, "x.yaml", RECORD)


CONFLICTS = {
    "x.csv": "kind,name\n<<<<<<< HEAD\nconcept,A\n=======\nconcept,B\n>>>>>>> other\n",
    "x.yaml": "kind: concept\n<<<<<<< HEAD\nname: A\n=======\nname: B\n>>>>>>> other\n",
    "x.jsonld": '{\n<<<<<<< HEAD\n"name": "A"\n=======\n"name": "B"\n>>>>>>> other\n}\n',
    "x.rdf": "<rdf:RDF>\n<<<<<<< HEAD\n<a/>\n=======\n<b/>\n>>>>>>> other\n</rdf:RDF>\n",
}


@pytest.mark.parametrize("name", list(CONFLICTS))
def test_an_unresolved_merge_conflict_is_told_at_its_lines_and_alone(world: Workspace, name: str) -> None:
    assert hand_in(world, name, CONFLICTS[name]) == (
        [],
        [
            (
                f"{name}:2: Unresolved merge conflict: git left its markers in lines 2, 4, 6. "
                "Keep one of the versions between them, and delete the lines <<<<<<<, ======= and >>>>>>>."
            )
        ],
    )


@pytest.mark.parametrize(
    "text", ["kind: concept\nname: >-\n  A\n  =======\n  B\n", "kind: concept\nname: <<<<<<< HEAD\n"]
)
def test_a_line_that_no_conflict_explains_is_a_text(world: Workspace, text: str) -> None:
    assert hand_in(world, "x.yaml", text)[1] == []


@pytest.mark.parametrize("name", ["odd 'name'.yaml", "odd\nname.yaml", "$(touch odd).yaml", 'odd".yaml', "ödd.yaml"])
def test_a_file_may_have_an_odd_name(world: Workspace, name: str) -> None:
    assert hand_in(world, name, RECORD) == hand_in(world, "x.yaml", RECORD)


def test_a_file_above_the_limit_is_not_read(world: Workspace) -> None:
    path = world.root / "x.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    started = time.monotonic()
    problems = read(path, world)[1]
    path.unlink()
    assert (told(problems[0], world), time.monotonic() - started < 1) == (
        "x.csv: The file is larger than 100,000,000 bytes. Split it, or raise the limit with --max-size BYTES.",
        True,
    )


def test_a_stream_above_the_limit_is_not_read_to_its_end(world: Workspace) -> None:
    stream = io.BytesIO(b"x" * 1000)
    problems = read(stream, world, form="yaml", max_size=10)[1]
    assert (problems[0].message.partition(" Split")[0], stream.tell()) == ("The file is larger than 10 bytes.", 11)


def test_a_pipe_is_not_waited_for(world: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    assert [each.message for each in read(path, world)[1]] == [
        "This is not an ordinary file. To read a pipe, write - for its name."
    ]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/dev/zero", "This is not an ordinary file."),
        ("/", "This is a folder."),
        ("/no/such", "There is no such file."),
        ("/\0", "The file cannot be opened: embedded null byte."),
    ],
)
def test_what_is_no_file_is_told(world: Workspace, path: str, what: str) -> None:
    assert [each.message[: len(what)] for each in read(Path(path), world, form="yaml")[1]] == [what]


def test_the_form_of_a_stream_must_be_told(world: Workspace) -> None:
    stream = io.BytesIO(RECORD.encode())
    assert [told(each, world) for each in read(stream, world)[1]] == [
        f"stdin: The format of this text is unknown. Name its format with --as: {KNOWN}."
    ]


@pytest.mark.parametrize("form", ["JSON-LD", "jsonld", ".json", "json-ld", "Json LD"])
def test_a_form_may_be_named_in_many_ways(world: Workspace, form: str) -> None:
    stream = io.BytesIO(b'{"@id": "urn:a", "urn:b": "c"}')
    assert read(stream, world, form=form)[1] == ()


@pytest.mark.parametrize(("name", "text"), list(HOSTILE.values()), ids=list(HOSTILE))
def test_hostile_input_takes_little_time(world: Workspace, name: str, text: str) -> None:
    started = time.monotonic()
    hand_in(world, name, text)
    assert time.monotonic() - started < 10


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(NAMES), pieces=st.lists(st.sampled_from(FRAGMENTS) | st.text(string.printable), max_size=30)
)
@example("x.yaml", ["? ", "[", "]", ": ", "a "])
@example("x.jsonld", ["{", '"@context"', ":", "[", "]", "}"])
def test_any_text_is_read_or_explained(world: Workspace, name: str, pieces: list[str]) -> None:
    path = world.root / name
    path.write_text("".join(pieces), encoding="utf-8", newline="")
    contribution, problems = read(path, world)
    assert problems or contribution.statements
    assert all(each.message and each.place.file == name for each in problems)


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(NAMES), content=st.binary(max_size=200))
def test_any_bytes_are_read_or_explained(world: Workspace, name: str, content: bytes) -> None:
    contribution, problems = read(io.BytesIO(content), world, form=Path(name).suffix)
    assert problems or contribution.statements


@settings(max_examples=40, deadline=None)
@given(
    name=st.text(min_size=1, max_size=40),
    value=st.text(max_size=40),
    key=st.sampled_from(
        ["note", "page", "broader", "exact match", "withdrawn", "evidence", "definition", "part", "slug"]
    ),
)
def test_a_record_of_any_texts_is_written_or_explained(world: Workspace, name: str, value: str, key: str) -> None:
    import json  # noqa: PLC0415 - a text in JSON is a text in YAML

    content = f"kind: concept\nslug: x\nname: {json.dumps(name)}\n{key}: {json.dumps(value)}\n".encode(
        "utf-8", "replace"
    )
    contribution, problems = read(io.BytesIO(content), world, form="yaml")
    changed: tuple[object, ...]
    try:
        changed = files(world, contribution)
    except InputFault as fault:
        changed = (fault,)
    assert problems or changed
