"""The command line does what its help says, and ends with 0 when all is well, 1 with findings, 2 when misused."""

from __future__ import annotations

import json
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import arkg.cli as arkg_cli
from arkg.turtle import layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from arkg.workspace import Workspace

    Run = Callable[..., Result]

COMMAND = [sys.executable, "-c", "from arkg.cli import main; main()"]
VERBS = sorted(path.stem for path in Path(arkg_cli.__file__).parent.glob("[!_]*.py"))
HEAVY = ("rdflib", "pyshacl", "owlrl", "rich", "yaml", "pyoxigraph", "jinja2", "starlette")


def small_run(run: Run, small: Workspace, *args: str, **more: object) -> tuple[int, str, str]:
    """Run a verb on the small graph: its exit code, what it printed, and what it said."""
    result = run([args[0], "--graph", str(small.root), *args[1:]], **more)
    return result.exit_code, result.stdout, result.stderr


def test_the_help_names_every_verb_with_a_sentence(run: Run) -> None:
    lines = run(["--help"]).stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ") and line[2] not in " E"] == VERBS


def test_the_help_imports_nothing_heavy() -> None:
    ask = "import sys; from arkg.cli import arkg; arkg(['--help'], standalone_mode=False)"
    code = f"{ask}; sys.exit(str([name for name in {HEAVY} if name in sys.modules]))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stderr == "[]\n"


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run(["--version"]).stdout.split() == ["arkg", "0.2.0"]


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_verb_ends_with_an_example_of_it(run: Run, verb: str) -> None:
    result = run([verb, "--help"])
    assert result.exit_code == 0
    assert f"arkg {verb}" in result.stdout.rstrip().splitlines()[-1]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["quary"], "There is no command 'quary'. Did you mean query?"),
        (["xyz"], "There is no command 'xyz'. Commands are "),
        (
            ["query", "--graph", "/"],
            "/: There is no graph in this folder: ontology and data and shapes and queries missing.",
        ),
        (
            ["query", "nothing.rq"],
            "nothing.rq: There is no such file.\n  Name a file with a query, or a question: arkg query lists them.",
        ),
        (["query", "initiatives-by-categori"], "There is no question 'initiatives-by-categori'.\n"),
        (["query", "--category", "research"], "Name the question before --category: arkg query NAME --category …"),
        (["show", "no-such-record"], "There is no record 'no-such-record'."),
        (
            ["query", "narrower-concepts", "--concept", "zzz"],
            "There is no concept 'zzz'.\n  Look for it: arkg query search --text zzz",
        ),
        (
            ["query", "narrower-concepts", "--concept", ""],
            "There is no concept ''.\n  Look for it: arkg query search\n",
        ),
        (["format", "no-such-file"], "no-such-file: There is no such file."),
    ],
)
def test_misuse_ends_with_2_and_a_plain_message(run: Run, args: list[str], words: str) -> None:
    result = run(args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_without_a_name_the_questions_are_listed(run: Run, small: Workspace) -> None:
    code, printed, said = small_run(run, small, "query", "--format", "csv")
    assert (code, printed.splitlines()[1], said) == (
        0,
        "initiatives-by-category,Which initiatives are of this category?",
        "",
    )


def test_a_question_has_options_of_its_own(run: Run, small: Workspace) -> None:
    args = (
        "query",
        "initiatives-by-category",
        "--category",
        "research",
        "--category",
        "training",
        "--from-year",
        "2020",
    )
    assert small_run(run, small, *args, "--format", "csv") == (
        0,
        "initiative,name\nhttps://w3id.org/arkg/id/initiative/center-for-research,Center for Research\n",
        "",
    )


def test_an_option_that_a_question_does_not_have_is_misuse(run: Run, small: Workspace) -> None:
    code, _, said = small_run(run, small, "query", "initiatives-by-category", "--categorie", "research")
    assert (code, "No such option" in said, "--category" in said) == (2, True, True)


def test_the_help_of_a_question_tells_its_parameters_and_an_example_that_a_shell_takes(
    run: Run, small: Workspace
) -> None:
    code, printed, _ = small_run(run, small, "query", "names-with", "--help")
    assert code == 0
    assert printed.startswith("Usage: arkg query names-with [OPTIONS]\n\n  Which things have this text in their name?")
    assert printed.endswith("""    $ arkg query names-with --text 'it'"'"'s'\n""")


def test_a_query_is_read_from_stdin_or_the_command_itself(run: Run, small: Workspace) -> None:
    assert small_run(run, small, "query", "-", input="ASK { concept:racism a skos:Concept }") == (0, "yes\n", "")
    assert small_run(run, small, "query", "ASK { concept:racism a skos:Concept }") == (0, "yes\n", "")
    fault = "query:1:24: This is not SPARQL up to here.\n  Is a } missing at the end?\n"
    assert small_run(run, small, "query", "ASK { concept:racism a ") == (2, "", fault)


def test_a_query_is_read_from_a_file(run: Run, small: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT ?name { concept:racism skos:prefLabel ?name }", encoding="utf-8")
    assert small_run(run, small, "query", str(path)) == (0, "name\n──────\nRacism\n", "")


def test_what_is_entailed_is_found_only_where_it_is_asked_for(run: Run, small: Workspace) -> None:
    query = "ASK { institution:example-university a org:Organization }"
    printed = [small_run(run, small, "query", "-", *more, input=query)[1] for more in ((), ("--inferred",))]
    assert printed == ["no\n", "yes\n"]


def test_a_terminal_gets_a_table_with_lines(small: Workspace) -> None:
    head, tail = pty.openpty()
    command = [*COMMAND, "query", "--graph", str(small.root)]
    subprocess.run(command, stdout=tail, check=True, env={**os.environ, "TERM": "xterm", "COLUMNS": "80"})
    os.close(tail)
    assert "┃ question" in os.read(head, 65536).decode().replace("\x1b[1m", "").replace("\x1b[0m", "")


def test_the_entailed_statements_are_printed_and_counted(run: Run, small: Workspace) -> None:
    expected = (small.root / "entailed.nt").read_text(encoding="utf-8")
    code, printed, talk = small_run(run, small, "infer", "--format", "nt")
    assert (code, printed, talk.splitlines()[1:]) == (0, expected, ["15 entailed statements"])


def test_a_file_out_of_order_is_named_by_check_and_mended_without_it(run: Run, copy: Workspace) -> None:
    path = copy.root / "data" / "concept" / "fair-play.ttl"
    tidy = path.read_text(encoding="utf-8")
    path.write_text(tidy.replace("\n    a ", " a   "), encoding="utf-8")
    path.chmod(0o640)
    found = [small_run(run, copy, "format", *more) for more in (("--check",), (), ("--check",))]
    assert found == [
        (1, "data/concept/fair-play.ttl\n", "1 of 16 files would change\n"),
        (0, "data/concept/fair-play.ttl\n", "1 of 16 files changed\n"),
        (0, "", "0 of 16 files would change\n"),
    ]
    assert (path.read_text(encoding="utf-8"), stat.S_IMODE(path.stat().st_mode)) == (tidy, 0o640)


def test_a_file_that_cannot_be_laid_out_does_not_keep_the_others_from_it(run: Run, copy: Workspace) -> None:
    folder = copy.root / "data" / "concept"
    (folder / "a.ttl").write_text("not Turtle", encoding="utf-8")
    (folder / "b.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    code, printed, said = small_run(run, copy, "format", str(folder))
    assert (code, printed, said.splitlines()[0][:25]) == (2, "data/concept/b.ttl\n", "data/concept/a.ttl:1:1: E")


def test_a_file_that_only_defines_prefixes_stays_as_it_is(run: Run, copy: Workspace) -> None:
    path = copy.root / "ontology" / "prefixes.ttl"
    before = path.read_bytes()
    assert (small_run(run, copy, "format", str(path))[0], path.read_bytes()) == (0, before)


@pytest.mark.parametrize("part", ["ontology", "data", "shapes"])
def test_every_turtle_file_is_laid_out(checkout: Workspace, part: str) -> None:
    """Run `arkg format`."""
    untidy = [
        checkout.place(path)
        for path in checkout.files(part)
        if path.name != "prefixes.ttl" and checkout.read(path) != layout(checkout.read(path), checkout.prefixes)
    ]
    assert untidy == []


def test_true_evidence_ends_with_0_and_a_count(run: Run, small: Workspace) -> None:
    page = str(small.root / "page.txt")
    code, printed, _ = small_run(run, small, "evidence", "--source", "https://example.org/page", "--text", page)
    assert (code, printed.splitlines()[-1]) == (0, "4 quotations, 0 false; 2 of 7 lines unquoted")


@pytest.mark.parametrize(("text", "more"), [("fair", []), ("unfair", ["--complete"])])
def test_false_evidence_and_missing_evidence_end_with_1(copy: Workspace, run: Run, text: str, more: list[str]) -> None:
    page = copy.root / "page.txt"
    page.write_text(page.read_text(encoding="utf-8").replace("unfair", text), encoding="utf-8")
    args = ("evidence", "--source", "https://example.org/page", "--text", str(page), *more)
    assert small_run(run, copy, *args)[0] == 1


def test_a_report_of_evidence_can_be_computed_with(run: Run, small: Workspace) -> None:
    args = ("--source", "https://example.org/page", "--text", str(small.root / "page.txt"), "--format", "json")
    assert json.loads(small_run(run, small, "evidence", *args)[1]) == {
        "source": "https://example.org/page",
        "quotations": 4,
        "false": [],
        "lines": 7,
        "unquoted": [
            {"line": 1, "text": "Fairness at Example University"},
            {
                "line": 2,
                "text": "In 2020, the university released a plan for fairness, and its first words that help.",
            },
        ],
    }


def test_a_record_in_turtle_is_its_own_file(run: Run, small: Workspace) -> None:
    file = (small.root / "data" / "concept" / "racism.ttl").read_text(encoding="utf-8")
    assert small_run(run, small, "show", "racism", "--format", "ttl") == (0, file, "")


def test_a_record_in_json_ld_begins_with_the_record(run: Run, small: Workspace) -> None:
    document = json.loads(small_run(run, small, "show", "category:training", "--format", "jsonld")[1])
    assert document["@graph"] == [
        {
            "@id": "category:training",
            "@type": ["arkg:Category"],
            "skos:prefLabel": [{"@value": "Training courses", "@language": "en"}],
        }
    ]


def test_a_reader_who_leaves_early_sees_no_traceback(small: Workspace) -> None:
    command = [*COMMAND, "query", "--graph", str(small.root), "-", "--format", "csv"]
    query = b"SELECT ?a ?b ?c { ?a ?p ?x . ?b ?q ?y . ?c ?r concept:racism }"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(query)
        process.stdin.close()
        assert (process.stderr.read(), process.wait()) == (b"", 141)


def test_the_command_works_outside_a_checkout_with_the_folder_named(small: Workspace, tmp_path: Path) -> None:
    command = [*COMMAND, "query", "--graph", str(small.root), "names-with", "--text", "Racism"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (0, "thing\n──────────────\nconcept:racism\n")
