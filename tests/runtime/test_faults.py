"""Whatever raises, wherever it does: the worker goes on, the ledger adds up, and the event is kept with its line."""

import json
from importlib import import_module

import pytest

from pipeline.codecs.plain import PlainCodec
from pipeline.filters.drop import DropFilter
from pipeline.filters.mutate import MutateFilter
from pipeline.filters.split import SplitFilter
from pipeline.inputs.generator import GeneratorInput
from pipeline.plugin import Drop, Expand
from tests.inputs.runs import Kept, Running


class SilentError(Exception):
    """Can't even be shown."""

    def __str__(self):
        raise ValueError("no text")


# name -> what makes the exception, as one that was raised before holds the place where it was
FAULTS = {
    "type": lambda: TypeError("'NoneType' object is not subscriptable"),
    "key": lambda: KeyError("a"),
    "assert": AssertionError,
    "stack": lambda: RecursionError("maximum recursion depth exceeded"),
    "memory": MemoryError,
    "letters": lambda: UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    "disk": lambda: OSError(28, "No space left on device"),
    "end": StopIteration,
    "late": TimeoutError,
    "silent": SilentError,
    "unwritable": lambda: ValueError("the event holds what no JSON can"),
}
LINES = [word for name in FAULTS for word in (name, "good")]


def raising(event, *more):
    """Raise what the event's message asks for."""
    name = event.get("message") if isinstance(event, dict) else event.decode()
    if name in FAULTS:
        if name == "unwritable" and isinstance(event, dict):
            event["object"] = object()
        fault = FAULTS[name]()
        raise fault
    return False


def decoding(self, record_decoder=PlainCodec.record_decoder):
    real = record_decoder(self)

    def decode(data):
        raising(data)
        return real(data)

    return decode


def splitting(event):
    raising(event)
    return [event], [event]


# where it raises: (what is replaced, by what, the filters, the line that the dead letter names)
PLACES = {
    "a step": (MutateFilter, "compile", lambda self: raising, "mutate { }", 4),
    "a step in an if": (MutateFilter, "compile", lambda self: raising, "if [message] {\n mutate { } }", 5),
    "a step behind a clone": (MutateFilter, "compile", lambda self: raising, "clone { clones => [] }\n mutate { }", 5),
    "what makes several events": (SplitFilter, "compile", lambda self: Expand(splitting), "split { }", 4),
    "a drop": (DropFilter, "compile", lambda self: Drop(raising), "drop { }", 4),
    "common options": ("pipeline.compiler.generate", "compile_common", lambda plugin: raising, 'json { source => "none" }\n urldecode { field => "message" }', 5),
    "a decoder": (PlainCodec, "record_decoder", decoding, "", None),
    "what an input adds": (GeneratorInput, "decorator", lambda self: raising, "", None),
    "an output that takes an event": (Kept, "collect", None, "", None),
}  # fmt: skip


def collecting(self, event, record, number, collect=Kept.collect):
    raising(event)
    collect(self, event, record, number)


@pytest.mark.parametrize("place", PLACES)
def test_what_raises_never_stops_a_worker(place, tmp_path, monkeypatch):
    owner, name, replacement, filters, line = PLACES[place]
    monkeypatch.setattr(import_module(owner) if isinstance(owner, str) else owner, name, replacement or collecting)
    lines = ", ".join(f'"{word}"' for word in LINES)
    config = f"input {{ generator {{ count => 1 lines => [{lines}] }} }}\n\nfilter {{\n {filters} }}"
    with Running(config, data_path=tmp_path) as running:
        events = running.to_end()
        tally = running.runner.totals()
        assert [worker.state for worker in running.runner.workers] == ["finished"]
    assert [event["message"] for event in events] == ["good"] * len(FAULTS)
    assert (tally.received, tally.delivered, tally.dropped, tally.dead_lettered) == (22, 11, 0, 11)
    written = (tmp_path / "dead_letter_queue" / "main" / "000001.jsonl").read_text().splitlines()
    letters = [json.loads(letter) for letter in written]
    assert [letter["reason"].split(":")[0] for letter in letters] == [type(make()).__name__ for make in FAULTS.values()]
    if line is not None:
        assert {letter["reason"][-17:] for letter in letters} == {f" (config, line {line})"}
    assert all(letter["record"] for letter in letters)
