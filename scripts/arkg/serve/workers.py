"""Jobs in, replies out: a pool of forked workers, each killed and replaced where it takes too long or too much."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections import deque
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from arkg.errors import StoreFault
from arkg.serve.frames import pack, receive, unpack

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from arkg.serve.metrics import Metrics
    from arkg.serve.settings import Limits

    Receive = Callable[[], Awaitable[Any]]

WATCH = 0.025
YIELD = 0.25
"""Seconds after which a job that takes long yields the processor to all others."""
GROWN = 100_000_000
"""Bytes that a worker may keep between jobs."""
LOOK = 16
"""After how many quick jobs it is looked at how much a worker keeps."""
CODE = "from arkg.serve.nursery import main; main()"


class Refused(Exception):
    """A job that was not done: the status to answer with, and what to tell whoever asked."""

    def __init__(self, status: int, reason: str, message: str, *, retry_after: int = 0) -> None:
        """Keep what is wrong; ``reason`` is one word for the metrics."""
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message
        self.retry_after = retry_after


class Worker(asyncio.Protocol):
    """The server's end of a worker."""

    def __init__(self, pid: int) -> None:
        """Begin idle."""
        self.pid = pid
        self.base = memory_of(pid)
        self.heavy = False
        self.nice = False
        self.jobs = 0
        self.verdict: Refused | None = None
        self.ended = False
        self._taken = bytearray()
        self._reply: asyncio.Future[tuple[Any, bytes]] | None = None
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Take a part of a reply."""
        self._taken += data
        if self._reply and not self._reply.done() and (message := unpack(self._taken)):
            self._taken.clear()
            self._reply.set_result(message)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Tell whoever waits that the worker has ended."""
        self.ended = True
        if self._reply and not self._reply.done():
            crash = Refused(500, "crash", "Answering this ended in a fault of the engine; nothing else was harmed.")
            self._reply.set_exception(self.verdict or crash)

    def ask(self, message: bytes) -> asyncio.Future[tuple[Any, bytes]]:
        """Send a job; give its reply to come."""
        self._reply = asyncio.get_running_loop().create_future()
        if self._transport is None or self.ended:
            self._reply.set_exception(Refused(500, "crash", "The worker for this has ended; ask again."))
        else:
            self._transport.write(message)
        return self._reply

    @property
    def waiting(self) -> bool:
        """Say whether a reply is still to come."""
        return self._reply is not None and not self._reply.done()

    def hang_up(self) -> None:
        """Close the link."""
        if self._transport:
            self._transport.close()


class Pool:
    """Workers of one kind, behind a bounded queue; see ``Limits``."""

    def __init__(self, plan: dict[str, Any], limits: Limits, metrics: Metrics, name: str) -> None:
        """Begin the nursery; it prepares while the caller goes on."""
        self.name = name
        self.limits = limits
        self.metrics = metrics
        self.quick = self.heavy = 0
        self.waiters: deque[asyncio.Future[None]] = deque()
        self.idle: list[Worker] = []
        self.busy: set[Worker] = set()
        self._watchers: set[asyncio.Task[None]] = set()
        self._orders = asyncio.Lock()
        self._plan = {**plan, "time": limits.time}
        self._begin()

    def _begin(self) -> None:
        """Begin a nursery."""
        self._ready = False
        self._control, other = socket.socketpair()
        said = json.dumps({**self._plan, "control": other.fileno()})
        command = [sys.executable, "-c", CODE, said]
        self._nursery = subprocess.Popen(  # noqa: S603 - our own code, with this interpreter
            command, pass_fds=[other.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
        )
        other.close()

    def prepared(self) -> Any:
        """Wait until the nursery has prepared; give what it says there is. Raises StoreFault where it cannot."""
        try:
            said, _ = receive(self._control)
        except EOFError as fault:
            raise StoreFault("The graph cannot be loaded: its process ended.") from fault
        self._control.settimeout(0)
        self._ready = True
        return self._checked(said)

    async def prepare(self) -> Any:
        """Do as ``prepared``, while the server goes on."""
        loop, taken = asyncio.get_running_loop(), bytearray()
        self._control.settimeout(0)
        while (message := unpack(taken)) is None:
            part = await loop.sock_recv(self._control, 1 << 20)
            if not part:
                raise StoreFault("Contributions cannot be checked: the process for that ended.")
            taken += part
        self._ready = True
        return self._checked(message[0])

    @staticmethod
    def _checked(said: Any) -> Any:
        if isinstance(said, dict) and "fault" in said:
            what, where, remedy = said["fault"]
            raise StoreFault(what, where=where, remedy=remedy)
        return said

    async def run(self, said: Any, body: bytes = b"", gone: Receive | None = None) -> tuple[Any, bytes]:
        """Do a job; ``gone`` comes to an end when whoever asked has gone. Raises Refused."""
        message = pack(said, body)
        worker = await self._take()
        self.busy.add(worker)
        loop = asyncio.get_running_loop()
        reply = worker.ask(message)
        watch = loop.call_later(self.limits.patience, self._watch, worker, gone)
        try:
            return await reply
        except Refused as refused:
            self.metrics.kill(self.name, refused.reason)
            raise
        finally:
            watch.cancel()
            await self._give_back(worker)

    async def _take(self) -> Worker:
        """Wait for one's turn, and give a worker."""
        if self.quick >= self.limits.quick:
            await self._queue()
        self.quick += 1
        while self.idle:
            worker = self.idle.pop()
            if not worker.ended:
                return worker
            await self._order("bury", worker.pid)
        try:
            return await self._fork()
        except BaseException:
            self._leave()
            raise

    async def _queue(self) -> None:
        busy = "The server is busy: ask again in a few seconds."
        if len(self.waiters) >= self.limits.queue:
            raise Refused(503, "queue", busy, retry_after=5)
        turn = asyncio.get_running_loop().create_future()
        self.waiters.append(turn)
        try:
            async with asyncio.timeout(self.limits.time):
                await turn
        except TimeoutError as fault:
            raise Refused(503, "queue", busy, retry_after=5) from fault
        finally:
            if turn in self.waiters:
                self.waiters.remove(turn)

    async def _fork(self) -> Worker:
        ours, theirs = socket.socketpair()
        pid = await self._order("fork", link=theirs.fileno())
        theirs.close()
        _, worker = await asyncio.get_running_loop().create_connection(lambda: Worker(pid), sock=ours)
        return worker

    async def _order(self, do: str, pid: int = 0, link: int | None = None) -> int:
        """Give the nursery an order; give its reply. A nursery that has died, and its workers with it, is replaced."""
        order = json.dumps({"do": do, "pid": pid}).encode()
        async with self._orders:
            try:
                return await self._send(order, link)
            except OSError:
                if do != "fork":
                    return 0
            try:
                await asyncio.to_thread(self.stop)
                self._begin()
                await self.prepare()
                return await self._send(order, link)
            except (OSError, StoreFault) as fault:
                raise Refused(503, "nursery", "The server cannot answer this just now.", retry_after=5) from fault

    async def _send(self, order: bytes, link: int | None) -> int:
        """Send an order; give the reply to it. Raises OSError where the nursery has gone."""
        taken = bytearray()
        socket.send_fds(self._control, [order], [] if link is None else [link])
        while (reply := unpack(taken)) is None:
            part = await asyncio.get_running_loop().sock_recv(self._control, 4096)
            if not part:
                raise ConnectionError
            taken += part
        return int(reply[0])

    async def _give_back(self, worker: Worker) -> None:
        """Keep a worker for the next job, or bury it where it has ended, was heavy, or has grown."""
        self.busy.discard(worker)
        if worker.heavy:
            self.heavy -= 1
        else:
            self._leave()
        worker.jobs += 1
        spent = worker.ended or worker.waiting or worker.heavy or worker.verdict or self.has_grown(worker)
        if not spent:
            self.idle.append(worker)
            return
        worker.hang_up()
        await self._order("bury", worker.pid)

    def has_grown(self, worker: Worker) -> bool:
        """Say whether a worker keeps much more memory than it began with."""
        if worker.jobs % LOOK:
            return False
        return memory_of(worker.pid) - worker.base > min(GROWN, self.limits.memory)

    def _leave(self) -> None:
        """Make room for the next in the queue."""
        self.quick -= 1
        while self.waiters and self.quick < self.limits.quick:
            turn = self.waiters.popleft()
            if not turn.done():
                turn.set_result(None)
                break

    def _watch(self, worker: Worker, gone: Receive | None) -> None:
        task = asyncio.get_running_loop().create_task(self._keep_in_bounds(worker, gone))
        self._watchers.add(task)
        task.add_done_callback(self._watchers.discard)

    async def _keep_in_bounds(self, worker: Worker, gone: Receive | None) -> None:
        """Watch over a job that takes long, until it is done or must be ended."""
        began = monotonic() - self.limits.patience
        deadline = began + self.limits.time
        left = asyncio.ensure_future(gone()) if gone else None
        try:
            while worker.waiting and not worker.ended:
                if not worker.heavy and self.heavy < self.limits.heavy:
                    self.heavy += 1
                    worker.heavy = True
                    self._leave()
                if worker.heavy and not worker.nice and monotonic() > began + YIELD:
                    worker.nice = True
                    await self._order("nice", worker.pid)
                worker.verdict = self._judge(worker, deadline, has_left=left is not None and left.done())
                if worker.verdict:
                    await self._order("bury", worker.pid)
                    return
                await asyncio.sleep(WATCH)
        finally:
            if left:
                left.cancel()

    def _judge(self, worker: Worker, deadline: float, *, has_left: bool) -> Refused | None:
        """Say why a job must end; None where it may go on."""
        if has_left:
            return Refused(499, "gone", "Whoever asked has gone.")
        if monotonic() > deadline:
            limit = f"{self.limits.time:g} s"
            return Refused(504, "time", f"This took longer than {limit} and was stopped. Ask for less: add a LIMIT, "
                           "or a pattern that fewer things fit.")  # fmt: skip
        if memory_of(worker.pid) - worker.base > self.limits.memory:
            limit = f"{self.limits.memory // 1_000_000} MB"
            return Refused(507, "memory", f"This took more than {limit} of memory and was stopped. Ask for less.")
        return None

    async def close(self) -> None:
        """End the nursery, and with it every worker."""
        for worker in (*self.idle, *self.busy):
            worker.hang_up()
        await asyncio.to_thread(self.stop)

    def stop(self) -> None:
        """End the nursery at once."""
        self._control.close()
        if self._nursery.poll() is None and not self._ready:
            self._nursery.kill()
        self._nursery.wait(5)


def memory_of(pid: int) -> int:
    """Give the bytes that a process has in memory, 0 where the system does not tell."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_bytes().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
