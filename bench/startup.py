"""How long a user waits: for `--version`, and for the first event of a pipeline with the filters of config/logs.conf.

Milliseconds by the clock, the least and the median of several; a bare interpreter's beside it, which is their floor.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from bench.configs import logs_config, statements, with_filters
from bench.figures import rounded
from bench.runs import RunError
from bench.stand import ROOT, Stand, python

Wait = Callable[[], float]
"""() -> seconds"""
STDIN = "input { stdin { codec => json_lines } }"
STDOUT = "output { stdout { codec => json_lines } }"


def measure(stand: Stand) -> dict[str, Any]:
    """Times from the start of a process."""
    environment = stand.environment(ROOT)
    record = stand.values(1)[0] + b"\n"
    config = with_filters(statements(logs_config(ROOT)), STDIN, STDOUT)
    run = python("pipeline", "run", "-e", config, "--log.level", "warn", "--path.data", stand.folder / "data")
    waits: dict[str, Wait] = {
        "python": lambda: until_end([sys.executable, "-c", "pass"], environment),
        "version": lambda: until_end(python("pipeline", "--version"), environment),
        "first_event": lambda: until_event(run, environment, record),
    }
    times: dict[str, list[float]] = {name: [] for name in waits}
    for _ in range(stand.rounds(15, 5)):
        for name, wait in waits.items():
            times[name].append(wait())
    return {"startup": summary(times)}


def until_end(command: list[str], environment: dict[str, str]) -> float:
    """Seconds that a command takes."""
    began = time.perf_counter()
    subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def until_event(command: list[str], environment: dict[str, str], record: bytes) -> float:
    """Seconds until a pipeline has written the event of a record that waits on its standard input."""
    began = time.perf_counter()
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(record)
        process.stdin.flush()
        line = process.stdout.readline()
        took = time.perf_counter() - began
        process.stdin.close()
    if not line:
        raise RunError("the pipeline ended without an event")
    return took


def summary(times: dict[str, list[float]]) -> dict[str, Any]:
    """Milliseconds: the least, since whatever else runs can only add, and the median."""
    least = {f"{name}_ms": rounded(min(found) * 1000) for name, found in times.items()}
    return least | {f"{name}_median_ms": rounded(median(found) * 1000) for name, found in times.items()}
