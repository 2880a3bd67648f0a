"""The methods of Ruby's types; importing this package registers all of them."""

from pipeline.ruby.methods import (
    arrays,
    csvlines,
    enumerables,
    events,
    hashes,
    iteration,
    matches,
    numbers,
    objects,
    sets,
    strings,
    stringscan,
    stringsets,
    times,
)

__all__ = [
    "arrays",
    "csvlines",
    "enumerables",
    "events",
    "hashes",
    "iteration",
    "matches",
    "numbers",
    "objects",
    "sets",
    "strings",
    "stringscan",
    "stringsets",
    "times",
]
