"""Filter `dissect`: how texts are cut, what becomes of the parts, and what is refused."""

import pytest

from pipeline.errors import ConfigError
from pipeline.testing import config_warnings, run_filter

FAILED = {"tags": ["_dissectfailure"]}
AB = "%{a} %{b}"

# what it shows: (pattern, text, what the filter sets)
CUTS = {
    "the last field takes the rest": ("%{a}:%{b}", "x:y:z", {"a": "x", "b": "y:z"}),
    "one field": ("%{a}", "x y", {"a": "x y"}),
    "nothing behind the last delimiter": ("%{a}:%{b}", "x:", {"a": "x", "b": ""}),
    "empty parts inside": ("%{a},%{b},%{c}", "1,,3", {"a": "1", "b": "", "c": "3"}),
    "a delimiter is missing": ("%{a}-%{b}|%{c}", "x-y", FAILED),
    "a delimiter too early": ("%{a}-%{b}|%{c}", "x|y-z", FAILED),
    "an empty text": (AB, "", FAILED),
    "an empty text for one field": ("%{a}", "", FAILED),
    "text in front": ("<%{a}>%{b}", "<x>y", {"a": "x", "b": "y"}),
    "text in front is missing": ("<%{a}>%{b}", "x>y", FAILED),
    "text in front comes later": ("<%{a}>%{b}", " <x>y", FAILED),
    "text in front of one field": ("<%{a}", "<x", {"a": "x"}),
    "text behind the last field": ("%{a} %{b}.", "x y. z", {"a": "x", "b": "y"}),
    "text behind the last field is missing": ("%{a} %{b}.", "x y", FAILED),
    "delimiters of several characters": ("%{a} - %{b}", "x-y - z - ", {"a": "x-y", "b": "z - "}),
    "a text that begins with the delimiter": ("%{a},%{b},%{c}", ",2,", {"a": "", "b": "", "c": ",2,"}),
    "the same with another delimiter next": ("%{a},%{b};%{c}", ",x;y", {"a": "", "b": ",x", "c": "y"}),
    "the same with padding": ("%{a->} %{b}", "  x", {"a": "", "b": "x"}),
    "a delimiter behind text in front": ("<%{a},%{b}", "<,x", {"a": "", "b": "x"}),
    "padding": ("%{a->} %{b} %{c}", "x    y z", {"a": "x", "b": "y", "c": "z"}),
    "padding of several characters": ("%{a->}--%{b}", "x-----y", {"a": "x", "b": "-y"}),
    "padding is never given back": ("%{a->} %{b} %{c}", "x  y", FAILED),
    "padding at the end": ("%{a} %{b->}", "x y  ", {"a": "x", "b": "y  "}),
    "padding before the text at the end": ("%{a}[%{b->}]", "x[y]]", {"a": "x", "b": "y"}),
    "no padding": ("%{a} %{b} %{c}", "1  2 3", {"a": "1", "b": "", "c": "2 3"}),
    "no delimiter between": ("%{a}%{b} %{c}", "x y", FAILED),
    "letters and delimiters of all kinds": ("%{größe}→%{b}", "日本→😀", {"größe": "日本", "b": "😀"}),
    "a field is all up to a brace": ("%{a%{b} %{c}", "x y", {"a%{b": "x", "c": "y"}),
    "a brace in a delimiter": ("{%{a}} %{b}", "{x} y", {"a": "x", "b": "y"}),
    "skipped": ("%{} %{?x} %{c}", "1 2 3", {"c": "3"}),
    "skipped at the end": ("%{a} %{}", "1 2 3", {"a": "1"}),
    "an arrow alone has an empty name": ("%{->} %{b}", "1  2", {"": "1", "b": "2"}),
    "a name twice": ("%{a} %{a}", "1 2", {"a": "2"}),
    "nested names": ("%{[h][v]} %{[h][p]}", "GET /x", {"h": {"v": "GET", "p": "/x"}}),
    "dots are letters": ("%{a.b} %{@c}", "1 2", {"a.b": "1", "@c": "2"}),
    "a place on a normal field": ("%{a/2} %{b/1->} %{c}", "1 2  3", {"a": "1", "b": "2", "c": "3"}),
    "three digits are part of the name": ("%{a/123} %{b}", "1 2", {"a/123": "1", "b": "2"}),
    "appended": ("%{t} %{+t},%{+t} %{x}", "d h,m rest", {"t": "d h,m", "x": "rest"}),
    "appended only": ("%{+a} %{+a}", "1 2", {"a": "1 2"}),
    "appended in their order": ("%{+a/2} %{+a/1} %{+a/4} %{+a/3}", "1 2 3 go", {"a": "2 1 go 3"}),
    "appended without a place come first": ("%{+a/1} %{+a}", "1 2", {"a": "2 1"}),
    "appended and padded": ("%{+a->} %{+a}", "1   2", {"a": "1 2"}),
    "normal fields come before appended ones": ("%{+a}-%{a}", "1-2", {"a": "2 1"}),
    "named by a part": ("%{?k}: %{&k}", "google: 77", {"google": "77"}),
    "named by a part that is kept": ("%{k}: %{&k}", "google: 77", {"k": "google", "google": "77"}),
    "named by an empty part": ("%{a},%{?k}=%{&k}", "1,=2", {"a": "1"}),
    "named by nothing": ("%{a} %{&k}", "1 2", {"a": "1"}),
    "named by a reference": ("%{?k}=%{&k}", "[x][y]=1", {"x": {"y": "1"}}),
    "named by half a reference": ("%{a} %{?k}=%{&k}", "1 [x=2", {"a": "1", **FAILED}),
    "a name that is no reference": ("%{a} %{b[c} %{d}", "1 2 3", {"a": "1", **FAILED}),
    "the time is no text": ("%{a} %{@timestamp}", "1 2", {"a": "1", **FAILED}),
    "tags": ("%{tags} %{b}", "1 2", {"tags": "1", "b": "2"}),
}  # fmt: skip


@pytest.mark.parametrize(("pattern", "text", "change"), CUTS.values(), ids=CUTS)
def test_a_text(pattern, text, change):
    found = run_filter(f'dissect {{ mapping => {{ "m" => "{pattern}" }} }}', {"m": text})
    assert found.pop("@timestamp", None) is None
    assert found == {"m": text, **change}


def mapping(pattern, more=""):
    return f'dissect {{ mapping => {{ "m" => "{pattern}" }} {more} }}'


# what it shows: (filter, the event that goes in, what the filter adds or changes)
EVENTS = {
    "no field, no change": (mapping(AB, 'add_tag => ["ok"]'), {"x": 1}, {}),
    "null": (mapping(AB, 'add_tag => ["ok"]'), {"m": None}, FAILED),
    "a number": (mapping("%{a}.%{b}"), {"m": 1.5}, {"a": "1", "b": "5"}),
    "true": (mapping("%{a}u%{b}"), {"m": True}, {"a": "tr", "b": "e"}),
    "a map": (mapping("%{a}=>%{b}"), {"m": {"k": 1}}, {"a": '{"k"', "b": "1}"}),
    "a list": (mapping("%{a}, %{b}"), {"m": [1, None]}, {"a": "[1", "b": "nil]"}),
    "the field itself is set": (mapping("%{l}: %{m}"), {"m": "WARN: full"}, {"l": "WARN", "m": "full"}),
    "fields are replaced": (mapping(AB), {"m": "1 2", "a": [0], "b": {}}, {"a": "1", "b": "2"}),
    "a failure leaves them": (mapping(AB), {"m": "1", "a": [0]}, FAILED),
    "appended to what is there": (mapping("%{b} %{+a}"), {"m": "1 2", "a": [0, None]}, {"a": "[0, null] 2", "b": "1"}),
    "appended with the text in front": (mapping("<%{+a}>"), {"m": "<1>", "a": 5}, {"a": "5<1"}),
    "appended without a delimiter": (mapping("%{+a}"), {"m": "1", "a": 5}, {"a": "5 1"}),
    "nothing is appended to null": (mapping("%{+a}"), {"m": "1", "a": None}, FAILED),
    "named by a field": (mapping("%{&k}: %{r}"), {"m": "1: 2", "k": "color"}, {"color": "1", "r": "2"}),
    "named by null": (mapping("%{&k}: %{r}"), {"m": "1: 2", "k": None}, {"null": "1", "r": "2"}),
    "below a text": (mapping("%{b} %{[a][x]} %{c}"), {"m": "1 2 3", "a": "t"}, {"b": "1", **FAILED}),
    "no pattern": ('dissect { add_tag => ["ok"] }', {"m": "1"}, {}),
    "an empty pattern": (mapping("", 'add_tag => ["ok"]'), {"m": "1"}, {}),
    "success runs the common options": (
        mapping(AB, 'add_field => { "c" => "%{a}+%{b}" } remove_field => ["m"] add_tag => ["ok"]'),
        {"m": "1 2"},
        {"m": ..., "a": "1", "b": "2", "c": "1+2", "tags": ["ok"]},
    ),
    "failure does not": (mapping(AB, 'add_field => { "c" => "d" }'), {"m": "1"}, FAILED),
    "common options that fail": (mapping(AB, 'add_field => { "[m][x]" => "1" }'), {"m": "1 2"}, {"a": "1", "b": "2", **FAILED}),
    "tags of your own": (mapping(AB, 'tag_on_failure => ["no", "no %{m}"]'), {"m": "1"}, {"tags": ["no", "no %{m}"]}),
    "several patterns": (
        'dissect { mapping => { "m" => "%{a} %{n}" "n" => "%{b}:%{c}" } add_tag => ["ok"] }',
        {"m": "1 2:3"},
        {"a": "1", "n": "2:3", "b": "2", "c": "3", "tags": ["ok", "ok"]},
    ),
    "what worked stays": ('dissect { mapping => { "m" => "%{a} %{b}" "n" => "%{c} %{d}" } }', {"m": "1 2", "n": "3"}, {"a": "1", "b": "2", **FAILED}),
    "a field that can't be set ends it": (
        'dissect { mapping => { "m" => "%{[t][x]} %{b}" "n" => "%{c}" } convert_datatype => { "k" => "int" } }',
        {"m": "1 2", "t": "text", "n": "3", "k": "4"},
        FAILED,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("config", "event", "change"), EVENTS.values(), ids=EVENTS)
def test_an_event(config, event, change):
    expected = {key: value for key, value in {**event, **change}.items() if value is not ...}
    assert run_filter(config, event) == expected


UNCOERCIBLE = {"tags": ["_dataconversionuncoercible_n_{}"]}
NO_VALUE = {"tags": ["_dataconversionnullvalue_n_{}"]}

# what it shows: (type, the event that goes in, what the filter changes)
CONVERSIONS = {
    "a text": ("int", {"n": "5"}, {"n": 5}),
    "signs": ("int", {"n": "-05"}, {"n": -5}),
    "decimals are cut off": ("int", {"n": "-3.9"}, {"n": -3}),
    "an exponent": ("int", {"n": "1e3"}, {"n": 1000}),
    "a negative exponent": ("int", {"n": "15e-1"}, {"n": 1}),
    "beyond 64 bits": ("int", {"n": "123456789012345678901234567890"}, {"n": 123456789012345678901234567890}),
    "thousands of digits": ("int", {"n": "9" * 4000 + ".5"}, {"n": 10**4000 - 1}),
    "a float as it is written": ("float", {"n": "5"}, {"n": 5}),
    "a float": ("float", {"n": "1.50"}, {"n": 1.5}),
    "a float without a whole part": ("float", {"n": ".5"}, {"n": 0.5}),
    "a float without decimals": ("float", {"n": "5."}, {"n": 5}),
    "a float with an exponent": ("float", {"n": "1e3"}, {"n": 1000.0}),
    "a number": ("int", {"n": 2.5}, {"n": 2}),
    "the type in capitals": ("INT", {"n": "7"}, {"n": 7}),
    "words": ("int", {"n": "abc"}, UNCOERCIBLE),
    "an empty text": ("float", {"n": ""}, UNCOERCIBLE),
    "hexadecimal": ("int", {"n": "0x1F"}, UNCOERCIBLE),
    "blanks": ("int", {"n": " 5"}, UNCOERCIBLE),
    "a point": ("float", {"n": "."}, UNCOERCIBLE),
    "no number by name": ("float", {"n": "NaN"}, UNCOERCIBLE),
    "true": ("int", {"n": True}, UNCOERCIBLE),
    "a list": ("int", {"n": ["5"]}, UNCOERCIBLE),
    "a type in capitals shows in the tag": ("Float", {"n": "x"}, UNCOERCIBLE),
    "more digits than a machine holds": ("int", {"n": "1e99999999"}, UNCOERCIBLE),
    "a float of more digits than a machine holds": ("float", {"n": "1e99999999"}, UNCOERCIBLE),
    "an exponent beyond Java's": ("float", {"n": "1e9999999999"}, UNCOERCIBLE),
    "null": ("int", {"n": None}, NO_VALUE),
    "missing": ("float", {}, NO_VALUE),
}


@pytest.mark.parametrize(("kind", "event", "change"), CONVERSIONS.values(), ids=CONVERSIONS)
def test_a_conversion(kind, event, change):
    config = f'dissect {{ convert_datatype => {{ "n" => "{kind}" }} add_tag => ["no match"] }}'
    tags = {"tags": [tag.format(kind) for tag in change["tags"]]} if "tags" in change else {}
    assert run_filter(config, event) == {**event, **change, **tags}


def test_conversions_come_after_the_patterns():
    config = (
        'dissect { mapping => { "m" => "%{n} %{[o][p]}" } convert_datatype => { "n" => "int" "[o][p]" => "float" } }'
    )
    assert run_filter(config, {"m": "1 2.5"}) == {"m": "1 2.5", "n": 1, "o": {"p": 2.5}}


def test_conversions_run_though_no_pattern_fits():
    config = 'dissect { mapping => { "m" => "%{a} %{b}" } convert_datatype => { "n" => "int" } }'
    assert run_filter(config, {"m": "1", "n": "2"}) == {"m": "1", "n": 2, **FAILED}


REFUSED = {
    'mapping => { "m" => "abc" }': 'option "mapping": expected a pattern with a field such as "%{name}", got "abc"',
    'mapping => { "m" => "%{a" }': "expected a pattern with a field",
    'mapping => { "m" => "%{a} %{+}" }': 'expected a name behind "+", got "%{+}"',
    'mapping => { "m" => "%{a} %{&->}" }': 'expected a name behind "&", got "%{&->}"',
    'mapping => { "m" => "%{a} %{+&b}" }': 'expected "+" or "&" in front of a name, got both in "%{+&b}"',
    'convert_datatype => { "a" => "boolean" }': 'option "convert_datatype": expected int or float, got "boolean"',
    'match => { "m" => "%{a}" }': 'has no option "match"',
}


@pytest.mark.parametrize(("options", "message"), REFUSED.items(), ids=REFUSED)
def test_what_is_refused(options, message):
    with pytest.raises(ConfigError) as refused:
        config_warnings(f"filter {{ dissect {{ {options} }} }}")
    assert message in str(refused.value)


WARNED = {
    'mapping => { "m" => "%{a}%{b} %{c}" }': 'no delimiter stands between two fields of "%{a}%{b} %{c}"',
    'mapping => { "m" => "%{a[b} %{c}" }': '"a[b" is no field, so this fails on every event',
    'mapping => { "[m" => "%{a}" }': '"[m" is no field',
    'convert_datatype => { "a]" => "int" }': 'option "convert_datatype": "a]" is no field',
}


@pytest.mark.parametrize(("options", "message"), WARNED.items(), ids=WARNED)
def test_what_is_warned_of(options, message):
    (warning,) = config_warnings(f"filter {{ dissect {{ {options} }} }}")
    assert message in str(warning)


def test_no_warning_for_a_config_in_order():
    assert not config_warnings('filter { dissect { mapping => { "m" => "%{?a->} %{[b][c]} %{+d/1}:%{&a}" } } }')
