"""Parsing what the date filter's `match` names: several patterns, tried in their order."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import lru_cache
from typing import NamedTuple, cast

from pipeline.dates.errors import DateError, PatternError
from pipeline.dates.iso8601 import compile_iso8601
from pipeline.dates.joda_parse import Clock, compile_joda_parse
from pipeline.dates.numeric import ParseValue, compile_tai64n, compile_unix, parse_unix_ms
from pipeline.timestamp import Timestamp
from pipeline.zones import ZoneError, find_zone

ParseDate = Callable[[object], Timestamp]
PRECISIONS = ("ms", "ns")
NUMERIC: dict[str, Callable[[str], ParseValue]] = {
    "UNIX": compile_unix,
    "UNIX_MS": lambda _: parse_unix_ms,
    "TAI64N": compile_tai64n,
}
NONE_FITS = "no pattern fits"
ZONES_KEPT = 64
REMEMBERED, REMEMBERED_PER_ZONE = 4096, 256


def compile_date_parser(
    patterns: Sequence[str],
    *,
    zone: tzinfo | str,
    locale: str | None = None,
    now: Clock,
    precision: str = "ms",
) -> ParseDate:
    """(value) -> the moment by the first pattern that fits; it raises DateError where none does.

    A pattern is `ISO8601`, `UNIX`, `UNIX_MS`, `TAI64N` or a Joda pattern.  `zone` counts where a text names none,
    `locale` says whose names of months and days are read, `now` gives epoch nanoseconds, `precision` is "ms" or "ns".
    PatternError for a pattern or zone that can't be used.
    """
    found = _zone(zone)
    return _first_of([_compile(pattern, found, locale, now, precision, REMEMBERED) for pattern in patterns])


def compile_zoned_date_parser(
    patterns: Sequence[str], *, locale: str | None = None, now: Clock, precision: str = "ms"
) -> Callable[[object, str], Timestamp]:
    """As `compile_date_parser`, but (value, name of the zone) -> the moment, as `timezone => "%{field}"` needs it.

    Where there is no such zone only the numeric patterns can fit.
    """
    compile_date_parser(patterns, zone="UTC", locale=locale, now=now, precision=precision)

    @lru_cache(maxsize=ZONES_KEPT)
    def parser_of(name: str) -> ParseDate:
        try:
            zone = find_zone(name)
        except ZoneError:
            numeric = [pattern for pattern in patterns if pattern in NUMERIC]
            return _first_of([_Parser(NUMERIC[pattern](precision), text_only=False) for pattern in numeric])
        return _first_of([_compile(one, zone, locale, now, precision, REMEMBERED_PER_ZONE) for one in patterns])

    return lambda value, name: parser_of(name)(value)


def _zone(zone: tzinfo | str) -> tzinfo:
    try:
        return find_zone(zone) if isinstance(zone, str) else zone
    except ZoneError as error:
        raise PatternError(str(error)) from None


class _Parser(NamedTuple):
    """A compiled pattern, and whether it takes nothing but text: no number, and no Timestamp, a date already."""

    parse: ParseValue
    text_only: bool


def _compile(pattern: str, zone: tzinfo, locale: str | None, now: Clock, precision: str, remembered: int) -> _Parser:
    if precision not in PRECISIONS:
        raise PatternError(f'expected the precision "ms" or "ns", got "{precision}"')
    if pattern in NUMERIC:
        return _Parser(NUMERIC[pattern](precision), text_only=False)
    if pattern == "ISO8601":
        parse = compile_iso8601(zone, now, precision=precision, remembered=remembered)
    else:
        parse = compile_joda_parse(pattern, zone, locale, now, precision=precision, remembered=remembered)
    return _Parser(cast("ParseValue", parse), text_only=True)


def _first_of(parsers: Sequence[_Parser]) -> ParseDate:
    if len(parsers) == 1 and parsers[0].text_only:
        return _only_text(parsers[0].parse)

    def parse(value: object) -> Timestamp:
        is_text = type(value) is str
        for parse_one, text_only in parsers:
            if is_text or not text_only:
                when = parse_one(value)
                if when is not None:
                    return when
        raise DateError(NONE_FITS)

    return parse


def _only_text(parse_text: ParseValue) -> ParseDate:
    """The usual case, one pattern for texts, with one call less."""

    def parse(value: object) -> Timestamp:
        when = parse_text(value) if type(value) is str else None
        if when is None:
            raise DateError(NONE_FITS)
        return when

    return parse
