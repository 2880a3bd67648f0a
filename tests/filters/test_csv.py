"""Filter `csv`: rows, names, types, headers, and what is no CSV."""

import pytest

from pipeline.csvtext.rows import RowError, row_reader
from pipeline.errors import ConfigError
from pipeline.filters.csv import CsvFilter
from pipeline.testing import config_warnings, run_config, run_filter

FAILED = {"tags": ["_csvparsefailure"]}

ROWS = {
    "a,b": ["a", "b"],
    "a": ["a"],
    " ": [" "],
    ",": [None, None],
    "a,": ["a", None],
    '""': [""],
    '"",': ["", None],
    '"a,b",c': ["a,b", "c"],
    '"a""b"': ['a"b'],
    '""""': ['"'],
    'a,"b"': ["a", "b"],
    "a,b\nc,d": ["a", "b"],
    "a,\nc": ["a", None],
    '"a\nb",c': ["a\nb", "c"],
    '"a\r\nb",c\r\nd': ["a\r\nb", "c"],
    "a\r": ["a"],
    "a\rb": ["a"],
    "\na": [],
    "\r\n": [],
    "": None,
}


@pytest.mark.parametrize(("text", "row"), ROWS.items())
def test_rows(text, row):
    assert row_reader(",", '"')(text) == row


@pytest.mark.parametrize("text", ['"', '"a', 'a"b', '"a"b', '"a" ,b', ' "a"', '"a""', '"a\nb",c\r\nd', '"a"xb"'])
def test_what_is_no_row(text):
    with pytest.raises(RowError):
        row_reader(",", '"')(text)


def test_separators_and_quotes_of_all_kinds():
    assert row_reader("||", "'")("'a||b'||c|d||") == ["a||b", "c|d", None]
    assert row_reader(".", "^")("a.^b.^^^.c") == ["a", "b.^", "c"]
    assert row_reader("\t", "\0")('a"\tb') == ['a"', "b"]


# what it shows: (options, the text, what the filter adds)
CASES = {
    "names": ('columns => ["a", "b"]', "1,2,3", {"a": "1", "b": "2", "column3": "3"}),
    "empty columns are null, quoted ones are not": ("", '1,,""', {"column1": "1", "column2": None, "column3": ""}),
    "nameless columns may be left out": ('columns => ["a"] autogenerate_column_names => false', "1,2", {"a": "1"}),
    "empty columns may be left out": ("skip_empty_columns => true", '1,,"",4', {"column1": "1", "column4": "4"}),
    "the last of two equal names wins": ('columns => ["a", "a"]', "1,2", {"a": "2"}),
    "fewer columns than names": ('columns => ["a", "b"]', "1", {"a": "1"}),
    "a name may be a reference": ('columns => ["[a][b]", "[a][c]"]', "1,2", {"a": {"b": "1", "c": "2"}}),
    "a name in brackets": ('columns => ["[a]"]', "1", {"a": "1"}),
    "a dot means nothing": ('columns => ["a.b"]', "1", {"a.b": "1"}),
    "below a target": (
        'target => "[x][y]" columns => ["a", "[b][c]"]',
        "1,2",
        {"x": {"y": {"a": "1", "b": {"c": "2"}}}},
    ),
    "a column may set tags": ('columns => ["tags"]', "new", {"tags": "new"}),
    "no text is a time": ('columns => ["a", "@timestamp"]', "1,2024-01-02", {"a": "1", **FAILED}),
    "a name that is none": ('columns => ["a", "[b"]', "1,2", {"a": "1", **FAILED}),
    "a text above the target": ('target => "[message][x]"', "1", FAILED),
    "a tab is two characters": (r'separator => "\t"', r"a\tb", {"column1": "a", "column2": "b"}),
    "another quote": ('quote_char => "\'"', "'a,b',\"c", {"column1": "a,b", "column2": '"c'}),
    "no quote": (r'quote_char => "\x00"', 'a"b,"c', {"column1": 'a"b', "column2": '"c'}),
    "quotes of several characters": ('quote_char => "ab"', "1,2", FAILED),
    "an empty separator": ('separator => ""', "1,2", FAILED),
    "bad quotes": ('add_tag => ["ok"]', '"a', FAILED),
    "an empty text": ('add_tag => ["ok"]', "", FAILED),
    "an empty text with its own tag": (
        'skip_empty_rows => true add_tag => ["ok"]',
        "",
        {"tags": ["_csvskippedemptyfield"]},
    ),
    "a row without columns": ('add_tag => ["ok"]', "\n1,2", {"tags": ["ok"]}),
    "success runs the common options": ('add_tag => ["ok"]', "1", {"column1": "1", "tags": ["ok"]}),
    "a header without names": ("skip_header => true", "1", {"column1": "1"}),
}


@pytest.mark.parametrize(("options", "text", "added"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("ecs", ["disabled", "v8"])
def test_filter(options, text, added, ecs):
    found = run_filter(f"csv {{ {options} }}", {"message": text}, ecs)
    found.pop("event", None)
    assert found == {"message": text, **added}


@pytest.mark.parametrize("value", [1, 1.5, True, ["1,2"], {"a": "1"}])
def test_what_is_no_text_is_tagged(value):
    assert run_filter('csv { source => "x" }', {"x": value}) == {"x": value, **FAILED}


@pytest.mark.parametrize("event", [{"x": 1}, {"message": None}, {"message": False}])
def test_nothing_to_cut(event):
    assert run_filter('csv { add_tag => ["ok"] }', dict(event)) == event


CONVERSIONS = {
    "integer": {"7": 7, " 7 ": 7, "-0x1F": -31, "010": 8, "0b11": 3, "0o17": 15, "1_000": 1000, "3.9": "3.9",
                "1e3": "1e3", "1,234": "1,234", "09": "09", "": None, "9" * 5000: 10**5000 - 1},
    "float": {"1": 1.0, "1e3": 1000.0, " .5 ": 0.5, "1_0.5": 10.5, "abc": "abc", "1,5": "1,5", "": None},
    "boolean": {"true": True, "FALSE": False, " True ": True, " Yes ": "yes", "1": "1"},
    "date": {"2024-03-05": "2024-03-05T00:00:00.000Z", "Mar 5, 2024": "2024-03-05T00:00:00.000Z",
             "Tue, March 15 69": "1969-03-15T00:00:00.000Z", "mar 5 68": "2068-03-05T00:00:00.000Z",
             "2024-02-30": "2024-02-30", "2024-03-05T01:02:03": "2024-03-05T01:02:03", "5.3.2024": "5.3.2024"},
    "date_time": {"2024-03-05": "2024-03-05T00:00:00.000Z", "2024-03-05 06:07": "2024-03-05T06:07:00.000Z",
                  "2024-03-05T06:07:08.123456+02:00": "2024-03-05T04:07:08.123456Z",
                  "2024-03-05T06:07:08Z": "2024-03-05T06:07:08.000Z", "2024-03-05 06:07:08 UTC": "2024-03-05T06:07:08.000Z",
                  "Tue Mar 5 6:07:08 2024": "2024-03-05T06:07:08.000Z", "2024-03-05T6:7": "2024-03-05T6:7", "x": "x"},
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in CONVERSIONS.items() for text in texts])
def test_convert(kind, text, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    event = {"message": f'"{text}"' if text else ""} if text else {"message": ",x"}
    assert CsvFilter(columns=["a"], convert={"a": kind}).compile()(event)
    value, expected = event["a"], CONVERSIONS[kind][text]
    assert (type(value) in (int, float, bool), value) == (type(expected) in (int, float, bool), expected)


@pytest.mark.parametrize("kind", ["boolean", "date", "date_time"])
def test_an_empty_column_can_be_no_boolean_or_date(kind):
    config = f'csv {{ columns => ["a", "b", "c"] convert => {{ "b" => "{kind}" }} }}'
    assert run_filter(config, {"message": "1,,3"}) == {"message": "1,,3", "a": "1", **FAILED}


def test_convert_numbered_columns_below_a_target():
    config = 'csv { target => "row" convert => { "column2" => "integer" } }'
    assert run_filter(config, {"message": "1,2"})["row"] == {"column1": "1", "column2": 2}


def rows(options, *lines):
    events = run_config(f'filter {{ csv {{ {options} remove_field => ["message", "event"] }} }}', lines, codec="line")
    return [{key: value for key, value in event.items() if key[0] != "@"} for event in events]


def test_a_header_is_dropped_wherever_it_comes():
    assert rows('columns => ["a", "b"] skip_header => true', "a,b", "1,2", "a,b", "b,a") == [
        {"a": "1", "b": "2"},
        {"a": "b", "b": "a"},
    ]


def test_names_from_the_first_row():
    assert rows("autodetect_column_names => true", "a,,c", "1,2,3,4", "a,,c") == [
        {"a": "1", "column2": "2", "c": "3", "column4": "4"},
        {"a": "a", "column2": None, "c": "c"},
    ]


def test_names_from_the_first_row_and_each_further_header_dropped():
    options = 'autodetect_column_names => true skip_header => true convert => { "a" => "integer" }'
    assert rows(options, "a,b", "1,2", "a,b", "3,4") == [{"a": 1, "b": "2"}, {"a": 3, "b": "4"}]


def test_given_names_are_not_replaced():
    assert rows('autodetect_column_names => true columns => ["x"]', "a", "1") == [{"x": "a"}, {"x": "1"}]


def test_an_event_without_a_row_gives_no_names():
    step = CsvFilter(autodetect_column_names=True).compile().expand
    bad, good, event = {"message": ""}, {"message": "a,b"}, {"message": "1,2"}
    assert step(bad) == ((bad,), ()) and bad["tags"] == ["_csvparsefailure"]
    assert step(good) == ((), ())
    assert step(event) == ((event,), (event,)) and event["a"] == "1"


def test_an_unknown_type_is_refused():
    with pytest.raises(ConfigError, match="expected one of integer, float, date, date_time, boolean"):
        CsvFilter(convert={"a": "int"})


@pytest.mark.parametrize(
    ("options", "warning"),
    [
        ('columns => ["a", "[b"]', '"[b" is no field'),
        ('separator => ""', "it is empty"),
        ('quote_char => ""', "expected one character"),
        ("skip_header => true", "needs the names"),
        ("autodetect_column_names => true", "the first event is taken for names"),
    ],
)
def test_warnings(options, warning):
    config = f"input {{ generator {{ }} }} filter {{ csv {{ {options} }} }} output {{ stdout {{ }} }}"
    assert [warning in one.message for one in config_warnings(config)] == [True]
