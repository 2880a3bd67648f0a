"""The methods of Ruby's types; importing this package registers all of them."""

from pipeline.ruby.methods import (
    arrays,
    enumerables,
    events,
    hashes,
    iteration,
    matches,
    numbers,
    objects,
    strings,
    stringscan,
    stringsets,
    times,
)

__all__ = [
    "arrays",
    "enumerables",
    "events",
    "hashes",
    "iteration",
    "matches",
    "numbers",
    "objects",
    "strings",
    "stringscan",
    "stringsets",
    "times",
]
