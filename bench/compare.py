"""Two commits side by side: the program that stands here, and that of a revision, in turns, pair by pair.

Both are measured by this benchmark.  In process each pair is two processes, each against the floor in itself, so that
what disturbs one disturbs its floor too.
"""

import json
import subprocess
from pathlib import Path
from statistics import median
from typing import Any

from bench.figures import ratio, rounded
from bench.kafka import Job, SinkTarget, lengths
from bench.runs import RunError
from bench.stand import ROOT, Stand, python


def filters(stand: Stand) -> dict[str, Any]:
    """The filters alone."""
    found: dict[str, list[dict[str, float]]] = {"here": [], "base": []}
    for _ in range(stand.rounds(7, 3)):
        found["here"].append(_filters_of(stand, ROOT))
        found["base"].append(_filters_of(stand, stand.base_tree))
    over_floor = {name: [one["ratio"] for one in several] for name, several in found.items()}
    costs = {name: median(one["us_per_event"] for one in several) for name, several in found.items()}
    return {"compare_filters": _result(costs, ratio(over_floor["here"], over_floor["base"]))}


def kafka(stand: Stand) -> dict[str, Any]:
    """Kafka to the sink, four threads."""
    job = Job(stand, SinkTarget(stand))
    makes = {"here": job.ours, "base": lambda count: job.ours(count, stand.base_tree)}
    costs = job.in_turns(makes, stand.rounds(7, 3), *lengths(stand))
    medians = {name: median(found) for name, found in costs.items()}
    return {"compare_kafka_sink": _result(medians, ratio(costs["here"], costs["base"]))}


def _filters_of(stand: Stand, tree: Path) -> dict[str, float]:
    """The part `filters` with the program of a tree."""
    file = stand.folder / "filters.json"
    command = python("bench", "--quick", "--only", "filters", "--scale", stand.scale, "--json", file)
    done = subprocess.run(command, cwd=tree, env=stand.environment(tree), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RunError(f"the filters of {tree} could not be measured\n{done.stderr[-2000:]}")
    result: dict[str, float] = json.loads(file.read_text("utf-8"))["filters"]
    return result


def _result(costs: dict[str, float], ratios: dict[str, Any]) -> dict[str, Any]:
    return {"us_per_event": rounded(costs["here"]), "base_us_per_event": rounded(costs["base"]), **ratios}
