"""Filter `mutate`: rename, replace, convert and otherwise change fields."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, ClassVar

from pipeline.filters.mutate import convert, gsub, letters, moves, values
from pipeline.filters.mutate.advice import broken_names, order_matters
from pipeline.filters.mutate.faults import wrong_replacements, wrong_types
from pipeline.filters.mutate.steps import Fail, changing, guarded, in_turn
from pipeline.plugin import Filter, OptionError, Step, option
from pipeline.plugin.add_field import as_list
from pipeline.plugin.common import compile_common
from pipeline.plugin.types import anything, array, hash_of, string
from pipeline.rubyregex import compile_ruby
from pipeline.sprintf import Template, touched_fields
from pipeline.texts import ruby_capital, ruby_lower, ruby_text

Change = Callable[[Any], Any]


class MutateFilter(Filter):
    """Change fields; whatever the order in the config, the operations run in the order in which they are listed here.

    An operation that fails ends the block: what was done before it stays, the event gets the tag of `tag_on_failure`,
    and the common options are not applied.
    """

    applies_common_itself = True
    unsupported: ClassVar = {"remove": "remove_field => [...] does it, in every filter"}

    coerce = option(hash_of(anything), default={}, doc="Values for fields that are there but null.")
    rename = option(hash_of(anything), default={}, doc="Fields to rename: old name => new name.")
    update = option(hash_of(anything), default={}, doc="Fields to overwrite, if they are there, with a text.")
    replace = option(hash_of(anything), default={}, doc="Fields to set to a text, whether they are there or not.")
    convert = option(hash_of(anything), default={}, doc="Fields to convert: field => type.")
    gsub = option(
        array(anything), default=[], doc="Texts to replace: field, regular expression, replacement, and so on."
    )
    uppercase = option(array(string), default=[], doc="Fields to put in upper case.")
    capitalize = option(array(string), default=[], doc="Fields to start with a capital letter, the rest in lower case.")
    lowercase = option(array(string), default=[], doc="Fields to put in lower case.")
    strip = option(array(string), default=[], doc="Fields whose blanks at both ends are to go.")
    split = option(hash_of(anything), default={}, doc="Texts to split into a list: field => separator.")
    join = option(hash_of(anything), default={}, doc="Lists to join into a text: field => separator.")
    merge = option(
        hash_of(anything), default={}, doc="Fields to add to another one: target => field, or list of fields."
    )
    copy = option(hash_of(anything), default={}, doc="Fields to copy: field => target.")
    tag_on_failure = option(string, default="_mutate_error", doc="Tag for events on which an operation failed.")

    def check(self) -> Iterator[OptionError]:
        """Wrong types and patterns; it warns of what fails on every event, and of pairs that depend on their order."""
        for message, path in [*broken_names(self), *order_matters(self)]:
            self.warn(message, *path)
        yield from wrong_types(self.convert)
        faults = list(wrong_replacements(self.gsub))
        yield from faults
        for index, needle in enumerate(self.gsub if not faults else ()):
            if index % 3 == 1 and "%{" not in needle:
                self.warn_of_work(compile_ruby(needle), "gsub", index)

    def compile(self) -> Step:
        """One step for each operation on each field, in Logstash's order."""
        fail = self.failure([self.tag_on_failure])
        steps = [*self._moving(fail), *self._changing(fail), *self._combining(fail)]
        common = compile_common(self)
        if common is not None:
            steps.append(guarded(common, fail))
        return in_turn(steps) if steps else lambda event: True

    def touches(self) -> Collection[str] | None:
        """Every field that an option names, and tags on failure."""
        texts = (self.coerce, self.update, self.replace)
        named = (*texts, self.rename, self.convert, self.split, self.join, self.merge, self.copy)
        names = [str(name) for option in named for name in option]
        names += [str(name) for option in (self.rename, self.copy) for name in option.values()]
        names += [str(name) for value in self.merge.values() for name in as_list(value)]
        names += [*map(str, self.gsub[::3]), *self.uppercase, *self.capitalize, *self.lowercase, *self.strip]
        values = [value for option in texts for value in option.values()]
        return touched_fields(names, [*values, *self.gsub[1::3], *self.gsub[2::3]], ("tags",))

    def _moving(self, fail: Fail) -> Iterator[Step]:
        for name, template in self._templates(self.coerce):
            yield values.coercing(name, template, fail)
        for old, new in self.rename.items():
            yield moves.renaming(old, ruby_text(new), fail)
        for name, template in self._templates(self.update):
            yield values.updating(name, template, fail)
        for name, template in self._templates(self.replace):
            yield values.replacing(name, template, fail)

    def _templates(self, fields: Mapping[str, Any]) -> Iterator[tuple[str, Template]]:
        return ((name, self.template(ruby_text(value))) for name, value in fields.items())

    def _changing(self, fail: Fail) -> Iterator[Step]:
        for name, kind in self.convert.items():
            yield changing(name, convert.converter(kind), fail)
        for name, needle, replacement in gsub.triples(self.gsub):
            yield gsub.replacing(name, self.template(needle), self.template(ruby_text(replacement)), fail)
        for names, change in self._letters():
            yield from (changing(name, change, fail) for name in names)

    def _letters(self) -> Iterator[tuple[list[str], Change]]:
        yield self.uppercase, letters.of_texts(str.upper)
        yield self.capitalize, letters.of_texts(ruby_capital)
        yield self.lowercase, letters.of_texts(ruby_lower)
        yield self.strip, letters.strip

    def _combining(self, fail: Fail) -> Iterator[Step]:
        for name, separator in self.split.items():
            yield changing(name, letters.splitter(separator), fail)
        for name, separator in self.join.items():
            yield changing(name, letters.joiner(separator), fail)
        for target, sources in self.merge.items():
            yield moves.merging(target, sources, fail)
        for source, target in self.copy.items():
            yield moves.copying(source, target, fail)
