"""Where the microseconds go: config/logs.conf cut after each of its filters, in process, each cut timed in turns.

What a part costs is what a program with it takes more than one without.  All but `decode` have the config's output: a
filter's cost is also that of encoding what it adds, and what the compiler leaves out for this output is left out.
"""

from statistics import median
from typing import Any

from bench.configs import logs_config, section, statements, with_filters, without_ids
from bench.figures import rounded
from bench.filters import RECORDS, config_work, floor_work, in_turns, kafka_messages
from bench.stand import ROOT, Stand, batches


def measure(stand: Stand) -> dict[str, Any]:
    """Microseconds an event for decoding, each filter, encoding and ids."""
    config = logs_config(ROOT)
    filters = statements(config)
    output = section(without_ids(config), "output")
    programs = {"decode": with_filters([]), "encode": with_filters([], output=output)}
    programs |= {
        name_of(text): with_filters(filters[: number + 1], output=output) for number, text in enumerate(filters)
    }
    programs |= {"ids": config}
    work = {name: config_work(stand, text) for name, text in programs.items()}
    messages = list(batches(kafka_messages(stand.values(stand.count(RECORDS, RECORDS)))))
    costs = in_turns({**work, "floor": floor_work(stand.database)}, messages, stand.rounds(31, 9))
    whole = {name: median(found) for name, found in costs.items()}
    floor = whole.pop("floor")
    parts, before = {}, 0.0
    for name, cost in whole.items():
        parts[name], before = rounded(cost - before), cost
    return {"profile": {**parts, "all": rounded(before), "floor": rounded(floor)}}


def name_of(statement: str) -> str:
    """A statement by its first line."""
    return statement.split("\n", maxsplit=1)[0].removesuffix("{").strip()
