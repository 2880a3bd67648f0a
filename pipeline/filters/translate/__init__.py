"""Filter `translate`: look a value up in a dictionary."""

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.event import Event, copy_value
from pipeline.fields import MISSING, FieldReference, parse_reference
from pipeline.filters.translate.files import READERS, YAML_ENDINGS
from pipeline.filters.translate.lookup import DictionaryFile, Find, MakeFind, by_key, by_pattern, by_replacing
from pipeline.plugin import FieldError, Filter, NameOf, OptionError, Step, WithEcs, option
from pipeline.plugin.add_field import as_list
from pipeline.plugin.types import (
    anything,
    boolean,
    choice,
    field_reference,
    hash_of,
    integer,
    number,
    path,
    string,
)
from pipeline.rubyregex import RubyRegexError, compile_ruby
from pipeline.sprintf import Render
from pipeline.texts import ruby_text

Put = Callable[[Event, Any], None]
ALIASES = {"field": "source", "destination": "target"}
ITEM = "item"


class TranslateFilter(Filter, WithEcs):
    """Set `target` to what the dictionary has for the value of `source`, of a list for its first item.

    Without an entry for it `target` becomes `fallback`, where there is one; an event without `source` passes
    unchanged.  With `iterate_on` each item of a list is looked up: texts into a list of results, maps each on its own.
    """

    source = option(field_reference, doc="Field to look up; needed unless the older name field is used.")
    target = option(
        field_reference, doc="Field for the result; the source, or without an ECS layout translation, if unset."
    )
    dictionary = option(hash_of(anything), default={}, doc="Texts and what to put in their place.")
    dictionary_path = option(path, doc="File with the dictionary: .yml, .yaml, .json or .csv (key, value).")
    refresh_interval = option(number, default=300, doc="Seconds between two looks at the file; 0 for never.")
    refresh_behaviour = option(
        choice("merge", "replace"), default="merge", doc="Whether entries that left the file are kept."
    )
    exact = option(boolean, default=True, doc="Look for the whole text; false: replace each key that is in the text.")
    regex = option(boolean, default=False, doc="Take the keys for regular expressions.")
    override = option(boolean, doc="Overwrite a target that is there; unless given, only where it is the source.")
    fallback = option(string, doc="What to put where the dictionary has nothing; may hold %{...}.")
    iterate_on = option(field_reference, doc="List to go through: the source itself, or one of maps that hold it.")
    yaml_dictionary_code_point_limit = option(
        integer, default=134_217_728, doc="How many characters a YAML file may have."
    )
    yaml_load_strategy = option(
        choice("one_shot", "streaming"), default="one_shot", doc="Accepted for Logstash's sake; files are read whole."
    )
    field = option(field_reference, doc="The older name of source.")
    destination = option(field_reference, doc="The older name of target.")

    _file: DictionaryFile | None = None

    def check(self) -> Iterator[OptionError]:
        """One source, one dictionary, keys that are what they have to be, and a file that can be read."""
        yield from self._check_names()
        if self.fallback is not None:
            for fault in self.template(self.fallback).faults:
                yield OptionError(f'option "fallback": {fault}', path=("fallback",))
        if self.regex and not self.exact:
            self.warn('option "regex": with exact => false keys are plain texts all the same', "regex")
        elif self.regex:
            yield from self._check_patterns()
        if self.dictionary_path is not None:
            yield from self._check_path()

    def _check_names(self) -> Iterator[OptionError]:
        for old, new in ALIASES.items():
            if self.options[old] is not None and self.options[new] is not None:
                yield OptionError(f'option "{old}": it is the older name of "{new}", give one of them', path=(old,))
            elif self.options[old] is not None:
                self.warn(f'option "{old}": it is called "{new}" now', old)
        if self._in_place and self.override is False:
            yield OptionError(
                'option "override": what is translated in place is always overwritten', path=("override",)
            )
        if self._source is None:
            hints = ("add: source => ...   (Field to look up.)",)
            yield OptionError('needs the option "source"', path=(), hints=hints)

    def _check_patterns(self) -> Iterator[OptionError]:
        for key in self.dictionary:
            try:
                self.warn_of_work(compile_ruby(key), "dictionary", NameOf(key))
            except RubyRegexError as error:
                text = f'option "dictionary": "{key}" is not a regular expression: {error}'
                yield OptionError(text, path=("dictionary", NameOf(key)))
        if len(self.dictionary) > 1:
            order = ", ".join(f'"{key}"' for key in self.dictionary)
            self.warn(f'option "dictionary": the first key that matches counts, in this order: {order}', "dictionary")

    def _check_path(self) -> Iterator[OptionError]:
        assert self.dictionary_path is not None
        ending = self.dictionary_path.suffix.lower()
        if self.dictionary:
            text = 'option "dictionary_path": there can\'t be a "dictionary" too, give one of them'
            yield OptionError(text, path=("dictionary_path",))
        elif ending not in READERS:
            text = f'option "dictionary_path": expected a file that ends in {", ".join(READERS)}'
            yield OptionError(f'{text}, got "{self.dictionary_path}"', path=("dictionary_path",))
        elif self.yaml_dictionary_code_point_limit < 1:
            text = 'option "yaml_dictionary_code_point_limit": expected a positive number'
            limit = self.yaml_dictionary_code_point_limit
            yield OptionError(f"{text}, got {limit}", path=("yaml_dictionary_code_point_limit",))
        else:
            if "yaml_dictionary_code_point_limit" in self.given and ending not in YAML_ENDINGS:
                name = "yaml_dictionary_code_point_limit"
                self.warn(f'option "{name}": it means nothing for a file that is not YAML', name)
            yield from self._check_file()

    def _check_file(self) -> Iterator[OptionError]:
        assert self.dictionary_path is not None
        make, replace = self._make_find(), self.refresh_behaviour == "replace"
        try:
            self._file = DictionaryFile(
                self.dictionary_path, self.yaml_dictionary_code_point_limit, make, replace=replace
            )
        except FileNotFoundError:
            text = f'option "dictionary_path": there is no file "{self.dictionary_path}"'
            if self.context.offline:
                self.warn(text, "dictionary_path")
            else:
                yield OptionError(text, path=("dictionary_path",))
        except (OSError, ValueError) as error:
            text = f'option "dictionary_path": can\'t use "{self.dictionary_path}": {error}'
            yield OptionError(text, path=("dictionary_path",))
        else:
            if self._file.ignored:
                text = 'option "dictionary_path": keys that are no texts match nothing'
                hint = f'put them in quotes: "{self._file.ignored[0]}"'
                self.warn(f"{text}: {len(self._file.ignored)} of them", "dictionary_path", hints=(hint,))

    @property
    def _source(self) -> FieldReference | None:
        return self.source or self.field

    @property
    def _target(self) -> FieldReference | None:
        return self.target or self.destination or (self._source if self.ecs else parse_reference("translation"))

    @property
    def _in_place(self) -> bool:
        return self._source is not None and self._source == self._target

    def _make_find(self) -> MakeFind:
        if not self.exact:
            return by_replacing
        return by_pattern if self.regex else by_key

    def _find(self) -> Find:
        if self._file is None:
            return self._make_find()(self.dictionary)
        if self.refresh_interval <= 0:
            return self._file.find
        return self._file.refreshing(self.refresh_interval, self.context.clock)

    def common_failure(self) -> list[str]:
        """Logstash's filter logs it, no more."""
        return []

    def compile(self) -> Step:
        """The step: for one value, for a list of values, or for a list of maps."""
        source, target = self._source, self._target
        assert source is not None
        assert target is not None
        fallback = None if self.fallback is None else self.template(self.fallback).render
        translate: Callable[[Event, Any], bool]
        if self.iterate_on is None:
            translate = _of_value(self._find(), target.setter(), fallback)
        elif self.iterate_on == source:
            translate = _of_values(self._find(), target.setter(), fallback)
        else:
            return self._guarded(self.iterate_on, None, _of_maps(self._find(), source, target, fallback))
        override = self._in_place if self.override is None else self.override
        return self._guarded(source, None if override else target, translate)

    def _guarded(
        self, read: FieldReference, unless: FieldReference | None, change: Callable[[Event, Any], bool]
    ) -> Step:
        """A step that changes events that have the field `read`, and lack the field `unless`.

        In place every such event is a success, also one without an entry.  A target that can't be set is only logged.
        """
        get = read.getter(MISSING)
        existing = unless.getter(MISSING) if unless else None
        fail, in_place = self.failure([]), self._in_place

        def translate(event: Event) -> bool:
            value = get(event)
            if value is MISSING or (existing is not None and existing(event) is not MISSING):
                return False
            try:
                return change(event, value) or in_place
            except (FieldError, TimeoutError) as error:
                return fail(event, error)

        return translate


def _of_value(find: Find, put: Put, fallback: Render | None) -> Callable[[Event, Any], bool]:
    def change(event: Event, value: Any) -> bool:
        found = find(value if type(value) is str else _first_text(value))
        if found is not MISSING:
            put(event, copy_value(found))
        elif fallback is not None:
            put(event, fallback(event))
        else:
            return False
        return True

    return change


def _first_text(value: Any) -> str:
    if type(value) is list:
        return ruby_text(value[0]) if value else ""
    return ruby_text(value)


def _of_values(find: Find, put: Put, fallback: Render | None) -> Callable[[Event, Any], bool]:
    """Each item of a list; null stands for those that are not found, and a list of nothing else is no match."""

    def change(event: Event, value: Any) -> bool:
        found = [find(ruby_text(item)) for item in as_list(value)]
        other = fallback(event) if fallback is not None else None
        results = [other if item is MISSING else copy_value(item) for item in found]
        put(event, results)
        return any(item is not None and item is not False for item in results)

    return change


def _of_maps(
    find: Find, source: FieldReference, target: FieldReference, fallback: Render | None
) -> Callable[[Event, Any], bool]:
    """Each map of a list; those that lack the source stay as they are."""
    get = FieldReference(source.text, (ITEM, *source.path)).getter()
    put = FieldReference(target.text, (ITEM, *target.path)).setter()

    def change(event: Event, value: Any) -> bool:
        matched = False
        for item in value if type(value) is list else ():
            inside = {ITEM: item}
            text = get(inside)
            if text is None:
                continue
            found = find(ruby_text(text))
            if found is not MISSING:
                put(inside, copy_value(found))
            elif fallback is not None:
                put(inside, fallback(event))
            else:
                continue
            matched = True
        return matched

    return change
