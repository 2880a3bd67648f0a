"""Templates: fields and dates in a text (golden/notes/event.md 5-8)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FieldError
from pipeline.sprintf import compile_template, reference_of
from pipeline.timestamp import Timestamp

WHEN = Timestamp("2024-02-03T04:05:06.123456Z")
EVENT = {
    "@timestamp": WHEN, "s": "x", "i": -5, "f": 1.0, "t": True, "n": None, "e": "", "l": [1, "a", None, 2.0, [True, [3]]], "m": {"k": 1e7},
    "lm": [{"k": [1, None]}], "d": Decimal("1.10"), "a.b": "dot", " s ": "blank", "s}": "no", "{y": "brace", "@metadata": {"x": {"y": 2}},
}  # fmt: skip
TEXTS = {
    "": "", "plain": "plain", "%{s}": "x", "<%{s}>": "<x>", "%{s}%{s}": "xx", "%{i}|%{f}|%{t}|%{e}|%{d}": "-5|1.0|true||1.10",
    "%{n}": "%{n}", "%{x}": "%{x}", "%{[m][k]}": "1.0E7", "%{[m][x]}": "%{[m][x]}", "%{[s][x]}": "%{[s][x]}", "%{l}": "1,a,,2.0,true,3",
    "%{[l][0]}-%{[l][-2]}-%{[l][9]}": "1-2.0-%{[l][9]}", "%{m}": '{"k":1.0E7}', "%{lm}": "{k=[1, null]}", "%{a.b}": "dot", "%{ s }": "blank",
    "%{s": "%{s", "%{": "%{", "%%{s}": "%x", "%{s}}": "x}", "{s} %(s) $s #{s}": "{s} %(s) $s #{s}", "\\%{s}": "\\x", "%{a%{s}": "%{a%{s}",
    "%{@timestamp}": str(WHEN), "%{}": "1706933106", "%{+}": "1706933106", "%{+%}": "1706933106", "%{+%s}": "1706933106",
    "logs-%{+YYYY.MM.dd}": "logs-2024.02.03", "%{+yyyy}/%{s}/%{+HH}": "2024/x/04", "%{{yyyy-MM-dd HH:mm:ss.SSSSSS}}": "2024-02-03 04:05:06.123456",
    "%{{}}": "", "%{{y} z": "brace z", "%{{x} z": "%{{x} z", "%{[@metadata][x][y]}": "2", "%{@metadata}": '{"x":{"y":2}}', "a\nb%{s}": "a\nbx",
    "%{[[m][k]]}": "1.0E7",
}  # fmt: skip
FAULTY = ["%{[s}", "%{s]}", "%{s[x]}", "%{[]}", "x %{[m][%{s}]}", "%{+b}", "%{{b}}", "%{{yyyy}"]


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_text(text, expected):
    template = compile_template(text)
    assert template.render(EVENT) == expected
    assert type(template.render(EVENT)) is str
    assert template.faults == []


@pytest.mark.parametrize("text", FAULTY)
def test_faulty(text):
    template = compile_template(text)
    assert template.faults
    with pytest.raises(FieldError):
        template.render(EVENT)


@pytest.mark.parametrize("text", ["<%{+yyyy}>", "<%{{yyyy}}>", "<%{+%s}>", "<%{}>"])
def test_dates_without_a_time_are_empty(text):
    assert compile_template(text).render({}) == "<>"


def test_the_time_itself_stays_literal_without_one():
    assert compile_template("%{@timestamp}").render({}) == "%{@timestamp}"


def test_the_current_time_comes_from_the_clock():
    assert compile_template("%{{TIME_NOW}}", lambda: 1_500_000_123_456_789).render({}) == "1970-01-18T08:40:00.123456Z"


def test_what_is_filled_in_is_not_filled_in_again():
    assert compile_template("%{a}").render({"a": "%{b}", "b": "x"}) == "%{b}"


def test_constants_and_fields_are_known():
    template = compile_template("%{a}-%{[b][c]} %{+yyyy}")
    assert (template.constant, template.fields) == (False, ["a", "[b][c]"])
    assert compile_template("100%").constant


@given(st.text("%{}[]+sax '"))
def test_any_text_gives_a_text_or_a_fault(text):
    template = compile_template(text)
    try:
        assert type(template.render(EVENT)) is str
    except FieldError:
        assert template.faults
    else:
        assert not template.faults


@given(st.text(st.characters(exclude_characters="%")))
def test_texts_without_placeholders_stay(text):
    assert compile_template(text).render({}) == text


@pytest.mark.parametrize(
    ("text", "path"), [("a", ["a"]), ("[a][%{s}]", ["a", "x"]), ("f_%{i}", ["f_-5"]), ("%{n}", ["%{n}"])]
)
def test_names_of_fields(text, path):
    assert reference_of(text)(EVENT).path == tuple(path)


@pytest.mark.parametrize("text", ["a[b]", "[a][%{e}]", "%{[a}"])
def test_names_that_are_none(text):
    with pytest.raises(FieldError):
        reference_of(text)(EVENT)
