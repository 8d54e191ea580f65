"""Pool of worker processes: forked from the server with all that it has read, watched, killed and replaced.

A query may take any time, any memory, or end in a fault of the engine: only its worker suffers. A new worker shares the
memory of the server until it writes to it, so that it takes a few milliseconds.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import pickle
import resource
import signal
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.context import ForkProcess

    from arkg.serve.web.metrics import Metrics

BUSY = "The server is busy: ask again in a few seconds."
CRASHED = "The engine crashed on this query; nothing else was affected."
LENGTH = struct.Struct("!i")
"""What stands before a message, as `multiprocessing.connection` writes it: how many bytes it has."""
WATCH = 0.025
"""Seconds between two looks at the jobs that run."""
EARLY = 0.04
"""Seconds within which the end of a worker is not due to its job."""
PREPARATION = 60.0
"""Seconds in which a worker must have prepared."""
RESERVED = 1_000_000_000
"""Bytes of addresses that the threads of a worker may reserve, as those of C and Rust do, without filling them."""
CHECK_MEMORY_EVERY = 16
"""Jobs after which it is looked at how much memory a worker keeps."""
LOW_PRIORITY = 10
"""By how much a worker whose job takes long is nicer than the server: others come first, and it still progresses."""
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, see prctl(2)
SIGNALS = {signal.SIGINT, signal.SIGTERM}


@dataclass(frozen=True, slots=True)
class Limits:
    """How a pool shares its workers; times are in seconds, sizes in bytes.

    So many ``workers`` run at a time, and ``queue`` jobs may wait. A job yields the processor to others from
    ``slow_down_after`` on, and may take ``time`` and ``memory``. Between jobs, a worker may ``keep`` more memory than
    it began with.
    """

    workers: int = 16
    queue: int = 64
    slow_down_after: float = 0.25
    time: float = 10.0
    memory: int = 1_000_000_000
    keep: int = 100_000_000


class Refused(Exception):
    """A job that was not done: the status to answer with, and what to tell the client."""

    def __init__(self, status: int, reason: str, message: str, *, retry_after: int = 0) -> None:
        """Store what is wrong; ``reason`` is one word for the metrics."""
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message
        self.retry_after = retry_after


class Worker(asyncio.Protocol):
    """The server's end of a worker process, and the job that it does."""

    def __init__(self, process: ForkProcess) -> None:
        """Begin without a job."""
        self.pid = process.pid or 0
        self.link: asyncio.Transport | None = None
        self.base_memory = memory_of(self.pid)
        self.jobs = 0
        self.slowed = False
        self.began = 0.0
        self.disconnected: Callable[[], Awaitable[bool]] | None = None
        self._process = process
        self._result: asyncio.Future[Any] | None = None
        self._received = bytearray()

    async def call(self, message: bytes, disconnected: Callable[[], Awaitable[bool]] | None = None) -> Any:
        """Send a job and return its result; end the process where there is none, or nobody waits for it any more.

        Raises Refused where the worker ends before the job is done.
        """
        if not self.link or self.link.is_closing():
            raise Refused(500, "crash", CRASHED)
        self.began, self.disconnected, self.jobs = monotonic(), disconnected, self.jobs + 1
        self._result = asyncio.get_running_loop().create_future()
        self.link.write(LENGTH.pack(len(message)) + message)
        try:
            return await self._result
        except BaseException:
            self.kill()
            raise

    def data_received(self, data: bytes) -> None:
        """Receive a part of a result."""
        self._received += data
        size = len(self._received) - LENGTH.size
        if size >= 0 and size == LENGTH.unpack_from(self._received)[0]:
            content, self._received = memoryview(self._received)[LENGTH.size :], bytearray()
            if self._result and not self._result.done():
                self._result.set_result(pickle.loads(content))  # noqa: S301 - sent by our own process

    def connection_lost(self, _fault: Exception | None) -> None:
        """End the job."""
        self.refuse(Refused(500, "crash", CRASHED))

    def refuse(self, refused: Refused) -> None:
        """End the job for this reason, if there is one."""
        if self._result and not self._result.done():
            self._result.set_exception(refused)

    def kill(self) -> None:
        """End the process at once."""
        if self.link:
            self.link.abort()
        self._process.kill()

    def lower_priority(self) -> None:
        """Lower the priority of the process for the rest of its life: that of each thread, as Linux counts them."""
        self.slowed = True
        threads = [int(each.name) for each in Path(f"/proc/{self.pid}/task").glob("*")]
        niceness = os.getpriority(os.PRIO_PROCESS, 0) + LOW_PRIORITY
        with suppress(OSError):
            for each in threads or [self.pid]:
                os.setpriority(os.PRIO_PROCESS, each, niceness)


class Pool:
    """Workers of one kind behind a bounded queue; see ``Limits``.

    A job is a function of a module, called in a worker with the ``state`` of the pool before its own arguments.
    ``prepare`` is the first job of each worker.
    """

    def __init__(
        self, state: Any, limits: Limits, metrics: Metrics, name: str, prepare: Callable[[Any], None] | None = None
    ) -> None:
        """Begin without a worker."""
        self.name = name
        self.limits = limits
        self.metrics = metrics
        self.waiting = 0
        self.idle: list[Worker] = []
        self.busy: set[Worker] = set()
        self._state = state
        self._prepare = prepare
        self._turns = asyncio.Semaphore(limits.workers)
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Fork a worker before there is a job for it."""
        with suppress(Refused):
            self.idle.append(await self._fork())

    async def run(
        self, function: Callable[..., Any], *args: Any, disconnected: Callable[[], Awaitable[bool]] | None = None
    ) -> Any:
        """Return ``function(state, *args)``, called in a worker; raise Refused where it is not done.

        ``disconnected`` returns whether nobody waits for the result any more. A worker that ends as soon as it is given
        the job was killed before, and is replaced once.
        """
        message = pickle.dumps((function, args))
        try:
            await self._take_turn()
            try:
                worker, began = self.idle.pop() if self.idle else await self._fork(), monotonic()
                try:
                    return await self._call(worker, message, disconnected)
                except Refused as refused:
                    if refused.reason != "crash" or monotonic() - began > EARLY:
                        raise
                return await self._call(await self._fork(), message, disconnected)
            finally:
                self._turns.release()
        except Refused as refused:
            self.metrics.kill(self.name, refused.reason)
            raise

    async def _take_turn(self) -> None:
        """Wait for a turn; raise Refused where too many wait, or where it takes too long."""
        if not self._turns.locked():
            await self._turns.acquire()
            return
        if self.waiting >= self.limits.queue:
            raise Refused(503, "queue", BUSY, retry_after=5)
        self.waiting += 1
        try:
            async with asyncio.timeout(self.limits.time):
                await self._turns.acquire()
        except TimeoutError as fault:
            raise Refused(503, "wait", BUSY, retry_after=5) from fault
        finally:
            self.waiting -= 1

    async def _call(
        self, worker: Worker, message: bytes, disconnected: Callable[[], Awaitable[bool]] | None = None
    ) -> Any:
        """Return the result of a job; keep the worker, unless it was slowed down or keeps much memory."""
        self.busy.add(worker)
        if not self._watching or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        try:
            result = await worker.call(message, disconnected)
        finally:
            self.busy.discard(worker)
        if worker.slowed or self._keeps_much(worker):
            worker.kill()
        else:
            self.idle.append(worker)
        return result

    async def _fork(self) -> Worker:
        """Return a new worker that has prepared; raise Refused where there can be none just now."""
        try:
            process, link = fork(self._state, self.limits)
            worker = Worker(process)
            worker.link, _ = await asyncio.get_running_loop().create_connection(lambda: worker, sock=link)
            if self._prepare:
                async with asyncio.timeout(PREPARATION):
                    await worker.call(pickle.dumps((self._prepare, ())))
                worker.base_memory = memory_of(worker.pid)
        except (OSError, Refused) as fault:
            raise Refused(503, "fork", "The server cannot answer this just now.", retry_after=5) from fault
        return worker

    def _keeps_much(self, worker: Worker) -> bool:
        """Return whether a worker keeps much more memory than it began with."""
        if worker.jobs % CHECK_MEMORY_EVERY:
            return False
        return memory_of(worker.pid) - worker.base_memory > min(self.limits.keep, self.limits.memory)

    async def _watch(self) -> None:
        """Slow down jobs that take long, and end those that go beyond the limits, as long as any job runs."""
        while self.busy:
            await asyncio.sleep(WATCH)
            for worker in [each for each in self.busy if monotonic() - each.began > WATCH]:
                began = worker.began
                has_left = worker.disconnected is not None and await worker.disconnected()
                if worker.began != began:
                    continue  # it has another job by now
                seconds = monotonic() - began
                if seconds > self.limits.slow_down_after and not worker.slowed:
                    worker.lower_priority()
                if refused := self._judge(worker, seconds, has_left=has_left):
                    worker.refuse(refused)

    def _judge(self, worker: Worker, seconds: float, *, has_left: bool) -> Refused | None:
        """Return why a job must end; None where it may go on."""
        if has_left:
            return Refused(499, "gone", "The client has gone.")
        if seconds > self.limits.time:
            limit = f"{self.limits.time:g} s"
            return Refused(504, "time", f"This took longer than {limit} and was stopped. Ask for less: add a LIMIT, "
                           "or a more specific pattern.")  # fmt: skip
        if memory_of(worker.pid) - worker.base_memory > self.limits.memory:
            limit = f"{self.limits.memory // 1_000_000} MB"
            return Refused(507, "memory", f"This took more than {limit} of memory and was stopped. Ask for less.")
        return None

    def close(self) -> None:
        """End every worker."""
        if self._watching:
            self._watching.cancel()
        for worker in (*self.idle, *self.busy):
            worker.kill()


def fork(state: Any, limits: Limits) -> tuple[ForkProcess, socket.socket]:
    """Fork a worker; return its process and the socket that leads to it. Raises OSError."""
    ours, theirs = socket.socketpair()
    process = multiprocessing.get_context("fork").Process(target=work, args=(theirs, state, limits), daemon=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # until a new process no longer handles them as the server does
    try:
        process.start()
    except OSError:
        ours.close()
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        theirs.close()
    return process, ours


def work(link: socket.socket, state: Any, limits: Limits) -> NoReturn:
    """Do jobs until the server hangs up, and end the process: it must never return to what the server does.

    A thread does them, since it has a heap of its own: the one that the server filled with its graph has gaps
    everywhere, and to find room in it takes a third of the time of a short query.
    """
    try:
        gc.freeze()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        close_all_but(link.fileno())
        die_with_parent()
        bound_memory(limits.memory)
        thread = Thread(target=do_jobs, args=(Connection(link.detach()), state))
        thread.start()
        thread.join()
    finally:
        os._exit(0)


def do_jobs(connection: Connection, state: Any) -> NoReturn:
    """Do one job after the other until the server hangs up, and end the process."""
    try:
        while True:
            function, args = pickle.loads(connection.recv_bytes())  # noqa: S301 - sent by our own process
            connection.send_bytes(pickle.dumps(function(state, *args)))
    finally:
        os._exit(0)


def close_all_but(kept: int) -> None:
    """Close the connections of the server, which would else stay open as long as this process runs."""
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))


def bound_memory(limit: int) -> None:
    """Set a hard limit of memory, about twice that of a job, should the server not kill the process in time."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.exists():
        most = int(statm.read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE") + 2 * limit + RESERVED
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def die_with_parent() -> None:
    """Ask the system to kill this process when its parent ends (Linux; elsewhere it ends at its next job)."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only Linux needs it

        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)


def memory_of(pid: int) -> int:
    """Return the bytes that a process has in memory, 0 where the system does not tell."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_bytes().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
