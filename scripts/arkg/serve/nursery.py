"""A process that prepares once what workers need, then forks one whenever the server asks, and buries it.

The workers share its memory until they write to it, so that a new one takes a few milliseconds whatever the size of
the graph. It ends, and all its workers with it, when the server does, however that ends.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arkg.errors import ArkgError
from arkg.serve.frames import pack, receive

if TYPE_CHECKING:
    from collections.abc import Callable

    Handle = Callable[[Any, bytes], tuple[Any, bytes]]

GRACE = 2
"""Seconds of processor time that a worker may take beyond its limit before the system ends it."""
NICE = 19
RESERVED = 1_000_000_000
"""Bytes of addresses that the threads of a worker may reserve, as those of C and Rust do, without filling them."""


def main() -> None:
    """Prepare as the argument says, tell the server what there is, and fork workers until it goes away."""
    plan = json.loads(sys.argv[1])
    control = socket.socket(fileno=plan["control"])
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module = importlib.import_module(plan["module"])
    try:
        handle, catalogue = module.prepare(plan)
    except ArkgError as fault:
        control.sendall(pack({"fault": [fault.what, fault.where, fault.remedy]}))
        return
    gc.collect()
    gc.freeze()
    control.sendall(pack(catalogue))
    with suppress(ConnectionError):
        obey(control, handle, plan)


def obey(control: socket.socket, handle: Handle, plan: dict[str, Any]) -> None:
    """Fork, slow down and bury workers as the server asks, one order at a time, until it goes away."""
    children: set[int] = set()
    while True:
        order, links, _, _ = socket.recv_fds(control, 4096, 1)
        if not order:
            break
        said = json.loads(order)
        match said["do"]:
            case "fork":
                reply: Any = fork(control, links[0], handle, plan)
                children.add(reply)
            case "nice":
                reply = slow_down(said["pid"], children)
            case _:
                reply = bury(said["pid"], children)
        for pid in [each for each in children if os.waitpid(each, os.WNOHANG)[0]]:
            children.discard(pid)
        control.sendall(pack(reply))
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def fork(control: socket.socket, link: int, handle: Handle, plan: dict[str, Any]) -> int:
    """Begin a worker that listens on this link; give its process number."""
    pid = os.fork()
    if pid:
        os.close(link)
        return pid
    status = 1
    try:
        control.close()
        die_with_parent()
        bound_memory(plan["memory"])
        work(socket.socket(fileno=link), handle, plan["time"])
        status = 0
    finally:
        os._exit(status)


def work(link: socket.socket, handle: Handle, limit: float) -> None:
    """Do one job after the other, until the server hangs up; what goes wrong beyond an ArkgError ends the worker."""
    with suppress(EOFError, ConnectionError, MemoryError):
        while True:
            said, body = receive(link)
            bound_processor_time(limit)
            link.sendall(pack(*handle(said, body)))


def slow_down(pid: int, children: set[int]) -> int:
    """Let a worker yield the processor to all others."""
    if pid in children:
        os.setpriority(os.PRIO_PROCESS, pid, NICE)
    return pid


def bury(pid: int, children: set[int]) -> int:
    """End a worker where it has not ended by itself; give how it ended, as ``os.waitpid`` does."""
    if pid not in children:
        return 0
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        children.discard(pid)
        return status
    os.kill(pid, signal.SIGKILL)
    return signal.SIGKILL


def bound_memory(limit: int) -> None:
    """Let the system refuse this process much more than twice its limit, should the server not end it in time."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        most = int(statm.read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE") + 2 * limit + RESERVED
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def bound_processor_time(limit: float) -> None:
    """Let the system end this process where a job takes much more processor time than its limit, come what may."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + limit) + GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def die_with_parent() -> None:
    """Let the system end this process with its parent (Linux; elsewhere it ends at its next job)."""
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - only Linux needs it

    death_signal = 1  # PR_SET_PDEATHSIG, see prctl(2)
    ctypes.CDLL(None).prctl(death_signal, signal.SIGKILL)
