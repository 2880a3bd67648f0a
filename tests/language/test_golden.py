"""The recordings of a real Logstash: what its parser refused, ours refuses, and what it read, ours reads."""

import json
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.language import parse, to_text
from pipeline.source import Source

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = {
    case["id"]: case
    for path in sorted(GOLDEN.glob("*.jsonl"))
    for case in map(json.loads, path.read_text(encoding="utf-8").rstrip("\n").split("\n"))
}
# Refused by what stands in the tree, which the compiler looks at.
LATER = {"lang-rej-undefined-env-in-condition", "lang-rej-comparison-regex-rhs"}
# Refused here, though recorded without its kind or as the plugin's matter.
EARLIER = {"lang-rej-quoted-plugin-name", "mutate-gsub-quotes", "mutate-add-field-dup-key"}


def is_refused(case):
    kind = (case.get("error") or {}).get("kind") if case.get("rejected") else None
    return case["id"] in EARLIER or (kind in ("syntax", "compile") and case["id"] not in LATER)


def escapes(case):
    return bool((case.get("settings") or {}).get("config.support_escapes"))


REFUSED = [case for case in CASES.values() if is_refused(case)]
READ = [case for case in CASES.values() if not is_refused(case)]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["id"])
def test_refused(case):
    with pytest.raises(ConfigError) as refused:
        parse(Source("a.conf", case["config"]), support_escapes=escapes(case))
    found = refused.value.diagnostics[-1].kind
    assert (case.get("error") or {}).get("kind", found) == found


def test_read():
    """One test for all: a thousand of them would hide the rest of the list."""
    for case in READ:
        tree = parse(Source(case["id"], case["config"]), support_escapes=escapes(case))
        printed = to_text(tree, support_escapes=escapes(case))
        assert tree == parse(Source(case["id"], printed), support_escapes=escapes(case))


def test_escapes_are_those_that_were_recorded():
    case = CASES["lang-support-escapes"]
    plugin = parse(Source("a.conf", case["config"]), support_escapes=True).sections[0].body[0]
    values = {key.text: value.text for key, value in plugin.options[0].value.pairs}
    assert {name: case["out"][0][name] for name in values} == values
