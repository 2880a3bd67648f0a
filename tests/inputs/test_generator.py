"""The input generator, against the recordings and by itself."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.inputs.generator import GeneratorInput, Line
from pipeline.plugin import Context
from tests.inputs.runs import Running, as_recorded

HOST = socket.gethostname()
GOLDEN = Path(__file__).parents[1] / "golden" / "wire" / "inputs.jsonl"
CASES = [case for case in map(json.loads, GOLDEN.read_text("utf-8").splitlines()) if case["id"].startswith("generator")]


def drain(plugin: GeneratorInput, limit: int = 3) -> list[tuple[bytes, int]]:
    records: list[tuple[bytes, int]] = []
    for reader in plugin.open():
        while not reader.finished:
            records += reader.poll(limit, 0)
    return records


def decorated(event: dict[str, Any], ecs: str = "v8") -> dict[str, Any]:
    GeneratorInput(Context(ecs_compatibility=ecs)).decorator()(event, Line(b"x", 4))
    return event


def test_lines_go_round():
    plugin = GeneratorInput(lines=["a", "ü"], count=2)
    assert drain(plugin) == [(b"a", 0), ("ü".encode(), 0), (b"a", 1), ("ü".encode(), 1)]


def test_each_thread_gives_all():
    assert drain(GeneratorInput(message="m", count=2, threads=2)) == [(b"m", 0), (b"m", 1)] * 2


def test_without_a_count_there_is_no_end():
    (reader,) = GeneratorInput().open()
    assert [record.sequence for record in [*reader.poll(2, 0), *reader.poll(2, 0)]] == [0, 1, 2, 3]
    assert not reader.finished


def test_a_line_from_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    path = tmp_path / "in"
    path.write_text("typed\nnot read\n")
    with path.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert drain(GeneratorInput(message="stdin", count=1)) == [(b"typed", 0)]


def test_facts():
    assert decorated({}) == {"host": {"name": HOST}, "event": {"sequence": 4}}
    assert decorated({}, "disabled") == {"host": HOST, "sequence": 4}
    assert decorated({"host": "own", "event": "text"}) == {"host": "own", "event": "text"}


def test_no_threads():
    with pytest.raises(ConfigError, match="at least 1"):
        GeneratorInput(threads=0)


@pytest.mark.golden("wire/inputs")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_recorded(case: dict[str, Any]):
    with Running(case["config"] + case["filter"], ecs=case["ecs"]) as running:
        events = running.to_end()
    assert [as_recorded(event, {}) for event in events] == case["out"]
