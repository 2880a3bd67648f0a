"""`make bench`: measure, show a table, write JSON.  What a part can't measure here it says; no figure fails the run."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import click

from bench import compare, filters, growth, ids, kafka, profile, startup, stdin
from bench.report import show
from bench.runs import RunError
from bench.stand import BATCH, ROOT, Stand
from tests.services.maven import DownloadError
from tests.services.missing import MissingToolError
from tests.services.service import ServiceError

Measure = Callable[[Stand], dict[str, Any]]
PARTS: dict[str, Measure] = {
    "filters": filters.measure,
    "stdin": stdin.measure,
    "startup": startup.measure,
    "growth": growth.measure,
    "kafka": kafka.measure,
    "memory": kafka.measure_memory,
    "workers": kafka.measure_workers,
    "partitions": growth.partitions,
    "elasticsearch": kafka.measure_elasticsearch,
    "ids": ids.measure,
    "profile": profile.measure,
}
COMPARISONS: dict[str, Measure] = {"filters": compare.filters, "kafka": compare.kafka}
ON_REQUEST = {"ids"}  # what it measures is Elasticsearch
NOT_QUICK = {"elasticsearch", "partitions", "profile"} | ON_REQUEST
FAULTS = (RunError, DownloadError, MissingToolError, ServiceError)


@click.command()
@click.option(
    "--quick", is_flag=True, help="A minute in place of ten: fewer records and repetitions, no Elasticsearch."
)
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the results here.")
@click.option("--only", help=f"Measure these parts alone: {', '.join(PARTS)}.")
@click.option("--base", default="", help="Compare with the program of this revision.")
@click.option("--scale", type=float, default=1.0, hidden=True, help="Make every count smaller.")
def main(quick: bool, file: Path | None, only: str | None, base: str, scale: float) -> None:
    """Measure what the pipeline costs beside its floor."""
    results: dict[str, Any] = {"run": facts(quick)}
    with Stand(quick=quick, scale=scale, base=base) as stand:
        parts = COMPARISONS if base else PARTS
        for name in chosen(only, parts, NOT_QUICK if quick else ON_REQUEST):
            results |= measured(name, parts[name], stand)
    show(results)
    if file is not None:
        file.write_text(json.dumps(results, indent=2) + "\n", "utf-8")


def chosen(only: str | None, parts: Collection[str], without: Collection[str]) -> list[str]:
    """The names of the parts to measure."""
    names = [name.strip() for name in only.split(",")] if only else [name for name in parts if name not in without]
    unknown = [name for name in names if name not in parts]
    if unknown:
        raise click.UsageError(f'no part is called "{unknown[0]}"; there are: {", ".join(parts)}')
    return names


def measured(name: str, measure: Measure, stand: Stand) -> dict[str, Any]:
    """The results of a part, or why there are none."""
    began = time.monotonic()
    print(f"{name} ... ", end="", file=sys.stderr, flush=True)
    try:
        found = measure(stand)
    except FAULTS as error:
        print("not measured", file=sys.stderr)
        return {name: {"why": str(error)}}
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    return found


def facts(quick: bool) -> dict[str, Any]:
    """What the figures depend on."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "revision": described.stdout.strip(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "batch": BATCH,
        "quick": quick,
    }


if __name__ == "__main__":
    main()
