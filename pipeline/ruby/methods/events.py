"""`event`: Logstash's API of events, and `new_event_block`."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pipeline.errors import FieldError
from pipeline.event import copy_event, copy_value, from_data, tag
from pipeline.fields import METADATA, MISSING, ReferenceSyntaxError, parse_reference
from pipeline.jsontext import dump_public
from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.moments import RubyTime, timestamp_of
from pipeline.ruby.run import RUN
from pipeline.ruby.show import class_name, described, text_of
from pipeline.ruby.values import NewEventBlock, RubyEvent, Symbol
from pipeline.sprintf import compile_template
from pipeline.timestamp import Timestamp

DEEPEST = 200
PLAIN = frozenset((str, int, bool, type(None), Timestamp, Decimal))


def reference(name: Any) -> Any:
    """The field that a text names."""
    if type(name) is not str:
        raise RubyError("TypeError", f"no implicit conversion of {described(name)} into String")
    try:
        return parse_reference(name)
    except ReferenceSyntaxError:
        raise RubyError("RuntimeError", f"Invalid FieldReference: `{name}`") from None


def kept(value: Any, depth: int = 0) -> Any:
    """A value as an event keeps it: times are timestamps, symbols texts, keys texts; lists and maps are copied."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if depth > DEEPEST:
        raise RubyError("SystemStackError", "stack level too deep")
    if kind is float:
        return value
    if kind is list or kind is tuple:
        return [kept(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {text_of(key): kept(item, depth + 1) for key, item in value.items()}
    if kind is Symbol:
        return value.name
    if kind is RubyTime and value.kind == "Time":
        return timestamp_of(value)
    raise RubyError("LogStash::Error", f"Missing Converter handling for full class name={class_name(value)}")


def get(event: RubyEvent, name: Any) -> Any:
    """`event.get`."""
    return copy_value(reference(name).getter()(event.data))


def getter(name: str) -> Callable[[RubyEvent], Any]:
    """`event.get` of a name that is known when the code is compiled."""
    read = parse_reference(name).getter()

    def get_field(event: Any) -> Any:
        if type(event) is not RubyEvent:
            raise_no_event("get", event)
        value = read(event.data)
        kind = type(value)
        return copy_value(value) if kind is dict or kind is list else value

    return get_field


def raise_no_event(name: str, value: Any) -> Any:
    """What has no such method."""
    from pipeline.ruby.show import no_method

    raise no_method(name, value)


def put(event: RubyEvent, name: Any, value: Any) -> Any:
    """`event.set`."""
    return put_at(reference(name))(event, value)


def put_at(field: Any) -> Callable[[RubyEvent, Any], Any]:
    """`event.set` of a field."""
    write = field.setter()
    stamped = field.path == ("@timestamp",)

    def set_field(event: Any, value: Any) -> Any:
        if type(event) is not RubyEvent:
            raise_no_event("set", event)
        if stamped and type(value) is not Timestamp:
            raise RubyError("TypeError", f"wrong argument type {class_name(value)} (expected LogStash::Timestamp)")
        try:
            write(event.data, value if type(value) in PLAIN else kept(value))
        except FieldError as error:
            raise RubyError("LogStash::Error", str(error)) from None
        return value

    return set_field


def remove(event: RubyEvent, name: Any) -> Any:
    """`event.remove`."""
    gone = reference(name).remover()(event.data)
    return None if gone is MISSING else gone


def includes(event: RubyEvent, name: Any) -> bool:
    """`event.include?`."""
    return reference(name).getter(MISSING)(event.data) is not MISSING


def cancel(event: RubyEvent) -> bool:
    """`event.cancel`."""
    event.cancelled = True
    return True


def uncancel(event: RubyEvent) -> bool:
    """`event.uncancel`."""
    event.cancelled = False
    return False


def public(event: RubyEvent) -> dict[str, Any]:
    """`event.to_hash`."""
    return {key: copy_value(value) for key, value in event.data.items() if key != METADATA}


def all_fields(event: RubyEvent) -> dict[str, Any]:
    """`event.to_hash_with_metadata`."""
    copy = copy_event(event.data)
    if not copy.get(METADATA, True):
        del copy[METADATA]
    return copy


def duplicate(event: RubyEvent) -> RubyEvent:
    """`event.clone`."""
    return RubyEvent(copy_event(event.data))


def other_event(value: Any) -> RubyEvent:
    """An event that a method wants."""
    if type(value) is not RubyEvent:
        raise RubyError("TypeError", f"wrong argument type {class_name(value)} (expected LogStash::Event)")
    return value


def overwrite(event: RubyEvent, other: Any) -> RubyEvent:
    """`event.overwrite`."""
    data = copy_event(other_event(other).data)
    event.data.clear()
    event.data.update(data)
    event.cancelled = other.cancelled
    return event


def append(event: RubyEvent, other: Any) -> RubyEvent:
    """`event.append`: maps are merged, lists joined, and what both have becomes a list."""
    for key, value in copy_event(other_event(other).data).items():
        if key in ("@timestamp", METADATA):
            continue
        event.data[key] = value if event.data.get(key) is None else _joined(event.data[key], value)
    return event


def _joined(mine: Any, other: Any) -> Any:
    if isinstance(mine, dict) and isinstance(other, dict):
        return {
            **mine,
            **{key: value if mine.get(key) is None else _joined(mine[key], value) for key, value in other.items()},
        }
    if mine == other:
        return mine
    left = mine if isinstance(mine, list) else [mine]
    return [*left, *(item for item in (other if isinstance(other, list) else [other]) if item not in left)]


def render(event: RubyEvent, template: Any) -> str:
    """`event.sprintf`."""
    try:
        return compile_template(text_of(template), RUN.clock).render(event.data)
    except FieldError as error:
        raise RubyError("LogStash::Error", str(error)) from None


def add_tag(event: RubyEvent, text: Any) -> None:
    """`event.tag`: once."""
    if type(text) is not str:
        raise RubyError("TypeError", f"no implicit conversion of {described(text)} into String")
    tag(event.data, text)


def set_time(event: RubyEvent, value: Any) -> Any:
    """`event.timestamp=`."""
    return put(event, "@timestamp", value)


def made(data: Any = None) -> RubyEvent:
    """`LogStash::Event.new`."""
    if type(data) is RubyEvent:
        return duplicate(data)
    if data is not None and not isinstance(data, dict):
        raise RubyError("TypeError", f"wrong argument type {class_name(data)} (expected Hash)")
    fields = kept(data or {})
    stamp = fields.get("@timestamp")
    if type(stamp) is not Timestamp:
        return RubyEvent(from_data(fields, RUN.clock))
    fields.setdefault("@version", "1")
    return RubyEvent(fields)


def call_block(block: NewEventBlock, event: Any) -> None:
    """`new_event_block.call`."""
    block.events.append(other_event(event))


def shown(event: RubyEvent) -> str:
    """`event.to_s`."""
    parts = [event.data.get(name, f"%{{{name}}}") for name in ("host", "message")]
    return f"{event.data.get('@timestamp', '')} {' '.join(map(text_of, parts))}"


EVENT: dict[str, Method] = {
    "get": get,
    "set": put,
    "remove": remove,
    "include?": includes,
    "cancel": cancel,
    "uncancel": uncancel,
    "cancelled?": lambda event: event.cancelled,
    "to_hash": public,
    "to_hash_with_metadata": all_fields,
    "to_json": lambda event, options=None: dump_public(event.data).decode("utf-8"),
    "to_s": shown,
    "clone": duplicate,
    "dup": duplicate,
    "overwrite": overwrite,
    "append": append,
    "sprintf": render,
    "tag": add_tag,
    "timestamp": lambda event: event.data.get("@timestamp"),
    "timestamp=": set_time,
    "==": lambda event, other: event is other,
}
register([RubyEvent], EVENT)
register([NewEventBlock], {"call": call_block, "()": call_block, "yield": call_block, "[]": call_block})
