"""Filter `grok`: find the parts of a text by patterns that have names, and set fields to them."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any, ClassVar

from pipeline.event import Event
from pipeline.fields import ReferenceSyntaxError, parse_reference
from pipeline.filters.grok.captures import CONVERTERS, Capture, capture_all, named_captures
from pipeline.filters.grok.work import Origins, Place
from pipeline.grokpatterns import Library, PatternError, bundled, pattern_files, read_patterns
from pipeline.plugin import FieldError, Filter, NameOf, OptionError, Step, WithEcs, option
from pipeline.plugin.types import (
    Type,
    array,
    boolean,
    choice,
    field_reference,
    hash_of,
    number,
    pairs_of,
    path_text,
    shown,
    string,
)
from pipeline.rubyregex import HINTS, RubyPattern, RubyRegexError, blame, compile_ruby
from pipeline.texts import ruby_text

Matcher = tuple[Callable[[str], Any], Capture]
NEVER = 10.0**9  # seconds


def _match(value: Any) -> dict[str, list[str]]:
    """Fields and their patterns, in the order in which Logstash visits them."""
    found: dict[str, list[str]] = {}
    for field, patterns in pairs_of(value):
        name = str(field)
        try:
            parse_reference(name)
        except ReferenceSyntaxError as error:
            raise OptionError(f"expected a field, got {shown(name)}: {error}", path=(NameOf(name),)) from None
        try:
            found[name] = array(string)(patterns)
        except OptionError as error:
            raise OptionError(error.message, path=(field, *error.path), hints=error.hints) from None
    return found


class GrokFilter(Filter, WithEcs):
    """Match the text of a field against patterns such as `%{IP:client} %{NUMBER:took:float}`.

    The first pattern that matches sets its fields.  An event on which none does is tagged; one on which a pattern takes
    too long is tagged too, and keeps what it had.
    """

    unsupported: ClassVar = {"pattern": 'it is `match` now: match => { "message" => "..." }'}

    match = option(
        Type("hash of field => pattern, or list of patterns", _match),
        default={},
        doc="What to look for in which field.",
    )
    break_on_match = option(boolean, default=True, doc="Stop at the first pattern that matches, of all fields.")
    named_captures_only = option(
        boolean, default=True, doc="Keep %{IP:client} but not %{IP}, which would be a field called IP."
    )
    keep_empty_captures = option(boolean, default=False, doc="Set fields also to nothing: an empty text, or null.")
    overwrite = option(array(string), default=[], doc="Fields to replace; others get a list of what they had and more.")
    target = option(field_reference, doc="Field below which all captures go.")
    pattern_definitions = option(hash_of(string), default={}, doc="Patterns of your own: name => regular expression.")
    patterns_dir = option(array(path_text), default=[], doc="Folders or files with patterns of your own, a line each.")
    patterns_files_glob = option(string, default="*", doc="Which files of those folders to read.")
    tag_on_failure = option(
        array(string), default=["_grokparsefailure"], doc="Tags for a text that no pattern matches."
    )
    tag_on_timeout = option(string, default="_groktimeout", doc="Tag for a text on which a pattern takes too long.")
    timeout_millis = option(number, default=30_000, doc="Longest time for a match, in milliseconds; 0 for no limit.")
    timeout_scope = option(
        choice("pattern", "event"),
        default="pattern",
        doc="Whether the time is for each pattern or for all of an event.",
    )

    def check(self) -> Iterator[OptionError]:
        """Every pattern must be known and a regular expression; warn of types that mean nothing, and of no pattern."""
        if not self.match:
            self.warn('no "match": every event gets the tags of a failure')
        yield from self._check_files()
        for field, patterns in self.match.items():
            for index, pattern in enumerate(patterns):
                for fault in self._pattern_faults(pattern, field, index):
                    if not self._lacks_files:
                        yield fault
                    else:
                        self.warn(fault.message, *fault.path)

    def _pattern_faults(self, pattern: str, field: str, index: int) -> Iterator[OptionError]:
        path = ("match", field, index)
        unknown = list(self._library.unknown(pattern))
        for error in unknown:
            yield self._option_error(error, path)
        if unknown:
            return
        try:
            compiled = self._compiled(pattern)
            self._check_captures(compiled, field, index)
            self._check_work(compiled, path)
        except PatternError as error:
            yield self._fault(error, path)

    def _check_files(self) -> Iterator[OptionError]:
        """Folders that aren't there are no fault to Logstash; files that can't be read are one."""
        for index, place in enumerate(self.patterns_dir):
            files = pattern_files(place, self.patterns_files_glob)
            if not files:
                self.warn(f'option "patterns_dir": no files are found at "{place}"', "patterns_dir", index)
            for file in files:
                try:
                    list(read_patterns(file))
                except OSError as error:
                    text = f'option "patterns_dir": can\'t read "{file}": {error.strerror}'
                    yield OptionError(text, path=("patterns_dir", index))

    def _check_captures(self, pattern: RubyPattern, field: str, index: int) -> None:
        for one in named_captures(pattern):
            if one.type not in (None, *CONVERTERS):
                message = f'option "match": "{one.type}" is no type, so "{one.field}" stays a text'
                self.warn(message, "match", field, index, hints=("types: int, float; mutate converts to others",))
            try:
                parse_reference(one.field)
            except ReferenceSyntaxError as error:
                self.warn(f'option "match": "{one.field}" is no field: {error}', "match", field, index)

    def _check_work(self, pattern: RubyPattern, path: tuple[str | int, ...]) -> None:
        """Warn of what the user wrote and may explode, where it was written, and once."""
        for part in pattern.explosive_parts:
            place = self._origins.place(part, Place(path))
            if place is not None and (part, place) not in self._told:
                self._told.add((part, place))
                self.warn(f'option "{place.path[0]}"{place.note}: {blame(part)}', *place.path, hints=HINTS)

    @cached_property
    def _told(self) -> set[tuple[str, Place]]:
        return set()

    @cached_property
    def _origins(self) -> Origins:
        origins = Origins(self._library, self._layout, self.pattern_definitions)
        with suppress(OSError):  # check has told
            origins.add_files(self.patterns_dir, self.patterns_files_glob)
        return origins

    @property
    def _layout(self) -> str:
        return "ecs-v1" if self.ecs else "legacy"

    def _fault(self, error: PatternError, path: tuple[str | int, ...]) -> OptionError:
        """The fault of a pattern, where it is: in a definition that can't stand by itself, or where it is used."""
        for name, definition in self.pattern_definitions.items():
            try:
                self._compiled(definition)
            except PatternError as own:
                error, path = own, ("pattern_definitions", name)
                break
        return self._option_error(error, path)

    @staticmethod
    def _option_error(error: PatternError, path: tuple[str | int, ...]) -> OptionError:
        hints = (error.hint,) if error.hint else ()
        return OptionError(f'option "{path[0]}": {error}', path=path, hints=hints, within=error.within)

    @cached_property
    def _lacks_files(self) -> bool:
        """Whether patterns may be unknown only because this machine isn't the one that will run them."""
        names = self.patterns_files_glob
        return self.context.offline and any(not pattern_files(place, names) for place in self.patterns_dir)

    @cached_property
    def _library(self) -> Library:
        patterns = dict(bundled(self._layout))
        for place in self.patterns_dir:
            for file in pattern_files(place, self.patterns_files_glob):
                try:
                    patterns.update(read_patterns(file))
                except OSError:
                    continue  # check has told
        return Library({**patterns, **self.pattern_definitions}, named_only=self.named_captures_only)

    def _compiled(self, pattern: str) -> RubyPattern:
        written = self._library.write_out(pattern)
        timeout = self.timeout_millis / 1000 if self.timeout_millis > 0 else NEVER
        try:
            return compile_ruby(written, dot_all=True, timeout=timeout)
        except RubyRegexError as error:
            raise PatternError(f"not a regular expression: {error}") from None

    def compile(self) -> Step:
        """The step; patterns are written out and compiled once."""
        clock = self.context.clock
        attempts = [
            _attempt(field, self._matchers(patterns), clock, first_only=self.break_on_match)
            for field, patterns in self.match.items()
        ]
        fail, late = self.failure(self.tag_on_failure), self.failure([self.tag_on_timeout])
        break_on_match = self.break_on_match
        limit = int(self.timeout_millis * 1_000_000) if self.timeout_scope == "event" else 0

        def grok(event: Event) -> bool:
            matched = False
            reason: object = "no pattern matches"
            end = clock() + limit if limit else 0
            for attempt in attempts:
                try:
                    matched = attempt(event, end) or matched
                except FieldError as error:
                    reason = error
                except TimeoutError:
                    return late(event, "a pattern takes too long")
                if matched and break_on_match:
                    return True
            return matched or fail(event, reason)

        return grok

    def _matchers(self, patterns: list[str]) -> list[Matcher]:
        found: list[Matcher] = []
        for pattern in patterns:
            try:
                compiled = self._compiled(pattern)
            except PatternError:
                continue  # only where check warned of files that are not on this machine
            captures = named_captures(compiled)
            capture = capture_all(captures, self.target, self.overwrite, keep_empty=self.keep_empty_captures)
            found.append((compiled.search, capture))
        return found


def _attempt(
    field: str, matchers: list[Matcher], clock: Callable[[], int], *, first_only: bool
) -> Callable[[Event, int], bool]:
    """A function (event, end) -> did a pattern match the field; a list matches where one of its elements does.

    A field that is missing is the empty text, as null is.  `end` is the time by which all has to be done, in epoch
    nanoseconds, 0 for none; TimeoutError when it has passed.
    """
    read = parse_reference(field).getter()
    match_text = _text_matcher(matchers, clock, first_only=first_only)

    def attempt(event: Event, end: int) -> bool:
        value = read(event)
        if type(value) is str:
            return match_text(event, value, end)
        if type(value) is not list:
            return match_text(event, ruby_text(value), end)
        matched = False
        for item in value:
            matched = match_text(event, item if type(item) is str else ruby_text(item), end) or matched
        return matched

    return attempt


def _text_matcher(
    matchers: list[Matcher], clock: Callable[[], int], *, first_only: bool
) -> Callable[[Event, str, int], bool]:
    def match_text(event: Event, text: str, end: int) -> bool:
        matched = False
        for search, capture in matchers:
            found = search(text)
            if end and clock() > end:
                raise TimeoutError
            if found is not None:
                capture(event, found)
                if first_only:
                    return True
                matched = True
        return matched

    return match_text
