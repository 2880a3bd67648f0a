"""How the cost of an event grows: with the number of filters, its size, distinct addresses, partitions.

In process but for the partitions.  An exponent of 1 is growth in proportion, 0 none; it is taken where the
cost grows fastest.
"""

from collections.abc import Sequence
from statistics import median
from typing import Any

from bench.configs import logs_config, with_filters
from bench.figures import exponent, rounded
from bench.filters import Work, config_work, floor_work, in_turns, kafka_messages
from bench.kafka import Job, SinkTarget, lengths
from bench.records import records
from bench.stand import ROOT, Stand, batches

KINDS = (
    'mutate { replace => { "service" => "%{logger}-%{method}" } }',
    'if [status_code] >= 500 { mutate { add_tag => ["slow"] } }',
    'date { match => ["timestamp", "ISO8601"] }',
    'json { source => "message" target => "inner" }',
)
FILTERS = (4, 20, 100, 200)
PADDING = (0, 1_000, 4_000, 16_000)  # bytes
ADDRESSES = (10, 1_000, 5_000, 20_000)
PARTITIONS = (4, 16, 64)


def measure(stand: Stand) -> dict[str, Any]:
    """All but the partitions, which need Kafka."""
    return {"growth_filters": filters(stand), "growth_size": size(stand), "growth_addresses": addresses(stand)}


def filters(stand: Stand) -> dict[str, Any]:
    """Four kinds of cheap filter over and over; what an event costs without any is taken off."""
    values = stand.values(stand.count(2_000, 1_000))
    chains = {count: [KINDS[number % len(KINDS)] for number in range(count)] for count in (0, *FILTERS)}
    work = {str(count): config_work(stand, with_filters(chain)) for count, chain in chains.items()}
    costs = _medians(stand, work, values)
    each = [(costs[str(count)] - costs["0"]) / count for count in FILTERS]
    return {
        "filters": list(FILTERS),
        "us_per_event": [rounded(costs[str(count)]) for count in FILTERS],
        "us_per_filter": [rounded(cost) for cost in each],
        "last_to_first": rounded(each[-1] / each[0]),
    }


def size(stand: Stand) -> dict[str, Any]:
    """Records with a long field that no filter looks at."""
    work = {"ours": config_work(stand, logs_config(ROOT)), "floor": floor_work(stand.database)}
    found: dict[str, list[float]] = {name: [] for name in work}
    sizes = []
    for padding in PADDING:
        values = list(records(stand.count(2_000, 1_000), padding=padding))
        sizes.append(sum(map(len, values)) / len(values))
        for name, cost in _medians(stand, work, values).items():
            found[name].append(cost)
    return {"bytes": [round(one) for one in sizes], **_against_floor(sizes, found)}


def addresses(stand: Stand) -> dict[str, Any]:
    """More addresses than geoip remembers: in the end every event asks the database."""
    work = {"ours": config_work(stand, logs_config(ROOT)), "floor": floor_work(stand.database)}
    found: dict[str, list[float]] = {name: [] for name in work}
    for count in ADDRESSES:
        distinct = [f"2001:218:{number:x}::1" for number in range(count)]
        values = list(records(stand.count(20_000, 20_000), addresses=distinct))
        for name, cost in _medians(stand, work, values).items():
            found[name].append(cost)
    return {"addresses": list(ADDRESSES), **_against_floor(ADDRESSES, found)}


def partitions(stand: Stand) -> dict[str, Any]:
    """Kafka to the sink with four threads."""
    target = SinkTarget(stand)
    found: dict[str, list[float]] = {"ours": [], "floor": []}
    for count in PARTITIONS:
        job = Job(stand, target, partitions=count)
        makes = {"ours": job.ours, "floor": job.floor}
        for name, costs in job.in_turns(makes, stand.rounds(3, 1), *lengths(stand)).items():
            found[name].append(median(costs))
    return {"growth_partitions": {"partitions": list(PARTITIONS), **_against_floor(PARTITIONS, found)}}


def _medians(stand: Stand, work: dict[str, Work], values: Sequence[bytes]) -> dict[str, float]:
    messages = list(batches(kafka_messages(values)))
    return {name: median(costs) for name, costs in in_turns(work, messages, stand.rounds(7, 3)).items()}


def _against_floor(sizes: Sequence[float], found: dict[str, list[float]]) -> dict[str, Any]:
    return {
        "us_per_event": [rounded(cost) for cost in found["ours"]],
        "floor_us": [rounded(cost) for cost in found["floor"]],
        "exponent": exponent(sizes, found["ours"]),
    }
