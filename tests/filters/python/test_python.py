"""Filter `python`: what the user's file does to events, what it may leave in them, and files that are none."""

import threading
from textwrap import dedent

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.python import PythonFilter
from pipeline.plugin import Context
from pipeline.testing import config_warnings, run_config

FAILED = {"tags": ["_pythonexception"]}


@pytest.fixture
def write(tmp_path):
    """A function (text) -> the path of a file that holds it."""

    def write(text, name="my_filter.py"):
        file = tmp_path / name
        file.write_text(dedent(text), encoding="utf-8")
        return file

    return write


def run(file, *events, options="", more=""):
    """The events that come out, without what every event gets."""
    config = f'filter {{ python {{ path => "{file}" {options} }} {more} }}'
    found = run_config(config, events)
    for event in found:
        del event["@version"], event["@timestamp"]
    return found


# what it shows: (the body of filter(event), the events that come out of {"a": 1, "b": {"c": "x"}})
CAME = {"a": 1, "b": {"c": "x"}}
BODIES = {
    "in place": ("event['b']['d'] = event['a'] + 1", [{"a": 1, "b": {"c": "x", "d": 2}}]),
    "the event": ("event['n'] = 1; return event", [{**CAME, "n": 1}]),
    "true keeps": ("del event['b']; return True", [{"a": 1}]),
    "false drops": ("return False", []),
    "no events": ("return []", []),
    "another event": ("return {'n': 1}", [{"n": 1}]),
    "several": ("return [{**event, 'n': n} for n in (1, 2)]", [{**CAME, "n": 1}, {**CAME, "n": 2}]),
    "a tuple": ("return event, {'n': 1}", [CAME, {"n": 1}]),
    "yielded": ("for event['n'] in (1, 2): yield event", [{**CAME, "n": 1}, {**CAME, "n": 2}]),
    "tags": ("event['tags'] = ['x']", [{**CAME, "tags": ["x"]}]),
    "a number is no event": ("event['a'] = 2; return 5", [{**CAME, **FAILED}]),
    "a text is no event": ("return 'x'", [{**CAME, **FAILED}]),
    "nor is one in a list": ("return [event, None]", [{**CAME, **FAILED}]),
    "an exception leaves the event as it was": ("event['b']['c'] = 2; del event['a']; 1 / 0", [{**CAME, **FAILED}]),
    "exit is an exception": ("import sys; sys.exit()", [{**CAME, **FAILED}]),
    "an exception between two events": ("yield {'n': 1}; raise ValueError", [{**CAME, **FAILED}]),
    "tags that are none": ("event['tags'] = 5", [{**CAME, **FAILED}]),
    "metadata that is none": ("event['@metadata'] = 5", [{**CAME, **FAILED}]),
    "a time that is none": ("event['@timestamp'] = 'soon'", [{**CAME, **FAILED}]),
    "an event in itself": ("event['b']['c'] = event", [{**CAME, **FAILED}]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), BODIES.values(), ids=BODIES)
def test_events(write, body, expected):
    file = write(f"def filter(event):\n    {body}\n")
    assert run(file, '{"a": 1, "b": {"c": "x"}}') == expected


PRELUDE = """
import collections, datetime, decimal, enum, uuid
class Word(enum.StrEnum):
    A = "a"
class Number(enum.IntEnum):
    ONE = 1
UTC = datetime.timezone.utc
"""
# a value: what becomes of it
LAWFUL = {
    "datetime.datetime(2024, 5, 6, 7, 8, 9)": "2024-05-06T07:08:09.000Z",
    "datetime.datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)": "2024-05-06T07:08:09.123456Z",
    "datetime.datetime(2024, 5, 6, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))": "2024-05-05T23:00:00.000Z",
    "(1, [2, ('x',)])": [1, [2, ["x"]]],
    "collections.Counter('aab')": {"a": 2, "b": 1},
    "Word.A": "a",
    "Number.ONE": 1,
    "True": True,
    "2 ** 70": 2**70,
    "1.5": 1.5,
    "float('inf')": "Infinity",
    "decimal.Decimal('1.10')": 1.10,
    "{Word.A: None}": {"a": None},
}
UNLAWFUL = ["{1}", "b'x'", "object()", "{1: 2}", "[{'x': [uuid.UUID(int=1)]}]", "float('nan')", "decimal.Decimal('nan')",
            "datetime.date(2024, 5, 6)", "1j", "range(3)", "filter"]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), LAWFUL.items())
def test_values_that_become_lawful(write, value, expected):
    (event,) = run(write(f"{PRELUDE}def filter(event): event['x'] = {value}"), "{}")
    assert event == {"x": expected}
    assert type(event["x"]) is type(expected)


@pytest.mark.parametrize("value", UNLAWFUL)
def test_values_that_no_event_can_hold(write, value):
    assert run(write(f"{PRELUDE}def filter(event): event['x'] = {value}"), '{"a": 1}') == [{"a": 1, **FAILED}]


def test_the_time_of_an_event(write):
    file = write("""
        from datetime import datetime
        def filter(event):
            event["@timestamp"] = datetime(2024, 5, 6) if event["how"] == "datetime" else "2024-05-06T02:00:00+02:00"
    """)
    events = run_config(f'filter {{ python {{ path => "{file}" }} }}', ['{"how": "datetime"}', '{"how": "text"}'])
    assert [event["@timestamp"] for event in events] == ["2024-05-06T00:00:00.000Z"] * 2


def test_what_the_file_makes_has_the_time_of_its_event(write):
    file = write(
        "def filter(event): return [{'n': 1}, {'n': 2, '@timestamp': '2020-01-01T00:00:00Z', '@version': '2'}]"
    )
    one, two = run_config(f'filter {{ python {{ path => "{file}" }} }}', ['{"@timestamp": "2024-05-06T07:08:09Z"}'])
    assert one == {"n": 1, "@timestamp": "2024-05-06T07:08:09.000Z", "@version": "1"}
    assert two == {"n": 2, "@timestamp": "2020-01-01T00:00:00.000Z", "@version": "2"}


def test_a_timestamp_may_be_taken_away(write):
    file = write("def filter(event): del event['@timestamp']")
    assert run_config(f'filter {{ python {{ path => "{file}" }} }}', ["{}"]) == [{"@version": "1"}]


def test_events_share_nothing_with_each_other_or_with_the_file(write):
    file = write("""
        SHARED = {"n": 0}
        def filter(event):
            event["kept"] = SHARED
            return [event, event]
    """)
    events = run(file, "{}", "{}", more='mutate { add_field => { "[kept][%{[kept][n]}]" => "x" } }')
    assert events == [{"kept": {"n": 0, "0": "x"}}] * 4


def test_common_options(write):
    file = write("def filter(event): return [{'n': 1}, {'n': 2}] if event['go'] else 1 / 0")
    options = 'add_tag => ["%{n}"] add_field => { "m" => "%{n}!" }'
    assert run(file, '{"go": true}', '{"go": false}', options=options) == [
        {"n": 1, "m": "1!", "tags": ["1"]},
        {"n": 2, "m": "2!", "tags": ["2"]},
        {"go": False, **FAILED},
    ]


def test_tag_on_exception(write):
    file = write("def filter(event): 1 / 0")
    assert run(file, "{}", options='tag_on_exception => "oops"') == [{"tags": ["oops"]}]


def test_register_gets_the_params(write):
    file = write("""
        limits = {}
        def register(params):
            limits.update(params, registered=limits.get("registered", 0) + 1)
        def filter(event):
            event.update(limits)
    """)
    options = 'params => { "most" => 5 "names" => ["a", "b"] }'
    expected = {"most": 5, "names": ["a", "b"], "registered": 1}
    assert run(file, "{}", "{}", options=options) == [expected, expected]
    assert run(file, "{}") == [{"registered": 1}]


def test_each_filter_has_globals_of_its_own(write):
    file = write("""
        seen = []
        def filter(event):
            seen.append(1)
            event["seen"] = len(seen)
    """)
    assert run(file, "{}", "{}", more=f'python {{ path => "{file}" }}') == [{"seen": 1}, {"seen": 2}]


def test_dataclasses_and_later_annotations_work(write):
    file = write("""
        from __future__ import annotations
        from dataclasses import dataclass
        @dataclass
        class Place:
            name: str
        def filter(event):
            event["place"] = Place("x").name
    """)
    assert run(file, "{}") == [{"place": "x"}]


def test_any_callable_of_any_file_name(write):
    file = write("import functools\nfilter = functools.partial(dict.update, n=1)", "steps.txt")
    assert run(file, "{}") == [{"n": 1}]


def test_failures_are_reported_with_their_line_and_without_what_the_event_holds(write):
    file = write("""
        def filter(event):
            return inner(event)
        def inner(event):
            if event["a"] == 1:
                int("secret")
            event["b"] = {"secret"}
    """)
    reasons = []
    shape = PythonFilter(Context(report=lambda plugin, reason: reasons.append(reason)), path=str(file)).compile()
    for number in (1, 2):
        shape.expand({"a": number})
    shape.expand({})
    assert reasons == [
        f"ValueError at {file}:6",
        "an event can't hold a value of this type: set",
        f"KeyError at {file}:5",
    ]


def test_threads_call_the_same_function(write):
    file = write("""
        import threading
        names = set()
        def filter(event):
            names.add(threading.current_thread().name)
            event["names"] = len(names)
    """)
    shape = PythonFilter(path=str(file)).compile()
    for _ in range(2):
        thread = threading.Thread(target=shape.expand, args=({},))
        thread.start()
        thread.join()
    ((event,), _) = shape.expand({})
    assert event["names"] == 3


# what it shows: (the file, what the fault says, "FILE" being its path)
BAD = {
    "no Python": ("def filter(event)\n", "FILE:1: expected ':'"),
    "a null byte": ("\0", "null bytes"),
    "an exception": ("import math\nmath.sqrt(-1)\n", "FILE:2: ValueError:"),
    "an import": ("import no_such_module\n", "FILE:1: ModuleNotFoundError: No module named 'no_such_module'"),
    "an exit": ("raise SystemExit(3)", "FILE:1: SystemExit: 3"),
    "no filter": ("def filtr(event): pass", '"FILE" has no function filter(event)'),
    "no function": ("filter = 5", "FILE: expected filter(event) to be a function of one argument, got int"),
    "no argument": ("def filter(): pass", "got filter()"),
    "two arguments": ("def filter(event, more): pass", "got filter(event, more)"),
    "async": ("async def filter(event): pass", "got an async one"),
    "register fails": ("def register(params): {}['x']\ndef filter(event): pass", "FILE:1: KeyError: 'x'"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_files_that_are_refused(write, text, message):
    file = write(text)
    with pytest.raises(ConfigError) as refused:
        run_config(f'filter {{\n  python {{ path => "{file}" }}\n}}', [])
    (fault,) = refused.value.diagnostics
    assert message.replace("FILE", str(file)) in fault.message
    assert fault.span.place == "config:2:20"


def test_params_need_someone_who_takes_them(write):
    file = write("def filter(event): pass")
    with pytest.raises(ConfigError, match=r'has no function register\(params\) to take "params"'):
        PythonFilter(path=str(file), params={"a": 1})


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="there is no file"):
        PythonFilter(path=str(tmp_path / "none.py"))
    with pytest.raises(ConfigError, match="can't read"):
        PythonFilter(path=str(tmp_path))


def test_checking_a_config_runs_nothing_of_the_file(write, tmp_path):
    file = write("open('made', 'w')\nfrom os import path as filter")
    assert config_warnings(f'filter {{ python {{ path => "{file}" }} }}') == []
    (warning,) = config_warnings(f'filter {{ python {{ path => "{tmp_path}/none.py" }} }}')
    assert "there is no file" in warning.message
    assert not (tmp_path / "made").exists()
    for text in ("def other(event): filter(None, [])", "def filter(event"):
        with pytest.raises(ConfigError, match=r"my_filter\.py"):
            config_warnings(f'filter {{ python {{ path => "{write(text)}" }} }}')
    file = write("def filter(event): pass")
    with pytest.raises(ConfigError, match="register"):
        config_warnings(f'filter {{ python {{ path => "{file}" params => {{ "a" => 1 }} }} }}')


def test_who_names_ruby_hears_of_python():
    with pytest.raises(ConfigError, match=r"python \{ path"):
        run_config('filter { ruby { code => "x" } }', [])
