"""`make bench` at tiny counts: every part that needs no service measures, and the JSON has the shape that others read."""

import json

import pytest
from click.testing import CliRunner

from bench.__main__ import COMPARISONS, NOT_QUICK, PARTS, main
from bench.stand import Stand

SHAPES = {
    "filters": {
        "filters": {"us_per_event", "floor_us_per_event", "ratio", "spread", "pairs"},
        "filters_with_ids": {"us_per_event", "floor_us_per_event", "ratio", "spread", "pairs"},
    },
    "stdin": {"stdin_null": {"us_per_event", "floor_us_per_event", "ratio"}},
    "startup": {"startup": {"python_ms", "version_ms", "first_event_ms"}},
    "growth": {
        "growth_filters": {"filters", "us_per_event", "us_per_filter", "last_to_first"},
        "growth_size": {"bytes", "us_per_event", "floor_us", "exponent"},
        "growth_addresses": {"addresses", "us_per_event", "floor_us", "exponent"},
    },
    "profile": {"profile": {"decode", "json", "date", "geoip", "encode", "ids", "all", "floor"}},
}


def run(tmp_path, *arguments):
    file = tmp_path / "results.json"
    command = ["--quick", "--scale", "0.004", "--json", str(file), *arguments]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(file.read_text()), result.stdout


@pytest.mark.parametrize("part", SHAPES)
def test_shape(tmp_path, part):
    results, shown = run(tmp_path, "--only", part)
    assert set(results) == {"run", *SHAPES[part]}
    assert {"revision", "python", "processors", "load", "batch", "quick"} <= set(results["run"])
    for name, keys in SHAPES[part].items():
        assert keys <= set(results[name])
    assert f"batches of {results['run']['batch']} records" in shown


def test_two_revisions_are_compared(tmp_path):
    results, _ = run(tmp_path, "--base", "HEAD", "--only", "filters")
    found = results["compare_filters"]
    assert found["us_per_event"] > 0 < found["base_us_per_event"]
    assert len(found["spread"]) == 2


def test_a_revision_that_does_not_exist_is_named(tmp_path):
    results, _ = run(tmp_path, "--base", "no-such-revision", "--only", "filters")
    assert results["filters"]["why"].startswith('no revision "no-such-revision" to compare with')


def test_the_base_is_measured_with_its_own_program(tmp_path):
    with Stand(base="HEAD") as stand:
        tree = stand.base_tree
        assert (tree / "pipeline" / "cli.py").is_file() and not (tree / "pipeline").is_symlink()
        assert (tree / "bench").is_symlink()
        assert stand.environment(tree)["PYTHONPATH"] == str(tree)


def test_a_part_that_does_not_exist_is_named_beside_those_that_do():
    result = CliRunner().invoke(main, ["--only", "filters,speed"])
    assert result.exit_code == 2
    assert 'no part is called "speed"; there are: filters, stdin' in result.stderr


def test_what_can_not_be_measured_here_says_why_and_fails_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("tests.services.java.PLACES", ())
    monkeypatch.delenv("JAVA_HOME", raising=False)
    results, shown = run(tmp_path, "--only", "memory")
    assert "Java 17 or newer is needed" in results["memory"]["why"]
    assert "Java 17 or newer is needed" in shown


def test_the_parts_that_take_long_exist():
    assert NOT_QUICK < set(PARTS) > set(COMPARISONS)
