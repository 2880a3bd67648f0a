"""Filter `kv`: pairs of key and value in a text become fields."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from pipeline.event import Event, copy_value, set_by_name
from pipeline.fields import CHECKED, is_name
from pipeline.filters.kv.reading import TRANSFORMS, Found, Read, Rules, changer, reader, remove_pattern, trim_pattern
from pipeline.filters.kv.scanning import Separators, scanner
from pipeline.plugin import FieldError, Filter, OptionError, Step, WithEcs, each, option
from pipeline.plugin.types import anything, array, boolean, choice, field_reference, hash_of, number, string
from pipeline.rubyregex import RubyRegexError, compile_ruby

LETTERS = r'the letters stand in a class of a regular expression: write "\[" and "\]" for brackets'


class KvFilter(Filter, WithEcs):
    """Set a field for each pair in a text such as `user=ana msg="all well"`; values stay text, repeats make a list.

    An event without pairs passes unchanged.  A key that can't be a field tags the event, and no further pair is set.
    """

    unsupported: ClassVar = {"trim": "it is called `trim_value` now", "trimkey": "it is called `trim_key` now"}

    source = option(field_reference, default="message", doc="Field that holds the text, or a list of texts.")
    target = option(field_reference, doc="Field for the pairs, as a map, overwritten; the event itself if unset.")
    field_split = option(string, default=" ", doc="Letters each of which ends a pair.")
    field_split_pattern = option(string, doc="Regular expression for what ends a pair; goes before field_split.")
    value_split = option(string, default="=", doc="Letters each of which stands between key and value.")
    value_split_pattern = option(
        string, doc="Regular expression for what stands between key and value; goes before value_split."
    )
    whitespace = option(
        choice("lenient", "strict"), default="lenient", doc="Whether blanks may stand around what splits key and value."
    )
    include_brackets = option(boolean, default=True, doc="Take (), [] and <> around values for quotes.")
    trim_key = option(string, doc="Letters to take off both ends of keys.")
    trim_value = option(string, doc="Letters to take off both ends of values.")
    remove_char_key = option(string, doc="Letters to take out of keys.")
    remove_char_value = option(string, doc="Letters to take out of values.")
    transform_key = option(choice(*TRANSFORMS), doc="Letter case for keys.")
    transform_value = option(choice(*TRANSFORMS), doc="Letter case for values.")
    prefix = option(string, default="", doc="Text to put in front of keys; may hold %{...}.")
    include_keys = option(array(string), default=[], doc="Keys to keep, if not all; may hold %{...}.")
    exclude_keys = option(array(string), default=[], doc="Keys to leave out; may hold %{...}.")
    default_keys = option(hash_of(anything), default={}, doc="Values for keys that the text lacks, as they are.")
    allow_duplicate_values = option(boolean, default=True, doc="Keep a pair that comes again.")
    allow_empty_values = option(boolean, default=False, doc="Keep pairs without a value.")
    recursive = option(boolean, default=False, doc="Look for pairs in values too, and make them maps.")
    timeout_millis = option(number, default=30000, doc="Longest time for a pattern of yours on a text; 0: no end.")
    tag_on_timeout = option(string, default="_kv_filter_timeout", doc="Tag for a text that took longer.")
    tag_on_failure = option(array(string), default=["_kv_filter_error"], doc="Tags for keys that can't be fields.")

    def check(self) -> Iterator[OptionError]:
        """Every class and pattern must be one, alone and together; warn of faulty templates."""
        good = yield from each(self._empty(), self._bad_patterns())
        if good:
            try:
                scanner(self._separators(), self._timeout())
            except RubyRegexError as error:
                name = "field_split_pattern" if self.field_split_pattern else "value_split_pattern"
                yield OptionError(f'option "{name}": {error}', path=(name,))
        for name in ("prefix", "include_keys", "exclude_keys"):
            for text in self.options[name] if isinstance(self.options[name], list) else [self.options[name]]:
                for fault in self.template(text).faults:
                    self.warn(f'option "{name}": this fails on every event: {fault}', name)

    def _empty(self) -> Iterator[OptionError]:
        for name in ("field_split", "value_split", "field_split_pattern", "value_split_pattern"):
            if self.options[name] == "":
                yield OptionError(f'option "{name}": expected at least one character, got ""', path=(name,))

    def _bad_patterns(self) -> Iterator[OptionError]:
        patterns = {name: remove_pattern(self.options[name]) for name in ("remove_char_key", "remove_char_value")}
        patterns |= {name: trim_pattern(self.options[name]) for name in ("trim_key", "trim_value")}
        patterns |= {name: remove_pattern(self.options[name] or None) for name in ("field_split", "value_split")}
        patterns |= {name: self.options[name] for name in ("field_split_pattern", "value_split_pattern")}
        for name, pattern in patterns.items():
            try:
                self.warn_of_work(compile_ruby(rf"(?:{pattern or ''})\z"), name)  # more is matched behind it
            except RubyRegexError as error:
                hints = () if name.endswith("pattern") else (LETTERS,)
                yield OptionError(f'option "{name}": {error}', path=(name,), hints=hints)

    def _separators(self) -> Separators:
        return Separators(
            field=self.field_split,
            value=self.value_split,
            field_pattern=self.field_split_pattern,
            value_pattern=self.value_split_pattern,
            lenient=self.whitespace == "lenient",
            brackets=self.include_brackets,
        )

    def _timeout(self) -> float | None:
        return self.timeout_millis / 1000 if self.timeout_millis > 0 else None

    def _rules(self) -> Rules:
        return Rules(
            change_key=changer(self.trim_key, self.remove_char_key, self.transform_key),
            change_value=changer(self.trim_value, self.remove_char_value, self.transform_value),
            prefix=self.template(self.prefix).render if self.prefix else None,
            included=self._names(self.include_keys) if self.include_keys else None,
            excluded=self._names(self.exclude_keys),
            empty_values=self.allow_empty_values,
            repeats=self.allow_duplicate_values,
            recursive=self.recursive,
        )

    def _names(self, names: Sequence[str]) -> Callable[[Event], frozenset[str]]:
        templates = [self.template(name) for name in names]
        if all(template.constant for template in templates):
            fixed = frozenset(template.text for template in templates)
            return lambda event: fixed
        return lambda event: frozenset([template.render(event) for template in templates])

    def common_failure(self) -> list[str]:
        """As for keys that can't be fields."""
        return self.tag_on_failure

    def compile(self) -> Step:
        """The step; the patterns are compiled once."""
        get = self.source.getter()
        find = _finder(reader(scanner(self._separators(), self._timeout()), self._rules()))
        put = self.target.setter() if self.target else _set_each
        defaults = self.default_keys
        fail, fail_late = self.failure(self.tag_on_failure), self.failure([self.tag_on_timeout])

        def kv(event: Event) -> bool:
            try:
                found = find(event, get(event))
                if defaults:
                    found = {**copy_value(defaults), **found}
                if not found:
                    return False
                put(event, found)
            except TimeoutError:
                return fail_late(event, "a pattern takes too long on the text")
            except FieldError as error:
                return fail(event, error)
            return True

        return kv


def _finder(read: Read) -> Callable[[Event, object], Found]:
    """A function (event, value of the source) -> the pairs in it."""

    def find(event: Event, value: object) -> Found:
        found: Found = {}
        if type(value) is str:
            read(event, value, found)
        elif type(value) is list:
            for item in value:
                if type(item) is str:
                    read(event, item, found)
        return found

    return find


def _set_each(event: Event, found: Found) -> None:
    """Set each pair as a field of its own; a key with brackets is a reference."""
    names = "".join(found)
    if is_name(names) and CHECKED.keys().isdisjoint(found):
        event.update(found)
        return
    for name, value in found.items():
        set_by_name(event, name, value)
