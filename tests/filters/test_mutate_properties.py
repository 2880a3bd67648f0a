"""Mutate on any event: nothing is raised, an event is failed or not, and two equal events come out equal."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from pipeline.event import from_data
from pipeline.filters.mutate import MutateFilter

NAMES = [
    "a",
    "b",
    "[a][b]",
    "[a][0]",
    "[b][-1]",
    "[a][b][c]",
    "tags",
    "@timestamp",
    "@metadata",
    "[@metadata][a]",
    "%{a}",
    "[%{b}]",
    "a]",
    "",
]
names = st.sampled_from(NAMES)
texts = st.sampled_from(
    ["", "x", "1", "1.5", "-", " y ", "true", "%{a}", "%{[a][b]}", "%{+yyyy}", "%{+b}", "a,b", "\\1", "\\k<n>", "[a]"]
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
events = st.dictionaries(st.sampled_from(["a", "b", "c"]), values) | st.fixed_dictionaries(
    {"tags": texts | st.lists(texts), "a": values}
)
lists = st.lists(names, max_size=3)
OPTIONS = {
    "coerce": st.dictionaries(names, values.filter(lambda value: value is not None), max_size=2),
    "rename": st.dictionaries(names, names, max_size=2),
    "update": st.dictionaries(names, texts, max_size=2),
    "replace": st.dictionaries(names, texts, max_size=2),
    "convert": st.dictionaries(
        names, st.sampled_from(["integer", "float", "boolean", "string", "integer_eu", "float_eu"]), max_size=2
    ),
    "gsub": st.tuples(names, st.sampled_from(["x", r"\s", "(?<n>.)", "(.)", "^", "%{a}"]), texts).map(list),
    "uppercase": lists,
    "capitalize": lists,
    "lowercase": lists,
    "strip": lists,
    "split": st.dictionaries(names, st.sampled_from([",", " ", "", 1]), max_size=2),
    "join": st.dictionaries(names, st.sampled_from([",", "", 1]), max_size=2),
    "merge": st.dictionaries(names, names | lists, max_size=2),
    "copy": st.dictionaries(names, names | lists, max_size=2),
    "add_field": st.dictionaries(names, texts | st.lists(texts, max_size=2), max_size=2),
    "remove_field": lists,
    "add_tag": st.lists(texts, max_size=2),
    "remove_tag": st.lists(texts, max_size=2),
}
options = st.fixed_dictionaries({}, optional=OPTIONS)


@given(options, events)
def test_any_event_goes_through(chosen, data):
    mutate = MutateFilter(**copy.deepcopy(chosen)).compile()
    event = from_data(copy.deepcopy(data), lambda: 0)
    twin = copy.deepcopy(event)
    matched = mutate(event)
    assert matched is mutate(twin)
    assert event == twin
    assert matched or "_mutate_error" in event["tags"]


@given(options, events)
def test_an_event_keeps_nothing_of_another(chosen, data):
    mutate = MutateFilter(**copy.deepcopy(chosen)).compile()
    first, second = (from_data(copy.deepcopy(data), lambda: 0) for _ in range(2))
    mutate(first)
    before = copy.deepcopy(first)
    mutate(second)
    assert first == before
