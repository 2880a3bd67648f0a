"""`pipeline demo` from end to end, and what it says when something is wrong."""

import io
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from pathlib import Path

import maxminddb
import orjson
import pytest
from rich.console import Console

from pipeline.embedded import demo
from pipeline.embedded.expected import Check, Expected, checks
from pipeline.embedded.geoip_data import DATABASE
from pipeline.embedded.records import records
from pipeline.embedded.report import show_checks, show_indices

ROOT = Path(__file__).parents[2]
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def demo_process(*arguments: str, code: str = "") -> subprocess.Popen[str]:
    run = ["-c", code] if code else ["-m", "pipeline", "demo"]
    return subprocess.Popen(
        [sys.executable, *run, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )


def test_it_runs_and_everything_adds_up():
    process = demo_process("--count", "600")
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, out + err
    assert "600 records went in" in out
    expected = Expected()
    list(expected.counting(records(600)))
    for number in (expected.errors, expected.located, expected.records - expected.located, expected.plain):
        assert re.search(rf"✓ +{number:,} ", out), number
    assert len(re.findall(r"logs-\d{4}\.\d\d\.\d\d +│ +200 ", out)) == 3
    assert '"geoip": {' in out
    assert "ledger: 600 received = 600 delivered + 0 dropped + 0 dead-lettered + 0 in flight" in out
    assert "✗" not in out


def test_it_stays_up_until_ctrl_c():
    process = demo_process("--count", "50", "--keep")
    out = ""
    while "Ctrl-C" not in out and (line := process.stdout.readline()):
        out += line
    out += "".join(process.stdout.readline() for _ in range(5))
    commands = re.findall(r"curl '([^']+)'", out)
    assert len(commands) == 3
    for url in commands:
        with DIRECT.open(url, timeout=10) as answer:
            assert answer.status == 200
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    with pytest.raises(OSError, match="refused"):
        DIRECT.open(commands[0], timeout=10)


def test_ctrl_c_before_the_end():
    process = demo_process("--count", "200000")
    while "feeding" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == demo.INTERRUPTED


WRONG = """
from pipeline.embedded import demo
from pipeline.embedded.expected import Check
demo.checks = lambda expected, count: [Check("documents are missing", 51, count("*"))]
raise SystemExit(demo.run_demo(keep=False, count=50))
"""


def test_it_fails_when_a_count_is_wrong():
    process = demo_process(code=WRONG)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert re.search(r"✗ +50 documents are missing +\(expected 51\)", out)


@pytest.mark.parametrize("count", [0, -5])
def test_it_needs_a_record(count, capsys):
    assert demo.run_demo(keep=False, count=count) == 1
    assert f"expected one record or more, got --count {count}" in capsys.readouterr().out


def test_it_needs_the_config(monkeypatch, capsys):
    monkeypatch.setattr(demo, "CONFIG", Path("config/none.conf"))
    assert demo.run_demo(keep=False, count=1) == 1
    assert "config/none.conf is missing" in capsys.readouterr().out


def test_the_environment_is_as_it_was(monkeypatch):
    monkeypatch.setenv("KAFKA_BOOTSTRAP", "mine:9092")
    monkeypatch.delenv("ELASTICSEARCH_HOSTS", raising=False)
    with demo.environment({"KAFKA_BOOTSTRAP": "a", "ELASTICSEARCH_HOSTS": "b"}):
        assert (os.environ["KAFKA_BOOTSTRAP"], os.environ["ELASTICSEARCH_HOSTS"]) == ("a", "b")
    assert os.environ["KAFKA_BOOTSTRAP"] == "mine:9092"
    assert "ELASTICSEARCH_HOSTS" not in os.environ


def test_what_is_expected_is_told_from_the_records_alone():
    expected = Expected()
    passed = [orjson.loads(record) for record in expected.counting(records(2000))]
    with maxminddb.open_database(str(DATABASE)) as database:
        located = sum(database.get(record["client_ip"]) is not None for record in passed)
    assert (expected.records, expected.located) == (2000, located)
    assert expected.errors == sum(record["level"] == "ERROR" for record in passed)
    assert expected.days == Counter("logs-" + record["timestamp"][:10].replace("-", ".") for record in passed)
    assert sum(check.expected for check in checks(expected, lambda query: 0)[2:4]) == 2000


def test_a_check_says_what_is_wrong():
    console = Console(width=200, record=True, file=io.StringIO())
    show_checks(console, 10, [Check("are good", 1234, 1234), Check("are bad", 5, 4)], 2.0)
    text = console.export_text()
    assert "10 records went in and were indexed within 2.0 s, 5 a second" in text
    assert "✓     1,234 are good\n" in text
    assert "✗         4 are bad  (expected 5)\n" in text


@pytest.mark.parametrize(
    ("found", "good"),
    [({"a": 1, "b": 2}, True), ({"a": 1}, False), ({"a": 1, "b": 3}, False), ({"a": 1, "b": 2, "c": 1}, False)],
)
def test_indices_must_be_the_expected_ones(found, good):
    console = Console(file=io.StringIO())
    assert show_indices(console, {"a": 1, "b": 2}, found) is good
