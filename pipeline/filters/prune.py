"""Filter `prune`: keep or remove fields by their names, or by their values."""

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.event import Event
from pipeline.fields import METADATA
from pipeline.plugin import FieldError, Filter, OptionError, Step, option
from pipeline.plugin.types import array, boolean, hash_of, string
from pipeline.rubyregex import RubyRegexError, compile_ruby

FAILURE = "_prune_error"
TEMPLATES = r"%\{[^}]+\}"
REFERENCE = re.compile(r"(?:\[[@\w.-]+\]){2,}")
KNOWN_NAMES = 4096

Found = Callable[[str], bool]
FoundIn = Callable[[Event], Found]
Judge = Callable[[Event, list[str], dict[str, list[Any]]], bool]
"""(event, names of fields to remove, lists to set) -> whether the value could be judged; it adds to the latter two."""


class PruneFilter(Filter):
    """Remove the fields at the top whose names or values the patterns tell; all are regular expressions.

    A name matches where the pattern is found anywhere in it.  With `whitelist_names` all other fields go, `@timestamp`
    and `tags` too.  Of a list the elements are judged one by one; fields that are not named keep their values.  A
    value that is no text can't be judged: it stays, and the event is tagged.
    """

    whitelist_names = option(array(string), default=[], doc="Patterns of names to keep; all unless given.")
    blacklist_names = option(array(string), default=[TEMPLATES], doc="Patterns of names to remove.")
    whitelist_values = option(hash_of(string), default={}, doc="Values to keep: field => pattern.")
    blacklist_values = option(hash_of(string), default={}, doc="Values to remove: field => pattern.")
    interpolate = option(boolean, default=False, doc="Fill in %{...} in patterns and fields' names.")

    def check(self) -> Iterator[OptionError]:
        """Every pattern that is known now must be one; warn of references, which are patterns of one letter."""
        for name in ("whitelist_names", "blacklist_names"):
            for index, pattern in enumerate(self.options[name]):
                yield from self._check_pattern(pattern, name, index)
                if REFERENCE.fullmatch(pattern):
                    text = (
                        f'option "{name}": "{pattern}" is no nested field, but a pattern for names with certain letters'
                    )
                    self.warn(text, name, index, hints=("only fields at the top are looked at",))
        for name in ("whitelist_values", "blacklist_values"):
            for key, pattern in self.options[name].items():
                yield from self._check_pattern(pattern, name, key)

    def _check_pattern(self, pattern: str, *path: str | int) -> Iterator[OptionError]:
        if self.interpolate and "%{" in pattern:
            return
        try:
            self.warn_of_work(compile_ruby(pattern), *path)
        except RubyRegexError as error:
            yield OptionError(f'option "{path[0]}": not a regular expression: {error}', path=path)

    def compile(self) -> Step:
        """The step; all is judged before the first field goes, as patterns may name fields."""
        removed_of = self._removed()
        judges = [
            *(self._judge(key, pattern, keep=True) for key, pattern in self.whitelist_values.items()),
            *(self._judge(key, pattern, keep=False) for key, pattern in self.blacklist_values.items()),
        ]
        fail = self.failure([FAILURE])

        def prune(event: Event) -> bool:
            lists: dict[str, list[Any]] = {}
            judged = True
            try:
                removed = removed_of(event)
                gone = [name for name in event if removed(name)]
                for judge in judges:
                    judged &= judge(event, gone, lists)
            except (FieldError, RubyRegexError, TimeoutError) as error:
                return fail(event, error)
            event.update(lists)
            for name in gone:
                event.pop(name, None)
            return judged or fail(event, "a value that is no text")

        return prune

    def _removed(self) -> FoundIn:
        """A function (event) -> function (name) -> whether that field goes; one for all events where it can be."""
        white = [self._found(pattern) for pattern in self.whitelist_names]
        black = [self._found(pattern) for pattern in self.blacklist_names]

        def removed_of(event: Event) -> Found:
            kept = [found_of(event) for found_of in white]
            gone = [found_of(event) for found_of in black]

            def removed(name: str) -> bool:
                if name == METADATA:
                    return False
                return (bool(kept) and not any(found(name) for found in kept)) or any(found(name) for found in gone)

            return removed

        if any(self._varies(pattern) for pattern in (*self.whitelist_names, *self.blacklist_names)):
            return removed_of
        fixed = functools.lru_cache(KNOWN_NAMES)(removed_of({}))
        return lambda event: fixed

    def _varies(self, text: str) -> bool:
        return self.interpolate and not self.template(text).constant

    def _found(self, pattern: str) -> FoundIn:
        """A function (event) -> function (text) -> whether the pattern is found in it."""
        if not self._varies(pattern):
            found = finder(pattern)
            return lambda event: found
        render = self.template(pattern).render
        return lambda event: finder(render(event))

    def _judge(self, key: str, pattern: str, *, keep: bool) -> Judge:
        name = self.template(key).render if self._varies(key) else lambda event: key
        found_of = self._found(pattern)

        def judge(event: Event, gone: list[str], lists: dict[str, list[Any]]) -> bool:
            key = name(event)
            value = event.get(key)
            if type(value) is str:
                if found_of(event)(value) is not keep:
                    gone.append(key)
                return True
            if type(value) is not list:
                return value is None or value is False or key == METADATA
            found = found_of(event)
            stays = [item for item in value if type(item) is not str or found(item) is keep]
            if value and not stays:
                gone.append(key)
            elif len(stays) < len(value):
                lists[key] = stays
            return all(type(item) is str for item in value)

        return judge


def finder(pattern: str) -> Found:
    """A function (text) -> whether the pattern is found in it; RubyRegexError where it is none."""
    search = compile_ruby(pattern).search
    return lambda text: search(text) is not None
