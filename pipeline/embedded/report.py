"""What the demo prints: counts in words, the daily indices, one document, and what to try next."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.embedded.expected import Check

GOOD, BAD = "[green]✓[/]", "[red]✗[/]"


def show_checks(console: Console, fed: int, checks: Sequence[Check], seconds: float) -> None:
    """How many records went in, and of each kind how many came out."""
    rate = f", {fed / seconds:,.0f} a second" if seconds >= 0.1 else ""  # in less than that nothing can be measured
    console.print(f"\n{fed:,} records went in and were indexed within {seconds:.1f} s{rate}\n")
    for check in checks:
        missed = "" if check.good else f"  [red](expected {check.expected:,})[/]"
        console.print(f"{GOOD if check.good else BAD} {check.found:>9,} {check.text}{missed}")


def show_indices(console: Console, expected: Mapping[str, int], found: Mapping[str, int]) -> bool:
    """The daily indices with their counts; returned is whether they are those that were expected."""
    table = Table("index", ("documents"), title="daily indices", title_justify="left")
    table.columns[1].justify = "right"
    for name in sorted({*expected, *found}):
        count, wanted = found.get(name, 0), expected.get(name, 0)
        missed = "" if count == wanted else f" [red](expected {wanted:,})[/]"
        table.add_row(name, f"{count:,}{missed}")
    console.print()
    console.print(table)
    return dict(found) == dict(expected)


def show_document(console: Console, hit: Mapping[str, Any] | None) -> None:
    """One document as it is indexed."""
    if hit is None:
        return
    console.print(f"\none document: {hit['_index']}/{hit['_id']}", markup=False)
    console.print(json.dumps(hit["_source"], indent=2, ensure_ascii=False), markup=False)


def show_commands(console: Console, url: str, bootstrap: str, topic: str) -> None:
    """What to try while everything stays up."""
    lines = (
        "\neverything stays up until Ctrl-C; try:",
        f"  curl '{url}/_cat/indices?v'",
        f"  curl '{url}/logs-*/_search?q=level:ERROR+AND+geoip.geo.city_name:Berlin&size=1&pretty'",
        f"  curl '{url}/logs-*/_search?size=0&pretty' -H 'Content-Type: application/json' \\",
        """    -d '{"aggs": {"cities": {"terms": {"field": "geoip.geo.city_name.keyword"}}}}'""",
        f"records like these, produced to the topic {topic} at {bootstrap}, are indexed at once",
    )
    for line in lines:
        console.print(line, markup=False)
