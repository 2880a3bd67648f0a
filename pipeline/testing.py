"""Run and check configs offline: for tests of configs, for our own golden tests, and for authors of plugins."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, overload

import orjson

from pipeline.compiler import check_sources
from pipeline.compiler.generate import generate
from pipeline.compiler.plan import Plan, Stage
from pipeline.compiler.values import Values
from pipeline.errors import ConfigError, Diagnostic, OptionError
from pipeline.escapes import escape_style_of
from pipeline.event import Event
from pipeline.fields import METADATA
from pipeline.jsontext import dumps
from pipeline.language import parse
from pipeline.plugin.base import Codec, Context, DeadLetter
from pipeline.source import Source
from pipeline.stages import Capture

__all__ = ["check_config", "config_warnings", "run_config", "run_filter"]

Data = Sequence[str | bytes]


@overload
def run_config(
    config: str,
    data: Data,
    codec: str = ...,
    ecs_compatibility: str = ...,
    settings: Mapping[str, Any] | None = ...,
    output_codec: None = ...,
) -> list[dict[str, Any]]: ...
@overload
def run_config(
    config: str,
    data: Data,
    codec: str = ...,
    ecs_compatibility: str = ...,
    settings: Mapping[str, Any] | None = ...,
    *,
    output_codec: str,
) -> list[str]: ...
def run_config(
    config: str,
    data: Data,
    codec: str = "json_lines",
    ecs_compatibility: str = "v8",
    settings: Mapping[str, Any] | None = None,
    output_codec: str | None = None,
) -> list[dict[str, Any]] | list[str]:
    """Run the filter sections of `config` over `data` and return the events, as the json_lines output would show them.

    `data` holds one record or line each, text or bytes; `codec` is what would stand behind `codec =>` of an input,
    options included.  With `output_codec` the written text comes back instead, split into lines.  `settings` are
    pipeline settings such as `config.support_escapes`.  Raises ConfigError where the config is refused, and TypeError
    where `data` is not a list of texts or bytes.
    """
    given = dict(settings or {})
    context = Context(ecs_compatibility=str(given.get("pipeline.ecs_compatibility", ecs_compatibility)))
    escapes = str(given.get("config.support_escapes", False)).lower() == "true"
    with escape_style_of(str(given.get("config.field_reference.escape_style", "none"))):
        checked = check_sources([Source("config", config)], context, support_escapes=escapes)
        events = _run(checked.plan, checked.resolver.substitute, decode_all(_codec(codec, context), data))
        if output_codec is None:
            return [shown(event) for event in events]
        encode = _codec(output_codec, context).encoder()
        text = b"".join([encode(event) for event in events]).decode("utf-8", "replace")
    lines = text.split("\n")
    return lines[:-1] if lines and lines[-1] == "" else lines


def shown(event: Event) -> dict[str, Any]:
    """The event as the json_lines output shows it, parsed again."""
    import json

    public = {key: value for key, value in event.items() if key != METADATA}
    parsed: dict[str, Any] = json.loads(dumps(public))
    return parsed


def decode_all(codec: Codec, data: Data) -> Callable[[], Iterable[Event]]:
    """What a codec makes of records (codecs for whole records) or of lines of one stream (the others)."""
    raw = raw_records(data)

    def decode() -> Iterable[Event]:
        if codec.line_codec is not None:
            whole = codec.record_decoder()
            for item in raw:
                yield from whole(item)
            return
        decoder = codec.decoder()
        for item in raw:
            yield from decoder.decode(item + b"\n")
        yield from decoder.flush()

    return decode


def raw_records(data: Data) -> list[bytes]:
    """The records as bytes; TypeError for what can't be one, such as an event that is a dict already."""
    if isinstance(data, str | bytes):
        raise TypeError(f"expected a list of records, got one {type(data).__name__}: write [record]")
    raw = [item.encode("utf-8", "surrogatepass") if isinstance(item, str) else item for item in data]
    for number, item in enumerate(raw):
        if not isinstance(item, bytes):
            hint = "; an event is written as text: json.dumps(event)" if isinstance(item, dict) else ""
            raise TypeError(
                f"expected str or bytes for each record, got {type(item).__name__} as number {number}{hint}"
            )
    return raw


def _run(plan: Plan, substitute: Callable[[str], str], decode: Callable[[], Iterable[Event]]) -> list[Event]:
    capture = Capture()
    offline = Plan(filters=plan.filters, outputs=[Stage(capture, None, 0)])
    sink = capture.open(None)
    refused: list[DeadLetter] = []

    def failed(event: Any, record: Any, error: Exception) -> int:
        refused.append(DeadLetter(record, b"", f"{type(error).__name__}: {error}"))
        return 1

    generate(offline, substitute).process(lambda events: events, failed, [sink])([decode()])
    return sink.take()


def _codec(text: str, context: Context) -> Codec:
    """A codec from what stands behind `codec =>`."""
    from pipeline.compiler.resolve import Resolver
    from pipeline.plugin.types import codec

    node = parse(Source("codec", f"input {{ any {{ codec => {text} }} }}")).sections[0].body[0]
    resolver = Resolver(context)
    values = Values(resolver, node)  # type: ignore[arg-type]
    try:
        found = codec(values.options()["codec"])
    except OptionError as error:
        resolver.report(values.place(("codec", *error.path)), f'option "codec": {error.message}', *error.hints)
    if resolver.diagnostics:
        raise ConfigError(resolver.diagnostics)
    assert isinstance(found, Codec)
    found.context = context
    return found


def check_config(config: str) -> None:
    """Compile a whole config, inputs and outputs too, without connecting to anything; ConfigError tells every fault.

    Files that the config names and this machine lacks are no fault here.
    """
    config_warnings(config)


def config_warnings(config: str, name: str = "config") -> list[Diagnostic]:
    """What `pipeline check` warns of in a config without faults; ConfigError tells the faults of others."""
    context = Context(offline=True)
    checked = check_sources([Source(name, config)], context)
    generate(checked.plan, checked.resolver.substitute)
    return checked.warnings


def run_filter(text: str, event: dict[str, Any], ecs_compatibility: str = "disabled") -> dict[str, Any] | None:
    """One event through the filters in `text` (what stands inside `filter { }`); None where it was dropped.

    `@timestamp` and `@version` are left out unless the event brought them, so that tests can say just what matters.
    """
    brought = set(event)
    events = run_config(f"filter {{ {text} }}", [orjson.dumps(event)], ecs_compatibility=ecs_compatibility)
    if not events:
        return None
    return {key: value for key, value in events[0].items() if key in brought or key not in ("@timestamp", "@version")}
