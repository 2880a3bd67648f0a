"""What holds whatever is given: a config is run or refused, an event comes out, is dropped or is kept with a reason.

Each property takes plain values, so that what it was found wrong with can be kept as a case (`found/`).
"""

from contextlib import suppress
from random import Random

from pipeline.compiler import check_sources, compile_plan
from pipeline.compiler.plan import Plan, Stage
from pipeline.errors import ConditionError, ConfigError
from pipeline.language import parse, to_text
from pipeline.plugin import Context
from pipeline.source import Source
from pipeline.stages import Capture
from pipeline.testing import _codec, check_config
from tests.compiler.test_builds import INPUT, OUTPUT, same

NOW = 1_700_000_000_000_000_000
# What may take an event to the dead letters: a condition that can't be decided, or not in time; values in values that
# Logstash still takes (1000 levels) and Python's stack does not.
EXPECTED = (ConditionError, TimeoutError, RecursionError)


def context(ecs="v8"):
    return Context(clock=lambda: NOW, random=Random(1), ecs_compatibility=ecs)


def refused(error):
    """A refusal says what is wrong, and where."""
    assert error.diagnostics
    assert all(found.message for found in error.diagnostics)
    assert str(error)


def config_text(text, escapes=False):
    """Any text is a tree or refused; a tree prints to text that is the same tree; it is compiled or refused."""
    source = Source("any.conf", text)
    try:
        tree = parse(source, support_escapes=escapes)
    except ConfigError as error:
        refused(error)
        return
    printed = to_text(tree, support_escapes=escapes)
    assert tree == parse(Source("printed", printed), support_escapes=escapes), printed
    try:
        check_config(text)
    except ConfigError as error:
        refused(error)


def pipeline(config, lines, ecs="v8"):
    """The filters of any config, over any lines: events that can be written, drops, and no fault of the program."""
    try:
        checked = check_sources([Source("any.conf", config)], context(ecs))
        capture = Capture()
        checked.plan = Plan(filters=checked.plan.filters, outputs=[Stage(capture, None, 0)])
        program = compile_plan(checked)
    except ConfigError as error:
        refused(error)
        return
    sink = capture.open(None)
    decode = _codec("json", context(ecs)).record_decoder()
    process = program.process(decode, unless_expected, [sink])
    process([line.encode("utf-8", "surrogatepass") for line in lines])
    writable(sink.take())


def unless_expected(event, record, error):
    if not isinstance(error, EXPECTED):
        raise Fault from error
    return 1


class Fault(BaseException):
    """Passes by the guard of the generated code."""


def writable(events):
    """Every codec writes every event; outputs take care of those that are nested too deep."""
    encoders = [_codec(codec, context()).encoder() for codec in WRITERS]
    for event in events:
        for encode in encoders:
            with suppress(RecursionError):
                assert isinstance(encode(event), bytes)


WRITERS = (
    "json_lines",
    "rubydebug { metadata => true }",
    'line { format => "%{message} %{[a][b]} %{+YYYY}" }',
    "csv { include_headers => true }",
    'cef { name => "%{message}" severity => "%{x}" fields => ["message", "[event][original]", "tags", "x"] }',
)


def decoding(codec, chunks, ecs="v8"):
    """Any bytes through any codec, cut anywhere: events, and of text the same ones however the stream was cut."""
    try:
        made = _codec(codec, context(ecs))
    except ConfigError as error:
        refused(error)
        return
    if not made.reads:
        return
    whole = made.record_decoder()
    for chunk in chunks:
        writable(whole(chunk))
    stream = made.for_stream()
    cut, uncut = stream.decoder(), stream.decoder()
    parts = [event for chunk in chunks for event in cut.decode(chunk)] + list(cut.flush())
    at_once = [*uncut.decode(b"".join(chunks)), *uncut.flush()]
    if made.name in TEXT:
        assert repr(parts) == repr(at_once)


TEXT = (
    "cef",
    "csv",
    "json",
    "json_lines",
    "line",
    "multiline",
    "plain",
)  # of others, where bad data ends is not defined


def builds(config, lines, ecs="v8"):
    """All builds of a pipeline make the same of any lines."""
    try:
        same(f"{INPUT % ''} {config} {OUTPUT}", [line.encode("utf-8", "surrogatepass") for line in lines], ecs=ecs)
    except ConfigError as error:
        refused(error)


PROPERTIES = {one.__name__: one for one in (config_text, pipeline, decoding, builds)}
