"""The rule of fields, without HTTP: what templates can set, bounds, and that a refused document leaves no trace."""

import pytest

from pipeline.embedded.index.errors import ApiError
from pipeline.embedded.index.kinds import tokens
from pipeline.embedded.index.mapping import FieldMap

# what it shows: (definition, values that are taken, values that are not)
TYPES = {
    "byte": ({"type": "byte"}, [127, "-128", 1.9, None], [128, -129, "x", True]),
    "integer": ({"type": "integer"}, [2**31 - 1], [2**31]),
    "double": ({"type": "double"}, [1, 1.5, "2.5", ""], ["x", True, {}]),
    "keyword": ({"type": "keyword"}, ["x", 1, True, None, ["a", 1]], [{"a": 1}]),
    "ip": ({"type": "ip"}, ["192.0.2.1", "2001:db8::1", None], ["no", 5, {"a": 1}]),
    "date": ({"type": "date"}, ["2026-11-21", 0], ["21.11.2026"]),
    "geo_point": (
        {"type": "geo_point"},
        [{"lat": 1, "lon": 2}, {"lat": "1", "lon": 2.5}, "1,2", [2.5, 1.5], [{"lat": 1, "lon": 2}]],
        [{"lat": 91, "lon": 2}, {"x": 1}, "nope", True, {"lat": 1}],
    ),
    "object that isn't looked into": ({"type": "object", "enabled": False}, [{"a": 1}, {"a": {"b": "x"}}, 5, "x"], []),
    "flattened": ({"type": "flattened"}, [{"a": 1}, {"a": "x"}], []),
    "nested": ({"type": "nested"}, [[{"a": 1}, {"a": 2}]], [5]),
}


@pytest.mark.parametrize(("definition", "good", "bad"), TYPES.values(), ids=TYPES)
def test_types(definition, good, bad):
    fields = FieldMap()
    fields.define({"properties": {"x": definition}})
    for value in good:
        fields.absorb({"x": value}, "1")
    for value in bad:
        with pytest.raises(ApiError):
            fields.absorb({"x": value}, "1")
    assert fields.shown()["properties"]["x"]["type" if definition["type"] != "nested" else "properties"]


def test_a_refused_document_leaves_no_field_behind():
    fields = FieldMap()
    fields.absorb({"n": 1}, "1")
    before = fields.shown(), fields.count
    with pytest.raises(ApiError):
        fields.absorb({"new": {"a": 1, "b": [{"c": "x"}]}, "other": "x", "n": "bad"}, "2")
    assert (fields.shown(), fields.count) == before


def test_a_mapping_that_is_refused_leaves_no_field_behind():
    fields = FieldMap()
    fields.define({"properties": {"n": {"type": "long"}}})
    with pytest.raises(ApiError, match="from type \\[long\\] to \\[keyword\\]"):
        fields.define({"properties": {"new": {"type": "ip"}, "n": {"type": "keyword"}}})
    assert set(fields.shown()["properties"]) == {"n"}


def test_a_thousand_fields_and_no_more():
    fields = FieldMap()
    fields.absorb({f"f{number}": 1 for number in range(999)}, "1")
    with pytest.raises(ApiError, match=r"Limit of total fields \[1000\] .* adding new fields \[2\]"):
        fields.absorb({"text": "counts twice, for its keyword"}, "2")
    fields.absorb({"one": 1}, "3")
    with pytest.raises(ApiError):
        fields.absorb({"more": 1}, "4")
    fields.absorb({"f5": 2, "one": 3}, "5")


@pytest.mark.parametrize(("depth", "good"), [(19, True), (20, False)])
def test_depth(depth, good):
    document = 1
    for _ in range(depth):
        document = {"k": document}
    fields = FieldMap()
    if good:
        fields.absorb({"k": document}, "1")
    else:
        with pytest.raises(ApiError, match="Limit of mapping depth"):
            fields.absorb({"k": document}, "1")


def test_strict():
    fields = FieldMap()
    fields.define({"dynamic": "strict", "properties": {"n": {"type": "long"}}})
    fields.absorb({"n": 1, "empty": None}, "1")
    with pytest.raises(ApiError, match="dynamic introduction of \\[x\\]") as caught:
        fields.absorb({"x": 1}, "1")
    assert caught.value.kind == "strict_dynamic_mapping_exception"


def test_dynamic_false_takes_what_it_does_not_know():
    fields = FieldMap()
    fields.define({"dynamic": False, "properties": {"n": {"type": "long"}}})
    fields.absorb({"x": 1}, "1")
    fields.absorb({"x": "text"}, "1")
    assert set(fields.shown()["properties"]) == {"n"}


def test_dates_may_be_left_as_text():
    fields = FieldMap()
    fields.define({"date_detection": False})
    fields.absorb({"d": "2026-11-21"}, "1")
    assert fields.find("d").type == "text"


DYNAMIC = [
    {"ids": {"match": "*_id", "match_mapping_type": "string", "mapping": {"type": "keyword"}}},
    {"points": {"path_match": "geoip.*location", "mapping": {"type": "geo_point"}}},
    {"numbers": {"match_mapping_type": ["long", "double"], "unmatch": "count", "mapping": {"type": "double"}}},
    {
        "named": {
            "match": "^k\\d$",
            "match_pattern": "regex",
            "mapping": {"type": "{dynamic_type}", "copy_to": "{name}_x"},
        }
    },
    {"strings": {"match_mapping_type": "string", "mapping": {"type": "text", "norms": False}}},
]

# which field: its first value, and the type that it gets
BY_TEMPLATE = {
    "user_id": ("x", "keyword"),
    "n": (1, "double"),
    "count": (1, "long"),
    "s": ("x", "text"),
    "k1": (True, "boolean"),
    "d": ("2026-11-21", "date"),
    "geoip": ({"geo": {"location": {"lat": 1, "lon": 2}}}, "object"),
}


def test_dynamic_templates():
    fields = FieldMap()
    fields.define({"dynamic_templates": DYNAMIC})
    fields.absorb({name: value for name, (value, _) in BY_TEMPLATE.items()}, "1")
    assert {name: fields.find(name).type for name in BY_TEMPLATE} == {
        name: kind for name, (_, kind) in BY_TEMPLATE.items()
    }
    assert fields.find("geoip.geo.location").type == "geo_point"
    assert fields.find("k1").definition["copy_to"] == "k1_x"
    assert fields.find("s").fields == {}


WORDS = {
    "a:b": ["a:b"],
    "u-12_x": ["u", "12_x"],
    "/v1/items/12": ["v1", "items", "12"],
    "192.0.2.1": ["192.0.2.1"],
    "2001:db8::1": ["2001", "db8", "1"],
    "api.py": ["api.py"],
    "Hello, World's 3.14 1,000 x.1 1.x a.b.c foo_bar's": [
        *("hello", "world's", "3.14", "1,000", "x", "1", "1", "x", "a.b.c", "foo_bar's")
    ],
    "2026-11-21T00:00:00.000Z": ["2026", "11", "21t00", "00", "00.000z"],
    "user@example.com": ["user", "example.com"],
    "50%": ["50"],
    "naïve Straße": ["naïve", "straße"],
    "日本 a": ["日", "本", "a"],
    "": [],
}
"""A text, and the words that Elasticsearch's standard analyzer made of it."""


@pytest.mark.parametrize(("text", "words"), WORDS.items())
def test_words(text, words):
    assert tokens(text) == words
