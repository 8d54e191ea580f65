"""The jobs of the workers that read the graph: what the server asks for, and the answer as status, type and bytes."""

from __future__ import annotations

import gzip
import json
import os
from typing import TYPE_CHECKING, Any

from arkg.errors import ArkgError, StoreFault, UnknownName
from arkg.serve import reconcile
from arkg.serve.catalogue import catalogue
from arkg.serve.describe import description
from arkg.serve.evaluate import Asked, NotAcceptable, TooLong, UnknownGraph, ask_question, evaluate, give_graph
from arkg.serve.evaluate import write_graph as write_statements
from arkg.serve.html import query_form
from arkg.serve.negotiate import GRAPHS
from arkg.serve.records import document
from arkg.serve.world import World

if TYPE_CHECKING:
    from arkg.serve.nursery import Handle

    Job = dict[str, Any]
    Done = tuple[dict[str, Any], bytes]

WORTH = 1000
"""From how many bytes on an answer is compressed."""
LEVEL = 5
STATUSES: dict[type[Exception], int] = {
    UnknownGraph: 404,
    NotAcceptable: 406,
    TooLong: 507,
    StoreFault: 500,
    ArkgError: 400,
}
"""What can go wrong, the special before the general → the status that says so."""


def prepare(plan: dict[str, Any]) -> tuple[Handle, dict[str, Any]]:
    """Read the graph; give what does a job, and what the server must know of the graph. Raises ArkgError."""
    world = World(plan)
    if world.folder:
        try_store(world)
    else:
        _ = world.store, world.index
    return Jobs(world).do, catalogue(world)


def try_store(world: World) -> None:
    """Open the store on disk in a process of its own, since an open one cannot be shared; raise StoreFault."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            _ = world.store
        except StoreFault as fault:
            os.write(writing, json.dumps([fault.what, fault.where, fault.remedy]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    if said:
        what, where, remedy = json.loads(said)
        raise StoreFault(what, where=where, remedy=remedy)


class Jobs:
    """Does jobs with one graph."""

    def __init__(self, world: World) -> None:
        """Keep the graph."""
        self.world = world

    def do(self, job: Job, body: bytes) -> Done:
        """Do a job: its name under ``do``, and what it needs; a fault becomes an answer that says it."""
        try:
            said, content = getattr(self, f"do_{job['do']}")(job, body)
        except UnknownName as fault:
            return problem(404 if job["do"] == "document" else 400, fault)
        except tuple(STATUSES) as fault:
            return problem(next(status for kind, status in STATUSES.items() if isinstance(fault, kind)), fault)
        said.setdefault("status", 200)
        if job.get("gzip") and len(content) > WORTH:
            content, said["gzip"] = gzip.compress(content, LEVEL, mtime=0), True
        return said, content

    def do_query(self, job: Job, body: bytes) -> Done:
        """Answer a SPARQL query."""
        text, root = body.decode(), job["root"]
        asked = Asked(
            text,
            job["accept"],
            job["default"],
            job["named"],
            "query",
            base=job["base"],
            form=query_form(root, text),
            root=root,
        )
        return evaluate(self.world, asked)

    def do_question(self, job: Job, _body: bytes) -> Done:
        """Answer a question of the library."""
        return ask_question(self.world, job["name"], job["values"], job["accept"], job["root"])

    def do_graph(self, job: Job, _body: bytes) -> Done:
        """Give a graph."""
        return give_graph(self.world, job["iri"], job["accept"])

    def do_describe(self, job: Job, _body: bytes) -> Done:
        """Describe the endpoint."""
        media_type, content = write_statements(description(self.world, job["base"]), job["accept"], self.world)
        return {"type": media_type, "steady": True}, content

    def do_document(self, job: Job, _body: bytes) -> Done:
        """Give a record or a vocabulary as a document."""
        return {"type": GRAPHS[job["form"]], "steady": True}, document(self.world, job["name"], job["form"])

    def do_match(self, _job: Job, body: bytes) -> Done:
        """Match names with records."""
        return to_json(reconcile.match(self.world, read_json(body)))

    def do_extend(self, _job: Job, body: bytes) -> Done:
        """Give values for records that were matched."""
        return to_json(reconcile.extend(self.world, read_json(body)))

    def do_suggest(self, job: Job, _body: bytes) -> Done:
        """Complete what someone begins to type."""
        return to_json(reconcile.suggest(self.world, job["what"], job["prefix"], job["cursor"]))

    def do_propose(self, job: Job, _body: bytes) -> Done:
        """Name properties to ask for."""
        return to_json(reconcile.propose(self.world, job["type"], job["limit"]))

    def do_preview(self, job: Job, _body: bytes) -> Done:
        """Show a record in a few words: as JSON, from which the server makes a page."""
        entity = reconcile.preview(self.world, job["id"])
        if entity is None:
            return problem(404, "There is no such record.")
        return to_json({"name": entity.name, "description": entity.description, "iri": entity.iri})


def problem(status: int, fault: object) -> Done:
    """Give the answer that says what is wrong."""
    return {"status": status, "type": "text/plain", "steady": False}, f"{fault}\n".encode()


def to_json(said: Any) -> Done:
    """Give an answer in JSON."""
    return {"type": "application/json", "steady": True}, json.dumps(said, ensure_ascii=False).encode()


def read_json(body: bytes) -> Any:
    """Read JSON; raise ArkgError where it is none, or nested too deep."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise ArkgError("This is not JSON.", remedy='Send {"q0": {"query": "a name"}}.') from fault
