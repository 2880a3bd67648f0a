"""Ruby's values, operators and methods against what a real Ruby says: expressions.jsonl, recorded by record.rb."""

import json
from datetime import UTC
from pathlib import Path

import pytest

from pipeline.ruby import RUN, STEPS, CodeError, Faulty, Piece, caught, compile_program, inspect

RECORDS = [json.loads(line) for line in Path(__file__).with_name("expressions.jsonl").read_text("utf-8").splitlines()]
CASES = {record["code"]: record for record in RECORDS if "code" in record}
# What is known to differ, and why.
DIFFERS = {
    '[1, 2].pack("C*")': "texts have no encoding here, so that of bytes is shown like any other",
    '[1].pack("N")': "as above",
    '"abc".hash == "abc".hash': "hash is left out",
    '[1, 2, 3].cycle.first(5) rescue "no"': "cycle is left out",
    'Time.at(1700000000.123456789r).utc.strftime("%L %N %3N %6N %s") rescue "r"': "numbers ending in r are left out",
    "begin; nil.foo; rescue NoMethodError => e; e.message; end": "a method that nothing has is refused before",
}  # fmt: skip
WORDED_DIFFERENTLY = {'[3, "a"].sort', "Time.utc(2024, 13, 1)", 'IPAddr.new("x")', 'CSV.parse_line("a,\\"b")'}


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setattr(RUN, "zone", UTC)
    monkeypatch.setattr(RUN, "steps", STEPS)
    monkeypatch.setattr(RUN, "error", None)


def result(code):
    """What our own says: as a record has it."""
    try:
        program = compile_program(Piece("code", "main", code))
    except Faulty as faulty:
        return {"refused": str(faulty.faults[0][1])}
    try:
        return {"is": inspect(program.functions["main"]())}
    except Exception as error:  # noqa: BLE001 - whatever it raises is compared
        found = caught(error)
        return {"raises": found.kind, "message": found.message}


@pytest.mark.parametrize("code", [code for code in CASES if code not in DIFFERS])
def test_expression(code):
    expected = {key: value for key, value in CASES[code].items() if key != "code"}
    found = result(code)
    if "refused" in found:  # a call of what nothing has, told before it could be raised
        assert expected.get("raises") == "NoMethodError", found["refused"]
        return
    if code in WORDED_DIFFERENTLY:
        found.pop("message"), expected.pop("message")
    assert found == expected


@pytest.mark.parametrize("code", DIFFERS)
def test_what_is_known_to_differ_still_does(code):
    expected = {key: value for key, value in CASES[code].items() if key != "code"}
    assert result(code) != expected


def test_the_table_is_recorded_and_large():
    assert "JRuby" in RECORDS[0]["about"]
    assert len(CASES) > 1000
    assert issubclass(CodeError, Exception)
