"""A process measured from outside: what CPU it and its children took, its peak memory, when it was started."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOOK = 0.02  # seconds between two looks whether a run is done
PATIENCE = 240.0  # seconds until a run is given up


class RunError(Exception):
    """A run failed; the text ends with what the process said."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """How to start a process, and whether it ends by itself; one that doesn't is told to by SIGTERM."""

    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    ends: bool = False


@dataclass(slots=True)
class Run:
    """What a process took: seconds of CPU, its children's too, and MiB of memory, without theirs."""

    began: float  # seconds of time.monotonic
    cpu: float = 0.0
    peak_mib: float = 0.0
    processes: int = 1  # seen at once


def run_until(contestant: Contestant, done: Callable[[], bool], log: Path, stdin: Any = subprocess.DEVNULL) -> Run:
    """Start it, wait until it is `done` or ends by itself, and give what it took until its end."""
    with log.open("wb") as output:
        run = Run(time.monotonic())
        process = subprocess.Popen(
            contestant.command,
            env=dict(contestant.environment),
            cwd=contestant.folder,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=output,
        )
        try:
            code, usage = _wait(process, contestant, done, run)
        except BaseException:
            process.kill()
            raise
    if code != 0:
        raise RunError(f"exit code {code}: {' '.join(contestant.command)}\n{log.read_text('utf-8', 'replace')[-2000:]}")
    run.cpu = usage.ru_utime + usage.ru_stime
    return run


def _wait(process: Any, contestant: Contestant, done: Callable[[], bool], run: Run) -> tuple[int, Any]:
    """The exit code, and what the kernel counted for the process and for the children that it waited for."""
    finished = False
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage
        if time.monotonic() - run.began > PATIENCE:
            raise RunError(f"not done within {PATIENCE:.0f} s: {' '.join(contestant.command)}")
        run.peak_mib = max(run.peak_mib, peak_mib(process.pid))
        run.processes = max(run.processes, 1 + len(children(process.pid)))
        if not finished and not contestant.ends:
            finished = done()
            if finished:
                process.send_signal(signal.SIGTERM)
        time.sleep(LOOK)


def peak_mib(pid: int) -> float:
    """The most memory that a process has held, in MiB; 0 where it has ended.

    What wait4 says would count what this process held when it forked.
    """
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # the thread has ended meanwhile
            found += map(int, task.read_text().split())
    return found
