"""What a real Logstash made of the same config and input, case by case (README of the recordings: golden/README.md).

`not_yet.txt` lists cases that do not pass so far, a reason behind each; `deviations.txt` those that never will, which
docs/DEVIATIONS.md explains.  Both lists are strict: a listed case that passes is a failure, so that they only shrink.
"""

import base64
import json
import re
from functools import partial
from pathlib import Path

import pytest

from pipeline.compiler.generate import generate
from pipeline.errors import ConfigError
from pipeline.plugin import Context
from pipeline.testing import run_config

HERE = Path(__file__).parent
RECORDED = (
    1_795_431_600_000_000_000  # 2026-11-23T11:00:00Z, the day that `%{+YYYY.MM.dd}` of an event without a time shows
)


def listed(name):
    lines = (HERE / name).read_text().splitlines()
    return {line.split()[0]: line.partition(" ")[2].strip() for line in lines if line and not line.startswith("#")}


NOT_YET, DEVIATIONS = listed("not_yet.txt"), listed("deviations.txt")
CASES = {
    case["id"]: case
    for path in sorted(HERE.glob("*.jsonl"))
    for case in map(json.loads, path.read_text(encoding="utf-8").rstrip("\n").split("\n"))
}


def parameters():
    for name, case in CASES.items():
        reason = NOT_YET.get(name) or NOT_YET.get(f"area:{case['area']}") or DEVIATIONS.get(name)
        marks = [pytest.mark.xfail(reason=reason, strict=f"area:{case['area']}" not in NOT_YET)] if reason else []
        yield pytest.param(case, id=name, marks=marks)


def forget(event, reference):
    """Take out a field whose value the recording could not fix; an element of a list becomes "<now>"."""
    *parents, last = re.findall(r"\[([^\]]+)\]", reference) or [reference]
    node = event
    for name in parents:
        node = child(node, name)
    if isinstance(node, dict):
        node.pop(last, None)
    elif isinstance(node, list) and last.isdigit() and int(last) < len(node):
        node[int(last)] = "<now>"


def child(node, name):
    if isinstance(node, dict):
        return node.get(name)
    return node[int(name)] if isinstance(node, list) and name.isdigit() and int(name) < len(node) else None


def typed(value):
    """A value in which 1, 1.0 and true differ."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return (type(value).__name__, value)


def comparable(events, case):
    for event in events:
        event.pop("host", None)
        for reference in [*case["now"], *case["ignore"]]:
            forget(event, reference)
        if event.get("event") == {}:
            del event["event"]
    return [typed(event) for event in events]


def run(case, databases):
    data = [base64.b64decode(one) for one in case["in_b64"]] if "in_b64" in case else case.get("in", ["{}"])
    more = {key: case[name] for key, name in (("output_codec", "out_codec"), ("settings", "settings")) if name in case}
    config = case["config"].replace("@DB@", str(databases))
    return run_config(config, data, codec=case["codec"], ecs_compatibility=case["ecs"], **more)


@pytest.mark.golden(None, deviations=DEVIATIONS)
@pytest.mark.parametrize("case", list(parameters()))
def test_case(case, databases, monkeypatch):
    monkeypatch.setattr("pipeline.testing.Context", partial(Context, clock=lambda: RECORDED))
    if case["rejected"]:
        with pytest.raises(ConfigError) as refused:
            run(case, databases)
        assert all(one.span is not None or one.kind == "start" for one in refused.value.diagnostics)
        return
    got = run(case, databases)
    if case.get("crashed"):
        return  # Logstash stops here; that ours goes on is what counts
    if "out" in case:
        expected, got = comparable(case["out"], case), comparable(got, case)
        assert got == expected
    else:
        assert got == case["raw_out"]
    monkeypatch.setattr("pipeline.testing.generate", partial(generate, optimise=False))
    plain = run(case, databases)
    assert got == (comparable(plain, case) if "out" in case else plain), "the plain build does it differently"


def test_the_lists_name_real_cases():
    areas = {f"area:{case['area']}" for case in CASES.values()}
    assert set(NOT_YET) <= set(CASES) | areas
    assert set(DEVIATIONS) <= set(CASES)


def test_every_deviation_is_explained():
    text = (HERE.parents[1] / "docs" / "DEVIATIONS.md").read_text()
    assert [name for name in DEVIATIONS if name not in text] == []
