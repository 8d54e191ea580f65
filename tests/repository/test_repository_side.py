"""What the repository does with pull requests and issues: its workflows, run by the shell that they are written for."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.publication import ROOT, make_world

from arkg.cli import verb_files
from arkg.formats.issue_form import issue_form
from arkg.workspace import Workspace, find

GITHUB = ROOT / ".github"
WORKFLOWS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in GITHUB.glob("workflows/*.yml")}
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
KINDS = sorted(path.name for path in (ROOT / "data").iterdir() if path.is_dir())
ON = True
"""What YAML 1.1 takes the key ``on`` of a workflow for."""
EVIL = "data/concept/a b'\n::error::`$(touch pwned)`\".ttl"
GOOD = """\
# Colorism.

PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX concept: <https://w3id.org/arkg/id/concept/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

concept:colorism
    a skos:Concept ;
    a arkg:Concept ;
    skos:prefLabel "Colorism"@en ;
    skos:broader concept:racism ;
    skos:inScheme arkg:Concepts ;
    arkg:evidence <https://w3id.org/arkg/id/concept/colorism#evidence-1> ;
.

<https://w3id.org/arkg/id/concept/colorism#evidence-1>
    a arkg:Evidence ;
    oa:hasSource <https://example.org/colorism> ;
    arkg:dateRead "2026-11-20"^^xsd:date ;
.
"""


def steps(workflow: str) -> dict[str, dict[str, Any]]:
    """Give the steps of a workflow that have a name."""
    jobs = WORKFLOWS[workflow]["jobs"].values()
    return {step["name"]: step for job in jobs for step in job["steps"] if "name" in step}


@dataclass(frozen=True, slots=True)
class Runner:
    """A folder to work in, and one beside it for what is in the way there, as GitHub gives them to a step."""

    workspace: Path
    temp: Path

    def run(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the script of a step as GitHub does with ``shell: bash``."""
        path = os.pathsep.join((str(self.temp), str(Path(sys.executable).parent), os.environ["PATH"]))
        own = {"GITHUB_WORKSPACE": str(self.workspace), "RUNNER_TEMP": str(self.temp), "PATH": path}
        own["GITHUB_STEP_SUMMARY"] = str(self.temp / "summary.md")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command, cwd=self.workspace, env={**os.environ, **own, **more}, capture_output=True, text=True, check=False
        )

    def git(self, *arguments: str) -> None:
        """Run git in the folder, as nobody in particular."""
        settings = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        command = ["git", "-c", "init.defaultBranch=main", *settings, *arguments]
        subprocess.run(command, cwd=self.workspace, check=True, capture_output=True)

    def check_merge(self) -> tuple[int, str, str]:
        """Commit what changed on a branch, merge it, check it; give the exit code, the annotations, the summary."""
        self.git("checkout", "--quiet", "-b", "change")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Change")
        self.git("checkout", "--quiet", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "Merge", "change")
        self.git("worktree", "add", "--quiet", "--detach", str(self.temp / "base"), "HEAD^1")
        done = self.run(steps("contribution")["Check what changes"]["run"])
        assert done.stderr == ""
        return done.returncode, done.stdout, (self.temp / "summary.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a repository with a small graph in it."""
    folder = tmp_path_factory.mktemp("committed")
    make_world(folder)
    runner = Runner(folder, folder)
    runner.git("init", "--quiet")
    runner.git("add", "--all")
    runner.git("commit", "--quiet", "--message", "Begin")
    return folder


@pytest.fixture
def runner(committed: Path, tmp_path: Path) -> Runner:
    """Give a copy of that repository, in which a test may change what it likes."""
    (tmp_path / "temp").mkdir()
    return Runner(shutil.copytree(committed, tmp_path / "work"), tmp_path / "temp")


def test_a_change_that_holds_to_the_rules_passes_and_the_summary_says_so(runner: Runner) -> None:
    (runner.workspace / "data/concept/colorism.ttl").write_text(GOOD, encoding="utf-8")
    (runner.workspace / "README.md").write_text("A file that is no part of the graph.", encoding="utf-8")
    code, annotations, summary = runner.check_merge()
    assert (code, annotations, re.sub("[0-9]+", "N", summary)) == (
        0,
        "",
        "```text\nOK: N record (N triples) conforms to N shapes.\n\n```\n",
    )


def test_a_change_outside_the_graph_is_not_held_to_its_rules(runner: Runner) -> None:
    (runner.workspace / "arkg.py").write_text("raise SystemExit('run')", encoding="utf-8")
    assert runner.check_merge() == (0, "", "```text\nNo record, rule or term is new or different.\n\n```\n")


def test_each_fault_is_an_annotation_at_its_line_and_a_paragraph_of_the_summary(runner: Runner) -> None:
    wrong = GOOD.replace("concept:racism", "concept:rascism").replace("\n    arkg:dateRead", "\n  arkg:dateRead")
    (runner.workspace / "data/concept/colorism.ttl").write_text(wrong, encoding="utf-8")
    code, annotations, summary = runner.check_merge()
    said = "concept:colorism  skos:broader concept:rascism"
    assert (code, annotations.count("\n"), annotations.split("::")[1], summary.count(said), summary[-90:]) == (
        1,
        1,
        "error file=data/concept/colorism.ttl,line=13,col=18,title=shape%3AConcept-broader",
        1,
        "Run arkg format: it lays these files out in the one way of this project.\n"
        "data/concept/colorism.ttl\n1 of 1 files would change\n\n```\n"[-90:],
    )


def test_a_name_of_a_file_is_nothing_but_a_name(runner: Runner) -> None:
    (runner.workspace / EVIL).write_text(GOOD, encoding="utf-8")
    (runner.workspace / "data/concept/--help.ttl").symlink_to("/etc/passwd")
    (runner.workspace / "data/concept/```.ttl").write_text("```\n", encoding="utf-8")
    code, annotations, summary = runner.check_merge()
    files = sorted(
        {line.partition("file=")[2].partition(",")[0].partition("::")[0] for line in annotations.split("\n")}
    )
    kept = [path for path in (runner.workspace, runner.temp) if (path / "pwned").exists()]
    assert (code, files, kept, summary.split("\n", 1)[0], summary[-8:]) == (
        1,
        [
            "",
            "data/concept/--help.ttl",
            "data/concept/```.ttl",
            "data/concept/a b'%0A%3A%3Aerror%3A%3A`$(touch pwned)`\".ttl",
        ],
        [],
        "``````text",
        "\n``````\n",
    )


def test_a_record_that_is_deleted_or_renamed_is_missed(runner: Runner) -> None:
    folder = runner.workspace / "data" / "concept"
    (folder / "implicit-bias.ttl").unlink()
    said = (
        "A record is never deleted. Let it say owl:deprecated true, "
        "and dcterms:isReplacedBy where another takes its place."
    )
    code, annotations, summary = runner.check_merge()
    assert (code, annotations.split("::")[1], summary.split("\n")[1:3]) == (
        1,
        "error file=data/concept/implicit-bias.ttl",
        [
            "data/concept/implicit-bias.ttl",
            f"  {said}",
        ],
    )


def test_a_changed_rule_is_asked_of_the_whole_graph(runner: Runner) -> None:
    path = runner.workspace / "shapes" / "concept.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("sh:maxCount 1 ;", "sh:maxCount 0 ;"), encoding="utf-8")
    _, _, summary = runner.check_merge()
    assert summary.split("\n")[1] == "Rules or terms change: the whole graph is checked with them."


def test_a_statement_taken_away_that_another_record_needs_is_found(runner: Runner) -> None:
    listing = next((runner.workspace / "data").rglob("anti-racism-page.ttl"))
    text = listing.read_text(encoding="utf-8")
    blocks = [block for block in text.split("\n\n") if "#listing-" not in block.split("\n")[0]]
    listing.write_text("\n\n".join(blocks), encoding="utf-8")
    code, annotations, _ = runner.check_merge()
    assert (code, "::error file=data/" in annotations) == (1, True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_issue_form_is_that_of_the_rules(kind: str, checkout: Workspace) -> None:
    path = GITHUB / "ISSUE_TEMPLATE" / f"{kind}.yml"
    command = f"arkg new {kind} --format form > .github/ISSUE_TEMPLATE/{kind}.yml"
    assert path.read_text(encoding="utf-8") == issue_form(checkout, kind), f"Run: {command}"


def test_every_kind_has_a_form_and_no_form_is_without_a_kind(checkout: Workspace) -> None:
    assert sorted(path.stem for path in (GITHUB / "ISSUE_TEMPLATE").iterdir()) == sorted(checkout.schema.record_types)


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_is_one_that_github_takes(kind: str) -> None:
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / f"{kind}.yml").read_text(encoding="utf-8"))
    asked = [element for element in form["body"] if element["type"] != "markdown"]
    labels = [element["attributes"]["label"].lower() for element in asked]
    options = [str(each) for element in asked for each in element["attributes"].get("options", ())]
    assert {
        "keys": set(form),
        "types": {element["type"] for element in asked},
        "ids": [element["id"] for element in asked if not re.fullmatch(r"[a-z0-9-]+", element["id"])],
        "labels twice": len(labels) - len(set(labels)),
        "choices that a list would break": [each for each in options if "," in each or each.lower() == "none"],
        "not text": [element["id"] for element in asked if not isinstance(element["attributes"]["label"], str)],
    } == {
        "keys": {"name", "description", "title", "body"},
        "types": {"dropdown", "input", "textarea"} & {element["type"] for element in asked},
        "ids": [],
        "labels twice": 0,
        "choices that a list would break": [],
        "not text": [],
    }


HOSTILE = "### Kind\r\n\r\nconcept\r\n\r\n### Name\r\n\r\n$(touch pwned) `touch pwned` ' \" ```` @everyone\r\n"


def ask(folder: Path, body: str | None) -> tuple[int, str]:
    """Run the step that checks a form for an issue with this text; give the exit code and the answer."""
    world = find(ROOT, make_world(folder / "work").root)
    (folder / "temp").mkdir()
    event = folder / "event.json"
    event.write_text(json.dumps({"issue": {"number": 7, "body": body}}), encoding="utf-8")
    runner = Runner(world.root, folder / "temp")
    done = runner.run(steps("issue-form")["Check the form"]["run"], GITHUB_EVENT_PATH=str(event))
    assert [path for path in (runner.workspace, runner.temp) if (path / "pwned").exists()] == []
    return done.returncode, (folder / "temp" / "answer.md").read_text(encoding="utf-8")


def test_an_issue_is_answered_with_what_to_mend_and_its_text_is_never_run(tmp_path: Path) -> None:
    code, answer = ask(tmp_path, HOSTILE)
    assert (code, answer.partition("\n")[0][:18], "\n```text\nform:1  concept:touch-pwned" in answer) == (
        0,
        "Thank you. Before ",
        True,
    )


def test_an_issue_without_a_text_is_answered(tmp_path: Path) -> None:
    code, answer = ask(tmp_path, None)
    assert (code, "The file is empty." in answer) == (0, True)


def test_the_answer_is_written_to_the_issue_and_nowhere_else(tmp_path: Path) -> None:
    tool = tmp_path / "gh"
    tool.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    step = steps("issue-form")["Answer in the issue"]
    done = Runner(tmp_path, tmp_path).run(step["run"], ISSUE="7")
    assert done.stdout.split() == [
        *("issue", "comment", "7", "--edit-last", "--create-if-none", "--body-file"),
        f"{tmp_path}/answer.md",
    ]


def test_an_issue_is_told_when_the_check_itself_fails(tmp_path: Path) -> None:
    Runner(tmp_path, tmp_path).run(steps("issue-form")["Say that the check failed"]["run"])
    assert (tmp_path / "answer.md").read_text(encoding="utf-8").startswith("Thank you. The check itself failed")


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_begins_as_the_workflow_expects(kind: str) -> None:
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / f"{kind}.yml").read_text(encoding="utf-8"))
    first = next(element["attributes"] for element in form["body"] if element["type"] != "markdown")
    starts = (f"startsWith(github.event.issue.body, '### {each}')" for each in (first["label"], "Record"))
    condition = " || ".join(starts)
    assert (WORKFLOWS["issue-form"]["jobs"]["answer"]["if"], first["options"]) == (condition, [kind])


def test_each_issue_is_checked_by_itself() -> None:
    group = WORKFLOWS["issue-form"]["concurrency"]["group"]
    assert group == "issue-form-${{ github.event.issue.number }}"


@pytest.mark.parametrize("workflow", sorted(WORKFLOWS))
def test_a_workflow_puts_nothing_that_others_wrote_into_a_script(workflow: str) -> None:
    scripts = [step.get("run", "") for job in WORKFLOWS[workflow]["jobs"].values() for step in job["steps"]]
    assert [script for script in scripts if "${{" in script] == []


def test_a_workflow_may_do_no_more_than_it_must() -> None:
    may = {name: (workflow[ON], workflow["permissions"]) for name, workflow in WORKFLOWS.items()}
    assert may == {
        "ci": ({"push": {"branches": ["main"]}, "pull_request": None}, {"contents": "read"}),
        "contribution": ("pull_request", {"contents": "read"}),
        "issue-form": ({"issues": {"types": ["opened", "edited"]}}, {"contents": "read", "issues": "write"}),
    }


@pytest.mark.parametrize("workflow", sorted(WORKFLOWS))
def test_no_workflow_leaves_its_token_in_the_checkout(workflow: str) -> None:
    found = [step for job in WORKFLOWS[workflow]["jobs"].values() for step in job["steps"] if "uses" in step]
    kept = [step["with"]["persist-credentials"] for step in found if step["uses"].startswith("actions/checkout@")]
    assert kept == [False]


def test_a_pre_commit_hook_runs_a_verb_on_the_files_of_the_graph() -> None:
    verbs = {path.stem for path in verb_files()}
    takes = {hook["id"]: [bool(re.search(hook["files"], name)) for name in ("data/a/b.ttl", "x.ttl")] for hook in HOOKS}
    assert ({hook["entry"].split()[1] for hook in HOOKS} <= verbs, takes) == (
        True,
        {"arkg-format": [True, False], "arkg-validate": [True, False]},
    )
