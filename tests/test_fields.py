"""Field references: what is one, and what getting, setting and removing do (golden/notes/event.md 1, 9, 13, 14)."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FieldError
from pipeline.fields import MISSING, FieldReference, ReferenceSyntaxError, parse_reference
from pipeline.timestamp import Timestamp

PATHS = {
    "a": ["a"], "a.b": ["a.b"], " a ": [" a "], "": [""], "[a]": ["a"], "[a][b]": ["a", "b"], "[ a ]": [" a "], "[a,b]": ["a,b"],
    "[[a][b]]": ["a", "b"], "[[a]][b]": ["a", "b"], "[a][[b][c]]": ["a", "b", "c"], "[[[a]]]": ["a"], "[@metadata][x]": ["@metadata", "x"],
    "%{a}": ["%{a}"], '["a"]': ['"a"'],
}  # fmt: skip
NO_PATHS = [
    "[]",
    "[[]]",
    "[a",
    "a]",
    "]",
    "[",
    "a[b]",
    "[a]b",
    "[a[b]]",
    "[[a]b]",
    "[a][]",
    "[a]]",
    "[[a]",
    "[a] [b]",
    "x[a]",
    "[a][",
]


@pytest.mark.parametrize(("text", "path"), PATHS.items())
def test_a_reference(text, path):
    assert parse_reference(text).path == tuple(path)


@pytest.mark.parametrize("text", NO_PATHS)
def test_no_reference(text):
    with pytest.raises(ReferenceSyntaxError):
        parse_reference(text)


@given(st.lists(st.text(st.characters(exclude_characters="[]"), min_size=1), min_size=1))
def test_names_in_brackets_are_the_path(names):
    assert parse_reference("".join(f"[{name}]" for name in names)).path == tuple(names)


@given(st.text("[]ab"))
def test_any_text_is_a_reference_or_an_error(text):
    with contextlib.suppress(ReferenceSyntaxError):
        assert parse_reference(text).path


def test_references_are_equal_by_their_path():
    assert parse_reference("[a]") == parse_reference("a") == FieldReference("x", ("a",))
    assert len({parse_reference("[[a][b]]"), parse_reference("[a][b]")}) == 1


EVENT = {"a": {"b": {"c": 1}, "n": None}, "l": [1, [2, {"k": 3}], None], "t": "text", "n": None, "": 0}
READ = {
    "t": "text", "n": None, "x": MISSING, "": 0, "[a][b]": {"c": 1}, "[a][b][c]": 1, "[a][n]": None, "[a][x]": MISSING,
    "[t][x]": MISSING, "[n][x]": MISSING, "[x][y][z]": MISSING, "[a][b][c][d]": MISSING, "[l][0]": 1, "[l][-1]": None,
    "[l][1][1][k]": 3, "[l][3]": MISSING, "[l][-4]": MISSING, "[l][x]": MISSING, "[l][+0]": 1, "[l][00]": 1, "[l][ 0]": MISSING,
    "[l][1.0]": MISSING, "[l][1][-1][k]": 3, "@metadata": {}, "[@metadata][x]": MISSING, "[l][99999999999999999999]": MISSING,
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_get(text, value):
    found = parse_reference(text).getter(MISSING)(EVENT)
    assert found is value or found == value
    assert parse_reference(text).getter()(EVENT) == (None if value is MISSING else value)


# what it shows: (reference, the event that goes in, the event that comes out)
SET = {
    "a field": ("a", {}, {"a": "new"}),
    "a field that is there": ("a", {"a": {"b": 1}}, {"a": "new"}),
    "maps are made": ("[a][b][c]", {}, {"a": {"b": {"c": "new"}}}),
    "maps that are there stay": ("[a][b]", {"a": {"c": 1}}, {"a": {"b": "new", "c": 1}}),
    "a number makes a map": ("[a][0]", {}, {"a": {"0": "new"}}),
    "an element": ("[l][0]", {"l": [1, 2]}, {"l": ["new", 2]}),
    "an element from the end": ("[l][-1]", {"l": [1, 2]}, {"l": [1, "new"]}),
    "the list is padded": ("[l][3]", {"l": [1]}, {"l": [1, None, None, "new"]}),
    "a word is ignored": ("[l][x]", {"l": [1]}, {"l": [1]}),
    "a word on the way is ignored": ("[l][x][y]", {"l": [1]}, {"l": [1]}),
    "a map in a list": ("[l][0][k]", {"l": [{}]}, {"l": [{"k": "new"}]}),
    "a map at the end of a list": ("[l][1][k]", {"l": [1]}, {"l": [1, {"k": "new"}]}),
    "metadata": ("[@metadata][a]", {}, {"@metadata": {"a": "new"}}),
    "tags": ("tags", {"tags": ["a"]}, {"tags": "new"}),
    "tags elsewhere": ("[a][tags]", {}, {"a": {"tags": "new"}}),
}
NOT_SET = {
    "below a text": ("[a][b]", {"a": "t"}, 1),
    "below a number": ("[a][b][c]", {"a": {"b": 1}}, 1),
    "below null": ("[a][b]", {"a": None}, 1),
    "below null in a list": ("[l][0][k]", {"l": [None]}, 1),
    "before the start": ("[l][-2]", {"l": [1]}, 1),
    "before the start on the way": ("[l][-2][k]", {"l": [1]}, 1),
    "far behind the end": ("[l][20000]", {"l": [1]}, 1),
    "a text as the time": ("@timestamp", {}, "2024-01-01T00:00:00Z"),
    "below the time": ("[@timestamp][x]", {"@timestamp": Timestamp("2024-01-01T00:00:00.000Z")}, 1),
    "a number as tags": ("tags", {}, 1),
    "null as tags": ("tags", {}, None),
    "numbers in tags": ("tags", {}, ["a", 1]),
    "a time as tags": ("tags", {}, Timestamp("2024-01-01T00:00:00.000Z")),
    "below tags": ("[tags][x]", {}, "a"),
    "an element of tags": ("[tags][0]", {"tags": ["a"]}, "b"),
    "a text as metadata": ("@metadata", {}, "x"),
}


@pytest.mark.parametrize(("text", "event", "expected"), SET.values(), ids=SET)
def test_set(text, event, expected):
    parse_reference(text).setter()(event, "new")
    assert event == expected


@pytest.mark.parametrize(("text", "event", "value"), NOT_SET.values(), ids=NOT_SET)
def test_not_set(text, event, value):
    with pytest.raises(FieldError):
        parse_reference(text).setter()(event, value)


# what it shows: (reference, the event that goes in, what is removed, the event that comes out)
REMOVED = {
    "a field": ("a", {"a": None, "b": 1}, None, {"b": 1}),
    "a field that is absent": ("a", {"b": 1}, MISSING, {"b": 1}),
    "a field below": ("[a][b]", {"a": {"b": 1}}, 1, {"a": {}}),
    "a field below nothing": ("[a][b][c]", {"a": {}}, MISSING, {"a": {}}),
    "a field below a text": ("[a][b]", {"a": "t"}, MISSING, {"a": "t"}),
    "an element": ("[l][0]", {"l": [1, 2]}, 1, {"l": [2]}),
    "an element from the end": ("[l][-1]", {"l": [1, 2]}, 2, {"l": [1]}),
    "null in a list": ("[l][0]", {"l": [None]}, None, {"l": []}),
    "no element": ("[l][5]", {"l": [1]}, MISSING, {"l": [1]}),
    "metadata": ("@metadata", {"@metadata": {"a": 1}}, {"a": 1}, {}),
    "no metadata": ("@metadata", {}, {}, {}),
    "metadata in part": ("[@metadata][a]", {"@metadata": {"a": 1}}, 1, {"@metadata": {}}),
}


@pytest.mark.parametrize(("text", "event", "removed", "left"), REMOVED.values(), ids=REMOVED)
def test_remove(text, event, removed, left):
    assert parse_reference(text).remover()(event) == removed
    assert event == left


def test_missing_is_false_and_says_so():
    assert not MISSING
    assert repr(MISSING) == "MISSING"
