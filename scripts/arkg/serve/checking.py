"""The job of the workers that check: a contribution in, findings out; nothing of it is kept."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arkg.contribute import read_all
from arkg.contribute.intake import MAX_SIZE
from arkg.errors import ArkgError
from arkg.graph import Repository, find
from arkg.validate.check import examine
from arkg.validate.problems import Reader, with_problems
from arkg.validate.report import write

if TYPE_CHECKING:
    from arkg.serve.nursery import Handle

TYPES = {"text": "text/plain", "json": "application/json", "ttl": "text/turtle"}


def prepare(plan: dict[str, Any]) -> tuple[Handle, dict[str, Any]]:
    """Load the judge once, by checking nothing; give what checks."""
    repository = find(Path(plan["graph"]), Path(plan["graph"]))
    check(repository, {"form": "turtle", "report": "text"}, b"# nothing\n")
    check(repository, {"form": "yaml", "report": "ttl"}, b"kind: concept\nslug: x\n")

    def do(job: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        return check(repository, job, body)

    return do, {}


def check(repository: Repository, job: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Check what is handed in, as `arkg validate` does; ``form`` says what it is, ``report`` what is wanted."""
    try:
        contribution, problems = read_all(
            [io.BytesIO(body)], repository, form=job["form"], kind=job.get("kind") or None, max_size=MAX_SIZE
        )
        reader = Reader(repository, contribution)
        found = [
            reader.explain(
                each.place,
                each.what,
                each.remedy,
                value=each.value,
                suggestion=each.suggestion,
                record=each.record,
                is_unknown=each.is_unknown,
            )
            for each in problems
        ]
        report = with_problems(examine(repository, contribution), found, reader.excused)
    except ArkgError as fault:
        return {"status": 400, "type": "text/plain"}, f"{fault}\n".encode()
    said = {"status": 200, "type": TYPES[job["report"]], "violations": report.count("violation")}
    return said, write(report, job["report"]).encode()
