"""The results as a table on the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table

NAMES = {
    "filters": "filters alone, in process",
    "filters_with_ids": "the same, and our ids made",
    "kafka_sink": "Kafka to sink, 4 threads",
    "kafka_sink_1_thread": "Kafka to sink, 1 thread",
    "kafka_elasticsearch": "Kafka to Elasticsearch, 4 threads",
    "kafka_elasticsearch_1_thread": "Kafka to Elasticsearch, 1 thread",
    "stdin_null": "stdin to null, no filter",
}


def show(results: dict[str, Any]) -> None:
    """Print what there is."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    run = results["run"]
    console.print(
        f"\nrevision {run['revision']}, Python {run['python']}, {run['processors']} processors, "
        f"load {run['load']:.1f}, batches of {run['batch']} records"
    )
    compared = {name: found for name, found in results.items() if "floor_us_per_event" in found}
    if compared:
        console.print(ratios(compared))
    for name, found in results.items():
        if name not in compared and name != "run":
            console.print(details(name, found))


def ratios(compared: dict[str, Any]) -> Table:
    """Each figure beside its floor."""
    table = Table(title="microseconds of CPU an event", title_justify="left")
    for head in ("", "ours", "floor", "ratio", "spread", "pairs"):
        table.add_column(head, justify="right" if head else "left", no_wrap=True)
    for name, found in compared.items():
        low, high = found["spread"]
        table.add_row(
            NAMES.get(name, name),
            f"{found['us_per_event']:.2f}",
            f"{found['floor_us_per_event']:.2f}",
            f"{found['ratio']:.2f}",
            f"{low:.2f} - {high:.2f}",
            str(found["pairs"]),
        )
    return table


def details(name: str, found: dict[str, Any]) -> str:
    """A part with figures of its own, one a line."""
    return "\n".join([f"\n{name}", *(f"  {key.replace('_', ' ')}: {shown(value)}" for key, value in found.items())])


def shown(value: Any) -> str:
    """A figure or a row of them."""
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(one)}" for key, one in value.items())
    return "-" if value is None else str(value)
