"""Filter `dissect`: cut a text at delimiters into fields."""

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.event import Event
from pipeline.fields import MISSING, ReferenceSyntaxError, parse_reference
from pipeline.filters.dissect.convert import converter
from pipeline.filters.dissect.pattern import PatternError, cutter, parse_pattern
from pipeline.filters.dissect.saving import getter_of, saver
from pipeline.plugin import FieldError, Filter, NameOf, OptionError, Step, option
from pipeline.plugin.common import compile_common
from pipeline.plugin.types import Type, array, hash_of, shown, string
from pipeline.texts import ruby_text

EXAMPLE = 'write: mapping => { "message" => "%{host} %{level->} %{text}" }'
Change = Callable[[Event], None]


def _conversion(value: Any) -> str:
    """A type to convert to, as it is written: the tags of a failure repeat it."""
    if isinstance(value, str) and value.lower() in ("int", "float"):
        return value
    raise OptionError(f"expected int or float, got {shown(value)}")


class DissectFilter(Filter):
    """Cut the text of a field at the delimiters that stand between the `%{...}` of a pattern.

    `%{}` and `%{?name}` skip a part, `%{+name}` appends it, `%{&name}` sets the field that `name` names, and `->`
    behind a name skips delimiters that repeat.  A text that lacks a delimiter sets nothing and tags the event; an
    event without the field passes unchanged.
    """

    applies_common_itself = True

    mapping = option(hash_of(string), default={}, doc="Patterns: field to cut => pattern.")
    convert_datatype = option(
        hash_of(Type("int or float", _conversion)), default={}, doc="Fields to convert afterwards: field => type."
    )
    tag_on_failure = option(array(string), default=["_dissectfailure"], doc="Tags for a text that a pattern fits not.")

    def check(self) -> Iterator[OptionError]:
        """Every pattern must be one; warn of names that are no references and of fields without an end."""
        for name, text in self.mapping.items():
            self._warn_of(name, "mapping", NameOf(name))
            if not text:
                continue
            try:
                pattern = parse_pattern(text)
            except PatternError as error:
                yield OptionError(f'option "mapping": {error}', path=("mapping", name), hints=(EXAMPLE,))
                continue
            for field in pattern.fields:
                self._warn_of(field.name, "mapping", name)
            if pattern.never_fits:
                message = f'option "mapping": no delimiter stands between two fields of "{text}", so it never fits'
                self.warn(message, "mapping", name)
        for name in self.convert_datatype:
            self._warn_of(name, "convert_datatype", NameOf(name))

    def _warn_of(self, name: str, *path: str) -> None:
        try:
            parse_reference(name)
        except ReferenceSyntaxError as error:
            self.warn(f'option "{path[0]}": "{name}" is no field, so this fails on every event: {error}', *path)

    def compile(self) -> Step:
        """The step; the common options are applied for each pattern that fits, as Logstash does."""
        changes = (*self._dissections(), *self._conversions())
        fail = self.failure(self.tag_on_failure)

        def dissect(event: Event) -> bool:
            try:
                for change in changes:
                    change(event)
            except FieldError as error:
                return fail(event, error)
            return True

        return dissect

    def _dissections(self) -> Iterator[Change]:
        common = compile_common(self)
        for name, text in self.mapping.items():
            if text:
                yield self._dissection(name, text, common)

    def _dissection(self, name: str, text: str, common: Change | None) -> Change:
        pattern = parse_pattern(text)
        get, cut, save = getter_of(name), cutter(pattern), saver(pattern)
        fail = self.failure(self.tag_on_failure)

        def dissect(event: Event) -> None:
            value = get(event)
            if value is MISSING:
                return
            parts = cut(value if type(value) is str else ruby_text(value))
            if parts is None:
                fail(event, "a delimiter is missing")
                return
            save(event, parts)
            if common is not None:
                common(event)

        return dissect

    def _conversions(self) -> Iterator[Change]:
        for name, kind in self.convert_datatype.items():
            yield converter(name, kind, self.failure)
