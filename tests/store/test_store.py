"""One store, three places: memory, a folder and an endpoint that a real server runs give the same answers."""

from __future__ import annotations

import http.server
import itertools
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
import urllib3
from tests.benchmarks.graphs.generator import write

from arkg.errors import StoreFault
from arkg.infer import entailed_by_store
from arkg.store import DiskStore, open_store
from arkg.store.load import load
from arkg.store.transport import RETRIES
from arkg.validate.check import check_contribution, check_graph
from arkg.validate.graph import open_graph
from arkg.validate.messages.locations import locate
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from arkg.store import Store
    from arkg.store.endpoint import Endpoint

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "small"
INVALID = ROOT / "tests" / "contributions" / "invalid"
CLASSES = "SELECT ?s ?class WHERE { ?s a ?class }"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a store by Oxigraph's own server on this machine; give the address that answers queries."""
    server, url = serve(folder)
    with server:
        try:
            yield url
        finally:
            server.terminate()


def serve(folder: Path, *options: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server of a store; return it, and the address that answers queries."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    program = str(Path(sys.executable).parent / "oxigraph")
    command = [program, "serve-read-only", "--location", str(folder), "--bind", address, *options]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait(f"http://{address}/")
    return server, f"http://{address}/query"


def wait(url: str) -> None:
    """Wait until a server answers."""
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - a server of this test
        except OSError:
            time.sleep(0.02)
        else:
            return
    pytest.fail("the server does not answer")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store on disk of a generated graph in which rules are broken."""
    root = tmp_path_factory.mktemp("stores")
    write(root / "graph.nt", 3000, broken=0.3)
    load(root / "store", [root / "graph.nt"])
    return root / "store"


@pytest.fixture(scope="session")
def served(folder: Path) -> Iterator[str]:
    """Return the address of an endpoint with the same graph."""
    with serving(folder) as url:
        yield url


@pytest.fixture(scope="session")
def places(folder: Path, served: str) -> tuple[Store, Store, Store]:
    """Return one graph in its three places; the endpoint gives pages of 50 rows."""
    memory = ox.Store()
    memory.bulk_extend(ox.Store.read_only(str(folder)))
    return memory, open_store(str(folder), {}), open_store(served, {"ARKG_STORE_PAGE": "50"})


def told(store: Store) -> list[tuple[str, ...]]:
    """Give what validation says of a whole graph."""
    found = check_graph(open_graph(find(ROOT), store)).findings
    return [(each.place.file, each.record, each.rule, each.property, each.value, each.message) for each in found]


def test_all_three_places_hold_the_same_statements(places: tuple[Store, ...]) -> None:
    memory, disk, endpoint = (sorted(map(str, place)) for place in places)
    assert (disk, endpoint) == (memory, memory)


def test_each_thread_opens_a_store_on_disk_for_itself(folder: Path) -> None:
    store = DiskStore(str(folder))
    with ThreadPoolExecutor(2) as pool:
        theirs = pool.submit(lambda: (store.here, store.here, len(store), sorted(map(str, store)))).result()
    assert theirs[0] is theirs[1] is not store.here is store.here
    assert theirs[2:] == (len(store), sorted(map(str, store)))


def test_a_store_that_lost_a_file_is_an_error(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "store")
    for file in (tmp_path / "store").glob("*.sst"):
        file.unlink()
    with pytest.raises(StoreFault, match="Cannot open the store") as fault:
        open_store(str(tmp_path / "store"), {})
    assert "Load it again" in str(fault.value)


def test_threads_do_not_read_two_stores_as_one(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "first")
    shutil.copytree(folder, tmp_path / "second")
    store = DiskStore(str(tmp_path / "first"))
    (tmp_path / "first").rename(tmp_path / "old")
    (tmp_path / "second").rename(tmp_path / "first")
    with ThreadPoolExecutor(1) as pool, pytest.raises(StoreFault, match="replaced while it was read"):
        pool.submit(len, store).result()
    assert len(store) > 0


def test_all_rows_of_an_endpoint_arrive(places: tuple[ox.Store, ox.Store, Endpoint]) -> None:
    rows = cast("ox.QuerySolutions", places[0].query(CLASSES))
    assert sorted(map(str, places[2].rows(CLASSES))) == sorted(str(tuple(row)) for row in rows)


class Unordered(http.server.BaseHTTPRequestHandler):
    """An endpoint that gives the rows of each answer in another order, unless the query asks for one, and not all.

    SPARQL 1.1 allows the former (section 15), and engines that answer on several cores do it.
    """

    rows: ClassVar = [f"<urn:example:{number}>" for number in range(100)]
    most = 30
    answered = itertools.count()

    def do_POST(self) -> None:
        """Answer a query."""
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
        answered = next(self.answered)
        turned = 0 if "ORDER BY" in query else 37 * answered % len(self.rows)
        rows = " ".join(self.rows[turned:] + self.rows[:turned])
        limit = "" if "LIMIT" in query else f" LIMIT {self.most}"
        found = ox.Store().query(query.replace("?s a ?class", f"VALUES ?s {{ {rows} }}") + limit)
        body = cast("bytes", cast("ox.QuerySolutions", found).serialize(format=ox.QueryResultsFormat.JSON))
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server wants
        """Write nothing on stderr."""


@pytest.mark.parametrize(("most", "requests"), [(30, 6), (40, 6), (100, 2)])
def test_each_row_arrives_once_whether_an_endpoint_cuts_its_answers_or_not(most: int, requests: int) -> None:
    class Cutting(Unordered):
        answered = itertools.count()

    Cutting.most = most
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cutting) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        endpoint = cast("Endpoint", open_store(f"http://127.0.0.1:{server.server_port}/", {"ARKG_STORE_PAGE": "30"}))
        rows = [str(row[0]) for row in endpoint.rows("SELECT ?s WHERE { ?s a ?class }")]
        server.shutdown()
    assert sorted(rows) == sorted(Unordered.rows)
    assert next(Cutting.answered) == requests


def test_a_graph_breaks_the_same_rules_wherever_it_stands(places: tuple[Store, ...]) -> None:
    memory, disk, endpoint = map(told, places)
    assert (len(memory) > 20, disk, endpoint) == (True, memory, memory)


def test_a_graph_entails_the_same_wherever_it_stands(places: tuple[Store, ...]) -> None:
    memory, disk, endpoint = (entailed_by_store(place) for place in places)
    assert (len(memory) > 500, disk, endpoint) == (True, memory, memory)


@pytest.mark.parametrize("rule", ["Record-reference", "Resource-doi-unique", "Initiative-category", "Record-class"])
def test_a_contribution_breaks_its_rule_wherever_the_graph_stands(places: tuple[Store, ...], rule: str) -> None:
    contribution = locate(find(ROOT), INVALID / f"{rule}.ttl")
    reports = [check_contribution(open_graph(find(ROOT), place), contribution).findings for place in places]
    assert [{each.rule for each in report} for report in reports] == [{f"shape:{rule}"}] * 3


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_question_has_the_same_answer_wherever_the_graph_stands(
    run: Callable[..., Result], folder: Path, served: str, form: str
) -> None:
    asked = ["query", "definitions-of-concept", "--concept", "racism-1", "--format", form]
    disk, endpoint = (run([*asked, "--store", place]) for place in (str(folder), served))
    assert (disk.exit_code, endpoint.stdout, disk.stdout.count("racism-1") > 0) == (0, disk.stdout, True)


def test_a_query_that_builds_statements_has_the_same_answer(places: tuple[Store, ...]) -> None:
    text = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c }"
    memory, disk, endpoint = (sorted(map(str, cast("ox.QueryTriples", place.query(text)))) for place in places)
    assert (disk, endpoint) == (memory, memory)


def test_the_real_graph_has_no_findings_in_a_store(tmp_path: Path) -> None:
    workspace = find(ROOT)
    load(tmp_path / "store", workspace.files("ontology", "data"))
    assert check_graph(open_graph(workspace, open_store(str(tmp_path / "store"), {}))).findings == ()


class Moody(http.server.BaseHTTPRequestHandler):
    """Answers as the next of its moods says."""

    moods: list[tuple[int, dict[str, str], bytes]]

    def do_POST(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        seen.append(self.headers.get("Authorization", ""))
        status, headers, body = self.moods.pop(0)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


seen: list[str] = []
YES = b'{"head": {}, "boolean": true}'
JSON = {"Content-Type": "application/sparql-results+json"}


@contextmanager
def moody(*moods: tuple[int, dict[str, str], bytes]) -> Iterator[str]:
    """Run a server that answers in these ways, one after the other."""
    handler = type("Handler", (Moody,), {"moods": list(moods)})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql?key=secret"
        finally:
            server.shutdown()


def test_a_busy_endpoint_is_asked_again() -> None:
    with moody((503, {"Retry-After": "0"}, b""), (429, {"Retry-After": "0"}, b""), (200, JSON, YES)) as url:
        assert bool(open_store(url, {}).query("ASK { }")) is True


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ((503, {"Retry-After": "0"}, b"Too many"), "answers 503: Too many"),
        ((401, {}, b"Who are you"), "ARKG_STORE_USER"),
        ((307, {"Location": "https://elsewhere.example/"}, b""), "moved to https://elsewhere.example/"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), "not of its web page"),
        ((200, {**JSON, "Content-Length": "500"}, YES), "Cannot reach"),
        ((200, {**JSON, "X-SPARQL-MaxRows": "0"}, YES), "no more than 0 rows"),
    ],
)
def test_a_fault_says_what_to_do_and_no_secret(
    mood: tuple[int, dict[str, str], bytes], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arkg.store.transport.RETRIES", RETRIES.new(backoff_factor=0.01))  # a busy one is asked 5 times
    with moody(*[mood] * 5) as url, pytest.raises(StoreFault) as caught:
        open_store(url, {"ARKG_STORE_TOKEN": "secret"}).query("ASK { }")
    assert (words in str(caught.value), "secret" in str(caught.value)) == (True, False)


def test_credentials_go_out_and_are_never_shown() -> None:
    with moody((200, JSON, YES), (200, JSON, YES)) as url:
        seen.clear()
        for environment in ({"ARKG_STORE_USER": "me", "ARKG_STORE_PASSWORD": "pw"}, {"ARKG_STORE_TOKEN": "t"}):
            endpoint = open_store(url, environment)
            endpoint.query("ASK { }")
    assert (seen, "Bearer" in repr(endpoint)) == (["Basic bWU6cHc=", "Bearer t"], False)


@pytest.mark.parametrize(
    ("place", "environment", "words"),
    [
        ("http://example.org/sparql", {}, "Plain HTTP"),
        ("https://me:pw@example.org/sparql", {}, "ARKG_STORE_USER"),
        ("http://127.0.0.1:9/sparql", {"ARKG_STORE_TIMEOUT": "soon"}, "not a number above zero"),
        ("/no/such/store", {}, "arkg load DIR"),
    ],
)
def test_a_place_that_cannot_be_asked_is_refused(place: str, environment: dict[str, str], words: str) -> None:
    with pytest.raises(StoreFault, match=words):
        open_store(place, environment)


def test_an_endpoint_that_does_not_run_is_said_to_be_out_of_reach() -> None:
    with pytest.raises(StoreFault, match="Cannot reach"):
        open_store("http://127.0.0.1:9/sparql", {}).query("ASK { }")


@pytest.mark.parametrize(
    ("after", "seconds"),
    [(None, 0.0), ("3", 3.0), ("9999", 60.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],
)
def test_a_busy_endpoint_is_given_the_time_it_asks_for(after: str | None, seconds: float) -> None:
    headers = {} if after is None else {"Retry-After": after}
    assert (RETRIES.get_retry_after(urllib3.HTTPResponse(headers=headers)) or 0.0) == seconds
