"""A message of CEF to an event.

A message is seven fields, each ended by a pipe, and then `key=value` pairs.  What stands before `CEF:` is a syslog
header.  A value goes on to the next word that looks like a key.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.codecs.cef.fields import HEADER, SYSLOG, cef_fields, places
from pipeline.codecs.cef.times import TimeError, compile_times
from pipeline.event import Event, set_by_name, time_of
from pipeline.fields import TIMESTAMP, Setter, parse_reference
from pipeline.texts import RUBY_BLANKS

if TYPE_CHECKING:
    from pipeline.codecs.cef import CefCodec

Read = Callable[[str], Event]
HEADER_FIELD = r"((?:[^\\|]|\\[\\|]?)*+)\|"
HEADERS = re.compile(HEADER_FIELD * len(HEADER))
NEXT_HEADER = re.compile(HEADER_FIELD)
# more than CEF allows: what devices send has dots, underscores, commas and the indexes of lists in keys
KEY = r"\w++(?:\.[^.=\s|\\\[\]]++)*+(?:\[[0-9]++\])?+(?==)"
PAIR = re.compile(rf"({KEY})=((?:\S++|\s++(?!{KEY}))*+)\s*+", re.ASCII)
INDEXED = re.compile(r"([^\[\]]+)((?:\[[0-9]+\])+)")
ESCAPES = {"\\\\": "\\", "\\=": "=", "\\n": "\n", "\\r": "\r"}
ESCAPE = re.compile(r"\\[\\=nr]")
TIMEZONE = "[event][timezone]"


class CefError(ValueError):
    """The text is no CEF; the message says why, and does not quote it."""


def compile_reader(codec: "CefCodec") -> Read:
    """A function (message) -> its event; CefError or FieldError where it can't be one."""
    ecs = codec.ecs
    header = [parse_reference(place[ecs]).setter() for place in HEADER]
    syslog = parse_reference(SYSLOG[ecs]).setter()
    keep_raw = codec.raw_data_field.setter() if codec.raw_data_field else None
    set_pairs = compile_pairs(codec)
    clock = codec.context.clock

    def read(text: str) -> Event:
        event: Event = {"@version": "1", TIMESTAMP: time_of(clock())}
        if keep_raw is not None:
            keep_raw(event, text)
        message = bare(text)
        found = HEADERS.match(message)
        if found is None:
            raise CefError(f"{count_headers(message)} of {len(HEADER)} header fields that end in a pipe")
        version, *others = [unescaped(field) for field in found.groups()]
        before, _, version = version.rpartition(" ")
        header[0](event, version.removeprefix("CEF:"))
        for put, value in zip(header[1:], others, strict=True):
            put(event, value)
        if before:
            syslog(event, before)
        set_pairs(event, message[found.end() :].strip(RUBY_BLANKS))
        return event

    return read


def bare(text: str) -> str:
    """A message without its line end, and without the quotes that some devices put around it; it has one line."""
    message = text.removesuffix("\n").removesuffix("\r")
    if "\n" in message:
        raise CefError('several lines; a "delimiter" would make each a message')
    return message[1:].removesuffix('"') if message.startswith('"') else message


def count_headers(message: str) -> int:
    """How many header fields end in a pipe."""
    count = position = 0
    while found := NEXT_HEADER.match(message, position):
        count, position = count + 1, found.end()
    return count


def unescaped(field: str) -> str:
    """A header field without the backslashes before pipes and backslashes."""
    return re.sub(r"\\([\\|])", r"\1", field) if "\\" in field else field


def compile_pairs(codec: "CefCodec") -> Callable[[Event, str], None]:
    """A function (event, text) that sets the pairs of a text; of two for one field the last one counts."""
    place_of = places(codec.device, ecs=codec.ecs)
    setters = {place: parse_reference(place).setter() for place in place_of.values()}
    times = [field.place for field in cef_fields(codec.device, ecs=codec.ecs) if field.is_time]
    set_times = compile_time_fields(codec, times, setters) if times else None

    def set_pairs(event: Event, text: str) -> None:
        values = {place_of.get(key) or indexed(key): value for key, value in pairs_of(text)}
        if set_times is not None:
            set_times(event, values)
        for place, value in values.items():
            put = setters.get(place)
            if put is not None:
                put(event, value)
            else:
                set_by_name(event, place, value)

    return set_pairs


def pairs_of(text: str) -> list[tuple[str, str]]:
    """The keys and values of a text; CefError where it holds anything else."""
    pairs = []
    position = 0
    while found := PAIR.match(text, position):
        key, value = found.groups()
        pairs.append((key, ESCAPE.sub(lambda escape: ESCAPES[escape[0]], value) if "\\" in value else value))
        position = found.end()
    if position < len(text):
        raise CefError("something that is no key=value")
    return pairs


def indexed(key: str) -> str:
    """An unknown key as a field: `name[0]` is an element of a list."""
    if key[-1] != "]":
        return key
    return INDEXED.sub(r"[\1]\2", key)


def compile_time_fields(
    codec: "CefCodec", places: list[str], setters: dict[str, Setter]
) -> Callable[[Event, dict[str, str]], None]:
    """A function that takes the times out of some values and sets them; an empty one is null."""
    moment = compile_times(codec.default_timezone, codec.locale, codec.context.clock)

    def set_times(event: Event, values: dict[str, str]) -> None:
        zone = values.get(TIMEZONE)
        for place in places:
            text = values.pop(place, None)
            if text is None:
                continue
            if text.strip(RUBY_BLANKS):
                try:
                    setters[place](event, moment(text, zone))
                except TimeError as error:
                    raise CefError(str(error)) from None
            elif place != TIMESTAMP:
                setters[place](event, None)

    return set_times
