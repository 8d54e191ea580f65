"""Pool of worker processes: forked from the server with all that it has read, watched, killed and replaced.

A query may take any time, any memory, or end in a fault of the engine: only its worker suffers. A new worker shares the
memory of the server until it writes to it, so that it takes a few milliseconds.
"""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import resource
import signal
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from arkg.serve.web.metrics import Metrics

BUSY = "The server is busy: ask again in a few seconds."
LENGTH = struct.Struct("!Q")
WATCH = 0.025
"""Seconds between two looks at a job that takes long."""
PREPARATION = 60.0
"""Seconds in which a worker must have prepared."""
GRACE = 2
"""Seconds of processor time beyond its limit after which the system ends a worker."""
RESERVED = 1_000_000_000
"""Bytes of addresses that the threads of a worker may reserve, as those of C and Rust do, without filling them."""
CHECK_MEMORY_EVERY = 16
"""Jobs after which it is looked at how much memory a worker keeps."""
LOW_PRIORITY = 10
"""Niceness of a worker whose job takes long: others come first, and it still progresses on a busy machine."""
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, see prctl(2)


@dataclass(frozen=True, slots=True)
class Limits:
    """How a pool shares its workers; times are in seconds, sizes in bytes.

    So many ``workers`` run at a time, and ``queue`` jobs may wait. A job is watched from ``patience`` on, yields the
    processor to others from ``slow_down_after`` on, and may take ``time`` and ``memory``. Between jobs, a worker may
    ``keep`` more memory than it began with.
    """

    workers: int = 16
    queue: int = 64
    patience: float = 0.04
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


class Worker:
    """The server's end of a worker process."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin idle."""
        self.pid = pid
        self.slowed = False
        self.jobs = 0
        self.verdict: Refused | None = None
        self.base_memory = memory_of(pid)
        self._reader = reader
        self._writer = writer
        self._reaped = False

    async def call(self, message: bytes) -> Any:
        """Send a job and return its result; raise Refused where the worker ends before it is done."""
        try:
            self._writer.write(message)
            return await self.receive()
        except (EOFError, ConnectionError) as fault:
            crash = "The engine crashed on this query; nothing else was affected."
            raise self.verdict or Refused(500, "crash", crash) from fault

    async def receive(self) -> Any:
        """Return what the worker sends; raise EOFError or ConnectionError where it has ended."""
        (size,) = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))
        return pickle.loads(await self._reader.readexactly(size))  # noqa: S301 - sent by our own process

    def is_alive(self) -> bool:
        """Return whether the process runs; one that has ended is reaped."""
        if not self._reaped:
            self._reaped = os.waitpid(self.pid, os.WNOHANG)[0] != 0
        return not self._reaped

    def kill(self) -> None:
        """End the process at once."""
        self._writer.close()
        if not self._reaped:
            os.kill(self.pid, signal.SIGKILL)

    def lower_priority(self) -> None:
        """Lower the priority of the process for the rest of its life."""
        self.slowed = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, LOW_PRIORITY)


class Pool:
    """Workers of one kind behind a bounded queue; see ``Limits``.

    A job is a function of a module, called in a worker with the ``state`` of the pool before its own arguments.
    ``prepare`` is called with the state in each new worker before its first job.
    """

    def __init__(
        self, state: Any, limits: Limits, metrics: Metrics, name: str, prepare: Callable[[Any], object] | None = None
    ) -> None:
        """Begin without a worker."""
        self.name = name
        self.limits = limits
        self.metrics = metrics
        self.running = 0
        self.waiting = 0
        self.idle: list[Worker] = []
        self._state = state
        self._prepare = prepare
        self._turns = asyncio.Semaphore(limits.workers)
        self._busy: set[Worker] = set()
        self._ended: list[Worker] = []

    async def start(self) -> None:
        """Fork a worker before there is a job for it."""
        with suppress(Refused):
            self._give_back(await self._take())

    async def run(
        self, function: Callable[..., Any], *args: Any, disconnected: Callable[[], Awaitable[None]] | None = None
    ) -> Any:
        """Return ``function(state, *args)``, called in a worker; raise Refused where it is not done.

        ``disconnected`` returns when nobody waits for the result any more. A worker that ends as soon as it is given
        the job was killed before, and is replaced once.
        """
        message = pickle.dumps((function, args))
        try:
            worker, began = await self._take(), monotonic()
            try:
                return await self._call(worker, message, disconnected)
            except Refused as refused:
                if refused.reason != "crash" or monotonic() - began > self.limits.patience:
                    raise
            return await self._call(await self._take(), message, disconnected)
        except Refused as refused:
            self.metrics.kill(self.name, refused.reason)
            raise

    async def _call(self, worker: Worker, message: bytes, disconnected: Callable[[], Awaitable[None]] | None) -> Any:
        """Run a job in a worker, watched where it takes long."""
        watching: list[asyncio.Task[None]] = []

        def watch() -> None:
            watching.append(asyncio.ensure_future(self._watch(worker, disconnected)))

        timer = asyncio.get_running_loop().call_later(self.limits.patience, watch)
        done = False
        try:
            result = await worker.call(message)
            done = True
        finally:
            timer.cancel()
            for task in watching:
                task.cancel()
            self._give_back(worker, failed=not done)
        return result

    async def _take(self) -> Worker:
        """Return a worker, once it is the caller's turn."""
        await self._queue()
        try:
            idle = self._pop_idle()
            worker = idle or await self._fork()
        except BaseException:
            self._leave()
            raise
        self._busy.add(worker)
        return worker

    async def _queue(self) -> None:
        """Wait for a turn; raise Refused where too many wait, or where it takes too long."""
        if not self._turns.locked():
            await self._turns.acquire()
        elif self.waiting >= self.limits.queue:
            raise Refused(503, "queue", BUSY, retry_after=5)
        else:
            await self._wait()
        self.running += 1

    async def _wait(self) -> None:
        """Wait for a turn behind others; raise Refused where it takes too long."""
        self.waiting += 1
        try:
            async with asyncio.timeout(self.limits.time):
                await self._turns.acquire()
        except TimeoutError as fault:
            raise Refused(503, "wait", BUSY, retry_after=5) from fault
        finally:
            self.waiting -= 1

    def _leave(self) -> None:
        """Hand the place of a finished job to the next in the queue, if there is one."""
        self.running -= 1
        self._turns.release()

    def _pop_idle(self) -> Worker | None:
        """Return an idle worker that is alive, if there is one."""
        while self.idle:
            worker = self.idle.pop()
            if worker.is_alive():
                return worker
            worker.kill()
        return None

    async def _fork(self) -> Worker:
        """Return a new worker; raise Refused where there can be none just now."""
        self._ended = [each for each in self._ended if each.is_alive()]
        unavailable = Refused(503, "fork", "The server cannot answer this just now.", retry_after=5)
        try:
            pid, link = fork(self._state, self._prepare, self.limits)
        except OSError as fault:
            raise unavailable from fault
        worker = Worker(pid, *await asyncio.open_connection(sock=link, limit=1 << 20))
        if self._prepare:
            try:
                async with asyncio.timeout(PREPARATION):
                    await worker.receive()
            except (OSError, EOFError) as fault:
                worker.kill()
                self._ended.append(worker)
                raise unavailable from fault
            worker.base_memory = memory_of(pid)
        return worker

    def _give_back(self, worker: Worker, *, failed: bool = False) -> None:
        """Return a worker to the idle ones, or end it where it failed, was slowed down, or keeps much memory."""
        self._busy.discard(worker)
        self._leave()
        worker.jobs += 1
        if failed or worker.slowed or worker.verdict or self._keeps_much(worker):
            worker.kill()
            self._ended.append(worker)
        else:
            self.idle.append(worker)

    def _keeps_much(self, worker: Worker) -> bool:
        """Return whether a worker keeps much more memory than it began with."""
        if worker.jobs % CHECK_MEMORY_EVERY:
            return False
        return memory_of(worker.pid) - worker.base_memory > min(self.limits.keep, self.limits.memory)

    async def _watch(self, worker: Worker, disconnected: Callable[[], Awaitable[None]] | None) -> None:
        """Slow down a job that takes long, and end it where it goes beyond the limits."""
        began = monotonic() - self.limits.patience
        left = asyncio.ensure_future(disconnected()) if disconnected else None
        try:
            while worker.verdict is None:
                if not worker.slowed and monotonic() > began + self.limits.slow_down_after:
                    worker.lower_priority()
                worker.verdict = self._judge(worker, monotonic() - began, has_left=bool(left and left.done()))
                if worker.verdict is None:
                    await asyncio.sleep(WATCH)
            os.kill(worker.pid, signal.SIGKILL)
        finally:
            if left:
                left.cancel()

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
        for worker in (*self.idle, *self._busy):
            worker.kill()


def fork(state: Any, prepare: Callable[[Any], object] | None, limits: Limits) -> tuple[int, socket.socket]:
    """Fork a worker; return its process number and the socket that leads to it. Raises OSError."""
    ours, theirs = socket.socketpair()
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # until a new process no longer handles them as the server does
    try:
        pid = os.fork()
        if not pid:
            become_worker(theirs, state, prepare, limits)
    except OSError:
        ours.close()
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
        theirs.close()
    return pid, ours


def become_worker(link: socket.socket, state: Any, prepare: Callable[[Any], object] | None, limits: Limits) -> None:
    """Run jobs until the server hangs up, and end the process; it must never return to what the server does."""
    status = 1
    try:
        gc.freeze()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
        close_all_but(link.fileno())
        die_with_parent()
        bound_memory(limits.memory)
        with suppress(EOFError, ConnectionError, MemoryError):
            do_jobs(link, state, prepare, limits.time)
        status = 0
    finally:
        os._exit(status)


def do_jobs(link: socket.socket, state: Any, prepare: Callable[[Any], object] | None, limit: float) -> None:
    """Run one job after the other; raise EOFError where the server hangs up."""
    with link.makefile("rwb") as stream:

        def send(result: Any) -> None:
            content = pickle.dumps(result)
            stream.write(LENGTH.pack(len(content)))
            stream.write(content)
            stream.flush()

        if prepare:
            prepare(state)
            send(None)
        while True:
            function, args = pickle.load(stream)  # noqa: S301 - sent by our own process
            bound_processor_time(limit)
            send(function(state, *args))


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


def bound_processor_time(limit: float) -> None:
    """Set a hard limit of processor time, a little above that of a job, should the server not kill the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + limit) + GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


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
