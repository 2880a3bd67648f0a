"""(d) Lines on standard input to the output null, without a filter: what an event costs before anything is done.

Cost as in `kafka.py`: a long input less a short one.
"""

from typing import Any

from bench.figures import compared
from bench.runs import Contestant, run_until
from bench.stand import ROOT, Stand, python

CONFIG = "input { stdin { codec => json_lines } } output { null {} }"


def measure(stand: Stand) -> dict[str, Any]:
    """Microseconds an event, ours and the floor's."""
    short, long = stand.count(20_000, 5_000), stand.count(300_000, 100_000)
    environment = stand.environment(ROOT)
    ours = python("pipeline", "run", "-e", CONFIG, "--log.level", "warn", "--path.data", stand.folder / "data")
    runs = {
        "ours": Contestant(ours, environment, ROOT, ends=True),
        "floor": Contestant(python("bench.floor", "stdin"), environment, ROOT, ends=True),
    }
    costs: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(stand.rounds(7, 3)):
        for name, contestant in runs.items():
            few, many = (_seconds(stand, contestant, count) for count in (short, long))
            costs[name].append((many - few) / (long - short) * 1e6)
    return {"stdin_null": compared(costs["ours"], costs["floor"])}


def _seconds(stand: Stand, contestant: Contestant, count: int) -> float:
    """Seconds of CPU for so many lines."""
    file = stand.folder / f"{count}.jsonl"
    if not file.exists():
        with file.open("wb") as lines:
            lines.writelines(value + b"\n" for value in stand.repeated(count))
    with file.open("rb") as stdin:
        return run_until(contestant, lambda: False, stand.folder / "run.log", stdin).cpu
