"""Filter `date`: parse the date in a field and make it the event's time, or another field's value."""

from collections.abc import Collection, Iterator

from ciso8601 import parse_rfc3339

from pipeline.dates import (
    DateError,
    PatternError,
    compile_date_parser,
    compile_zoned_date_parser,
    is_known_locale,
    pattern_advice,
)
from pipeline.event import Event
from pipeline.fields import METADATA, TIMESTAMP, ReferenceSyntaxError, parse_reference
from pipeline.plugin import FieldError, Filter, Later, OptionError, Step, each, option
from pipeline.plugin.snippet import Snippet
from pipeline.plugin.types import array, choice, field_reference, string
from pipeline.sprintf import touched_fields
from pipeline.timestamp import Timestamp
from pipeline.zones import host_zone

NOT_JODA = ("ISO8601", "UNIX", "UNIX_MS", "TAI64N")
EXAMPLE = 'write: match => ["timestamp", "ISO8601"]'


UTC_TEXT = """\
value = event.get($source)
if value is None:
 matched = False
elif type(value) is str and len(value) in (27, 24, 30) and value[10] == "T" and value[-1] == "Z":
 try:
  $parse(value)
 except ValueError:
  matched = $step(event)
 else:
  event[$target] = $made
  matched = True
else:
 matched = $step(event)
"""


class DateFilter(Filter):
    """Parse the date in a field by the first pattern that fits, and set `target` to it.

    An event without the field passes unchanged; one whose value fits no pattern keeps its time and is tagged.
    """

    match = option(
        array(string),
        required=True,
        doc="The field, then patterns: ISO8601, UNIX (seconds), UNIX_MS, TAI64N, or letters such as yyyy-MM-dd.",
    )
    target = option(field_reference, default=TIMESTAMP, doc="Field for the result.")
    timezone = option(
        string, doc="Zone of texts that name none, or %{...} to take it from the event; this machine's unless given."
    )
    locale = option(string, doc="Language of the names of months and days, as in fr or pt-BR; English unless given.")
    tag_on_failure = option(array(string), default=["_dateparsefailure"], doc="Tags for a value that no pattern fits.")
    precision = option(choice("ms", "ns"), default="ms", doc="Whether decimals beyond milliseconds are cut or kept.")

    def check(self) -> Iterator[OptionError]:
        """Every pattern, the zone and the field must be usable; warn of what is probably a slip."""
        yield from each(self._check_match(), self._check_zone())
        if self.locale and not is_known_locale(self.locale):
            self.warn(f'option "locale": no names are known for "{self.locale}"', "locale")

    def _check_match(self) -> Iterator[OptionError]:
        if len(self.match) < 2:
            text = f'option "match": expected a field and at least one pattern, got {len(self.match)} of them'
            yield OptionError(text, path=("match",), hints=(EXAMPLE,))
            return
        try:
            parse_reference(self.match[0])
        except ReferenceSyntaxError as error:
            yield OptionError(f'option "match": expected a field first: {error}', path=("match", 0), hints=(EXAMPLE,))
        for index, pattern in enumerate(self.match[1:], 1):
            yield from self._check_pattern(index, pattern)

    def _check_pattern(self, index: int, pattern: str) -> Iterator[OptionError]:
        try:
            compile_date_parser([pattern], zone="UTC", locale=self.locale, now=self.context.clock)
        except PatternError as error:
            hints = ('"match" given twice is one list, the second field a pattern; write a date filter for each field',)
            yield OptionError(f'option "match": {error}', path=("match", index), hints=hints if index > 1 else ())
            return
        for advice in pattern_advice(pattern) if pattern not in NOT_JODA else ():
            self.warn(f'option "match": {advice}', "match", index)

    def _check_zone(self) -> Iterator[OptionError]:
        if self.timezone is None or "%{" in self.timezone:
            for fault in self.template(self.timezone or "").faults:
                yield OptionError(f'option "timezone": {fault}', path=("timezone",))
            return
        try:
            compile_date_parser(["ISO8601"], zone=self.timezone, now=self.context.clock)
        except PatternError as error:
            yield OptionError(f'option "timezone": {error}', path=("timezone",))

    def compile(self) -> Step:
        """The step; patterns are compiled once, and once more for each zone that events bring."""
        if self.timezone is not None and "%{" in self.timezone:
            return self._zoned_step(self.timezone)
        read = parse_reference(self.match[0]).getter()
        zone = self.timezone or host_zone()
        parse = compile_date_parser(
            self.match[1:], zone=zone, locale=self.locale, now=self.context.clock, precision=self.precision
        )
        write = self.target.setter()
        fail = self.failure(self.tag_on_failure)

        def date(event: Event) -> bool:
            value = read(event)
            if value is None:
                return False
            try:
                write(event, parse(value))
            except (DateError, FieldError) as error:
                return fail(event, error)
            return True

        return date

    def touches(self) -> Collection[str]:
        """The source, the target, and tags on failure."""
        zone = touched_fields([], [self.timezone or ""]) or ()
        return {parse_reference(self.match[0]).path[0], self.target.path[0], "tags", *zone}

    def snippet(self, step: Step, later: Later) -> Snippet | None:
        """A text of ISO8601's usual form in UTC is cut to its milliseconds; all else is for the step."""
        source, target = parse_reference(self.match[0]).path, self.target.path
        if self.match[1] != "ISO8601" or self.precision != "ms" or len(source) != 1 or len(target) != 1:
            return None
        if source[0] == METADATA or target[0] in ("tags", METADATA):
            return None
        made = "$timestamp(value[:23] + 'Z')" if later.sees(target[0]) else "value[:23] + 'Z'"
        names = {"source": source[0], "target": target[0], "parse": parse_rfc3339, "timestamp": Timestamp, "step": step}
        return Snippet(UTC_TEXT.replace("$made", made), names, certain=False)

    def _zoned_step(self, timezone: str) -> Step:
        """The step for a zone that each event names."""
        read = parse_reference(self.match[0]).getter()
        zone_of = self.template(timezone).render
        parse = compile_zoned_date_parser(
            self.match[1:], locale=self.locale, now=self.context.clock, precision=self.precision
        )
        write = self.target.setter()
        fail = self.failure(self.tag_on_failure)

        def date(event: Event) -> bool:
            value = read(event)
            if value is None:
                return False
            try:
                write(event, parse(value, zone_of(event)))
            except (DateError, FieldError) as error:
                return fail(event, error)
            return True

        return date
