"""The server's end of its workers and of the nursery that forks them: jobs and orders out, replies in."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from arkg.errors import StoreFault
from arkg.serve.frames import receive, unpack

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

    def __init__(self, pid: int, nursery: subprocess.Popen[bytes]) -> None:
        """Begin idle; it ends with the nursery that forked it."""
        self.pid = pid
        self._nursery = nursery
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

    @property
    def orphaned(self) -> bool:
        """Say whether the nursery that forked this worker has ended, and so the worker through no fault of its job."""
        return self._nursery.poll() is not None

    def hang_up(self) -> None:
        """Close the link."""
        if self._transport:
            self._transport.close()


class Workers:
    """A nursery that is begun, asked for workers, and begun again where it was killed."""

    def __init__(self, plan: dict[str, Any]) -> None:
        """Begin the nursery; it prepares while the caller goes on."""
        self._plan = plan
        self._orders = asyncio.Lock()
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
        """Do as ``prepared``, while the server goes on. Raises OSError where the nursery has gone."""
        loop, taken = asyncio.get_running_loop(), bytearray()
        self._control.settimeout(0)
        while (message := unpack(taken)) is None:
            part = await loop.sock_recv(self._control, 1 << 20)
            if not part:
                raise ConnectionError
            taken += part
        self._ready = True
        return self._checked(message[0])

    @staticmethod
    def _checked(said: Any) -> Any:
        if isinstance(said, dict) and "fault" in said:
            what, where, remedy = said["fault"]
            raise StoreFault(what, where=where, remedy=remedy)
        return said

    async def fork(self) -> Worker:
        """Give a new worker; raise Refused where there can be none just now."""
        ours, theirs = socket.socketpair()
        with theirs:
            pid = await self._order("fork", link=theirs.fileno())
        nursery = self._nursery
        _, worker = await asyncio.get_running_loop().create_connection(lambda: Worker(pid, nursery), sock=ours)
        return worker

    async def slow_down(self, worker: Worker) -> None:
        """Let a worker yield the processor to all others."""
        await self._order("nice", worker.pid)

    async def bury(self, worker: Worker) -> None:
        """End a worker."""
        worker.hang_up()
        await self._order("bury", worker.pid)

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
