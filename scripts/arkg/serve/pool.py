"""Jobs in, replies out: workers behind a bounded queue, each replaced where it takes too long or too much."""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any

from arkg.serve.frames import pack
from arkg.serve.workers import Refused, Worker, Workers, memory_of

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
        self.workers = Workers({**plan, "time": limits.time})

    async def run(self, said: Any, body: bytes = b"", gone: Receive | None = None) -> tuple[Any, bytes]:
        """Do a job; ``gone`` comes to an end when whoever asked has gone. Raises Refused.

        Where a worker ended only because what forked it was killed, another does the job.
        """
        message = pack(said, body)
        worker = await self._take()
        try:
            return await self._done_by(worker, message, gone)
        except Refused as refused:
            if refused.reason != "crash" or not await self._is_orphaned(worker):
                raise
        return await self._done_by(await self._take(), message, gone)

    @staticmethod
    async def _is_orphaned(worker: Worker) -> bool:
        """Say whether a worker that ended lost its nursery, whose end the system may tell a moment later."""
        if not worker.orphaned:
            await asyncio.sleep(WATCH)
        return worker.orphaned

    async def _done_by(self, worker: Worker, message: bytes, gone: Receive | None) -> tuple[Any, bytes]:
        """Let a worker do a job, and watch over it. Raises Refused."""
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
            await self.workers.bury(worker)
        try:
            return await self.workers.fork()
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
            if turn.done() and not turn.cancelled():
                return  # it came at the last moment, and nobody else would take it
            raise Refused(503, "queue", busy, retry_after=5) from fault
        finally:
            if turn in self.waiters:
                self.waiters.remove(turn)

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
        await self.workers.bury(worker)

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
                    await self.workers.slow_down(worker)
                worker.verdict = self._judge(worker, deadline, has_left=left is not None and left.done())
                if worker.verdict:
                    await self.workers.bury(worker)
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
        await asyncio.to_thread(self.workers.stop)
