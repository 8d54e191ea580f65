"""Whatever a query or a peer does, the server goes on; and when it stops, nothing of it stays."""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.benchmarks.server.servers import free_port
from tests.support.publication import SMALL
from tests.support.serving import (
    COMMAND,
    ENDLESS,
    PATIENCE,
    Server,
    asking,
    busy,
    children_of,
    is_alive,
    serving,
    until,
    waits_beside,
)

from arkg.serve.site import FOLDER_PREFIX, remove_abandoned
from arkg.serve.web.metrics import Metrics
from arkg.serve.workers import Limits, Pool, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

GREEDY = "SELECT ?c ?f { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small world, with as much patience as by default, and little memory."""
    with serving(tmp_path_factory.mktemp("workers"), "--memory-limit", "100") as found:
        yield found


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small world, with little patience with queries and peers."""
    with serving(tmp_path_factory.mktemp("strict"), "--time-limit", "1", "--client-limit", "1") as found:
        yield found


def kills(server: Server, reason: str) -> int:
    """Return how many jobs were stopped for this reason."""
    lines = server.ask("/metrics").text.splitlines()
    return sum(int(float(line.split()[-1])) for line in lines if f'reason="{reason}"' in line)


def test_while_eight_endless_queries_run_others_are_answered_at_once(server: Server) -> None:
    waits = waits_beside(server, [f"{ENDLESS} #{number}" for number in range(8)])
    assert statistics.median(waits) < 1.0


def test_a_query_that_takes_too_long_is_stopped(strict: Server) -> None:
    answer = strict.query(ENDLESS)
    assert (answer.status, answer.text.partition(" and")[0]) == (504, "This took longer than 1 s")


def test_all_threads_of_a_worker_whose_job_takes_long_yield_to_others(server: Server) -> None:
    def priorities(pid: int) -> set[int]:
        return {os.getpriority(os.PRIO_PROCESS, int(each.name)) for each in Path(f"/proc/{pid}/task").iterdir()}

    (own,) = priorities(server.process.pid)
    with asking(server, f"{ENDLESS} # priority"):
        until(lambda: {min(own + 10, 19)} in map(priorities, children_of(server.process.pid)))
    until(lambda: not busy(server))


def test_a_query_that_takes_too_much_memory_is_stopped(server: Server) -> None:
    answer = server.query(GREEDY)
    assert (answer.status in {500, 507}, server.query("ASK {}").status) == (True, 200)


def test_the_death_of_a_worker_is_one_500(server: Server) -> None:
    with ThreadPoolExecutor(1) as pool:
        doomed = pool.submit(server.query, f"{ENDLESS} # doomed")
        until(lambda: busy(server) == 1)
        time.sleep(0.5)  # one that is killed at once is replaced
        for worker in children_of(server.process.pid):
            os.kill(worker, signal.SIGKILL)
        assert doomed.result().status == 500
    assert [server.query(f"ASK {{}} # {number}").status for number in range(8)] == [200] * 8


def test_an_idle_worker_that_was_killed_costs_no_answer(server: Server) -> None:
    for worker in children_of(server.process.pid):
        os.kill(worker, signal.SIGKILL)
    body = "concept:x a skos:Concept ."
    checked = server.ask("/validate", method="POST", body=body, Content_Type="text/turtle").status
    assert ([server.query(f"ASK {{}} # again {number}").status for number in range(3)], checked) == ([200] * 3, 200)


def test_contributions_are_checked_though_what_checks_them_was_killed_at_its_start(tmp_path: Path) -> None:
    with serving(tmp_path, graph=SMALL) as server:
        for worker in children_of(server.process.pid):
            os.kill(worker, signal.SIGKILL)
        checked = server.ask("/validate", method="POST", body="concept:x a skos:Concept .", Content_Type="text/turtle")
    assert checked.status == 200


def test_a_query_whose_asker_has_gone_is_stopped(server: Server) -> None:
    before = kills(server, "gone")
    with asking(server, f"{ENDLESS} # gone"):
        until(lambda: busy(server) == 1)
    assert until(lambda: kills(server, "gone") > before)


def test_a_full_queue_turns_away_with_a_time_to_come_back(server: Server) -> None:
    with ExitStack() as stack:
        links = [stack.enter_context(asking(server, f"{ENDLESS} # queue {number}")) for number in range(100)]
        answered = until(lambda: len(found := select.select(links, (), (), 0)[0]) >= 20 and found)
        heads = [link.recv(65536).partition(b"\r\n\r\n")[0].lower() for link in answered or ()]
    until(lambda: not busy(server))
    assert [(head[:12], b"\r\nretry-after: 5" in head) for head in heads] == [(b"http/1.1 503", True)] * 20


def wait(_state: None, seconds: float) -> float:
    """Take so many seconds."""
    time.sleep(seconds)
    return seconds


async def outcomes(limits: Limits, seconds: float, jobs: int) -> tuple[list[object], str]:
    """Ask a pool for so many jobs at once; give what came of each, in order, and the metrics."""
    metrics = Metrics()
    pool = Pool(None, limits, metrics, "test")
    found = await asyncio.gather(*(pool.run(wait, seconds) for _ in range(jobs)), return_exceptions=True)
    pool.close()
    return [each.reason if isinstance(each, Refused) else each for each in found], metrics.write([pool]).decode()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the tests run beside threads of their own
@pytest.mark.parametrize(("queue", "refused"), [(0, 4), (1, 3), (2, 2), (4, 0), (9, 0)])
def test_no_more_jobs_wait_than_the_queue_holds(queue: int, refused: int) -> None:
    found, metrics = asyncio.run(outcomes(Limits(workers=1, queue=queue), 0.05, 5))
    counted = f'arkg_kills_total{{pool="test",reason="queue"}} {refused}.0' in metrics
    assert (found, counted) == ([0.05] * (5 - refused) + ["queue"] * refused, bool(refused))


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_job_that_waits_longer_than_a_job_may_take_is_refused() -> None:
    found, _ = asyncio.run(outcomes(Limits(workers=1, time=1.0), 0.6, 3))
    assert found == [0.6, 0.6, "wait"]


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000,
        b"GET / HTTP/1.1\r\n" + b"X: x\r\n" * 20_000 + b"\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["long header", "many headers", "long path", "nonsense", "two lengths"],
)
def test_a_head_out_of_bounds_is_refused(server: Server, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as link:
        try:
            link.sendall(sent)
            said = link.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            said = b"HTTP/1.1 400 (cut off)"
    assert said[:12] == b"HTTP/1.1 400"


IDLE = {
    "nothing": b"",
    "a request": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "half a body": b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\nContent-Length: 9\r\n\r\nhalf",
}


@pytest.mark.parametrize("sent", IDLE.values(), ids=IDLE)
def test_a_client_with_a_thousand_idle_connections_keeps_nobody_out(server: Server, sent: bytes) -> None:
    refused = 'method="other",route="connection",status="503"'
    before = counted(server, refused)
    with ExitStack() as stack:
        links = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(1000)]
        for link in links:
            link.sendall(sent)
        statuses = {server.ask("/health").status for _ in range(5)}
        more = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(20)]
        until(lambda: counted(server, refused) >= before + 20)
        said = everything(links[0])
    assert len(more) == 20
    assert (statuses, b"HTTP/1.1 503" in said, b"Retry-After: 5\r\n" in said) == ({200}, True, True)
    assert server.wait_for("too many connections").startswith("127.0.0.1 503: ")


def counted(server: Server, name: str) -> int:
    """Return what a line of the metrics counts."""
    return sum(int(float(line.split()[-1])) for line in server.ask("/metrics").text.splitlines() if name in line)


SLOW = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost:",
    "half a body": b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\nContent-Length: 9\r\n\r\nhalf",
    "unread body": b"POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf",
}


def test_a_peer_that_sends_slowly_is_cut_off(strict: Server) -> None:
    links = {name: socket.create_connection(("127.0.0.1", strict.port), timeout=PATIENCE) for name in SLOW}
    for name, link in links.items():
        link.sendall(SLOW[name])
    said = {name: everything(link)[:12] for name, link in links.items()}
    answers = {"nothing": b"", "half a head": b"", "half a body": b"HTTP/1.1 408", "unread body": b"HTTP/1.1 405"}
    assert said == answers


def everything(link: socket.socket) -> bytes:
    """Return what comes until the server closes the link."""
    found = b""
    with link, suppress(ConnectionResetError):
        while part := link.recv(65536):
            found += part
    return found


@pytest.mark.parametrize("taken", [0, 100])
def test_a_peer_that_takes_nothing_or_little_at_a_time_is_cut_off(strict: Server, taken: int) -> None:
    body = b'SELECT * { VALUES ?long { "%s" } ?a ?b ?c } LIMIT 100' % (b"x" * 90_000)  # nine megabytes, made at once
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n"
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.connect(("127.0.0.1", strict.port))
        link.sendall(head % len(body) + body)
        ended = select.poll()
        ended.register(link, 0)

        def is_cut_off() -> bool:
            if not ended.poll(100):
                link.recv(taken)
                return False
            return True

        assert until(is_cut_off)
    assert strict.query("ASK {}").status == 200


def test_a_body_that_is_too_large_is_refused(server: Server) -> None:
    answer = server.ask("/validate", method="POST", body=b"x" * 1_500_000, Content_Type="text/turtle")
    assert answer.status == 413


def test_a_stopped_server_finishes_what_runs_and_leaves_no_process(tmp_path: Path) -> None:
    with serving(tmp_path, "--time-limit", "1", graph=SMALL) as server, ThreadPoolExecutor(1) as pool:
        running = pool.submit(server.query, ENDLESS)
        until(lambda: busy(server) == 1)
        processes = server.processes()
        server.process.send_signal(signal.SIGTERM)
        status = running.result().status
        code = server.process.wait(PATIENCE)
        until(lambda: not any(map(is_alive, processes)))
    assert (status, code, len(processes) > 1) == (504, 0, True)


def test_a_killed_server_leaves_no_process_and_starts_again(tmp_path: Path) -> None:
    with serving(tmp_path, graph=SMALL) as server, ThreadPoolExecutor(1) as pool:
        running = pool.submit(server.query, ENDLESS)
        until(lambda: busy(server) == 1)
        processes = server.processes()
        server.process.kill()
        until(lambda: not any(map(is_alive, processes)))
        assert isinstance(running.exception(PATIENCE), OSError)
    with serving(tmp_path, graph=SMALL) as server:
        assert server.query("ASK {}").status == 200


def fill(folder: Path, names: str) -> None:
    """Add a statement of three concepts to a store on disk."""
    store = ox.Store(str(folder))
    store.add(ox.Quad(*(ox.NamedNode(f"https://w3id.org/arkg/id/concept/{name}") for name in names)))
    store.flush()


def test_an_answer_from_a_store_that_changed_has_another_tag(tmp_path: Path) -> None:
    tags = []
    for names in ("spo", "spq"):
        fill(tmp_path / "store", names)
        with serving(tmp_path, "--store", str(tmp_path / "store"), graph=SMALL) as server:
            tags.append(server.query("SELECT * { ?s ?p ?o }").headers["etag"])
    assert len(set(tags)) == 2


def test_a_store_on_disk_is_asked_and_never_locked(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    fill(folder, "spo")
    with serving(tmp_path, "--store", str(folder), graph=SMALL) as server:
        rows = server.query("SELECT ?o { ?s ?p ?o }", "text/csv").text
        document = server.ask("/id/concept/s", "application/n-triples").text
        server.process.kill()
        server.process.wait(PATIENCE)
    assert (rows, document.count("\n"), len(ox.Store(str(folder)))) == (
        "o\r\nhttps://w3id.org/arkg/id/concept/o\r\n",
        1,
        1,
    )


@pytest.mark.parametrize("fault", ["port", "store", "no store", "endpoint", "site", "no site", "host"])
def test_a_server_that_cannot_start_says_so_in_a_line_and_ends_with_2(
    server: Server, tmp_path: Path, fault: str
) -> None:
    (tmp_path / "empty").mkdir()
    args, words = {
        "port": (["--port", str(server.port)], "The server cannot listen here: Address already in use."),
        "store": (["--store", str(tmp_path / "empty")], "There is no store in this folder."),
        "endpoint": (["--store", f"http://127.0.0.1:{free_port()}/query"], "Cannot reach the endpoint: "),
        "no store": (["--store", str(tmp_path / "none")], "There is no store in this folder."),
        "site": (["--site", str(tmp_path / "empty")], "There is no published folder here: it is empty or missing."),
        "no site": (["--site", str(tmp_path / "none")], "There is no published folder here: it is empty or missing."),
        "host": (["--host", "203.0.113.1"], "The server cannot listen here: "),
    }[fault]
    command = [*COMMAND, "--graph", str(SMALL), *([] if fault == "port" else ["--port", "0"]), *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    said = done.stderr.splitlines()
    assert (done.returncode, words in said[0], len(said)) == (2, True, 2)


def test_pages_are_made_on_the_way_and_a_killed_server_leaves_them_only_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (temporary := tmp_path / "temporary").mkdir()
    (tmp_path / "graph").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with serving(tmp_path / "graph", pages=True) as server:
        early = server.query("ASK {}").status, json.loads(server.ask("/health").content)["status"]
        server.wait_for("The pages are made.")
        page = server.ask("/id/concept/racism/").text
        (left,) = temporary.iterdir()
        with serving(tmp_path / "graph", pages=True) as other:
            until(lambda: len(list(temporary.iterdir())) > 1)
            both = left.exists(), other.process.poll()
        after = list(temporary.iterdir())
        server.process.kill()
        server.process.wait(PATIENCE)
    with serving(tmp_path / "graph", pages=True):
        until(lambda: left not in temporary.iterdir())
    assert (early, "<title>Racism" in page, both, after) == ((200, "ok"), True, (True, None), [left])
    assert list(temporary.iterdir()) == []


def test_a_server_leaves_alone_what_only_looks_like_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "precious").mkdir()
    (tmp_path / f"{FOLDER_PREFIX}link").symlink_to(tmp_path / "precious")
    (tmp_path / f"{FOLDER_PREFIX}file").write_text("x", encoding="utf-8")
    (tmp_path / f"{FOLDER_PREFIX}left").mkdir()
    remove_abandoned()
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        f"{FOLDER_PREFIX}file",
        f"{FOLDER_PREFIX}link",
        "precious",
    ]
