"""The file input on recordings of a real Logstash."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.inputs.runs import Running, as_recorded

GOLDEN = Path(__file__).parents[1] / "golden" / "wire" / "inputs.jsonl"
CASES = [case for case in map(json.loads, GOLDEN.read_text("utf-8").splitlines()) if case["id"].startswith("file")]


@pytest.mark.golden("wire/inputs")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_recorded(case: dict[str, Any], tmp_path: Path):
    for number, (name, content) in enumerate(case["files"].items()):
        path = tmp_path / name
        path.write_text(content, "utf-8", newline="")
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
    config = case["config"].replace("@DIR@", str(tmp_path)) + case["filter"]
    with Running(config, ecs=case["ecs"], data_path=tmp_path / "data") as running:
        if "exit_after_read" in config:
            running.to_end()
        else:
            running.until_events(len(case["out"]))
    events = [as_recorded(event, {str(tmp_path): "@DIR@"}) for event in running.events]
    if case.get("unordered"):
        events, case["out"] = sorted(events, key=repr), sorted(case["out"], key=repr)
    assert len(events) == len(case["out"])
    assert all(event in case["out"] for event in events)
    assert case.get("unordered") or events == case["out"]
    after = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir() if path.is_file()}
    expected = {name: text.replace("@DIR@", str(tmp_path)) for name, text in case["files_after"].items()}
    assert {name: sorted(text.splitlines()) for name, text in after.items()} == {
        name: sorted(text.splitlines()) for name, text in expected.items()
    }
