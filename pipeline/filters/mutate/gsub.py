"""`gsub`: replace all that matches a Ruby pattern."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.errors import FieldError
from pipeline.fields import Event
from pipeline.filters.mutate.letters import of_texts
from pipeline.filters.mutate.steps import Fail, accessors, changing, refusing
from pipeline.plugin import Step
from pipeline.rubyregex import RubyPattern, RubyRegexError, compile_replacement, compile_ruby
from pipeline.sprintf import Template

Replace = Callable[[str], str]


def triples(items: Sequence[Any]) -> Iterator[tuple[str, str, Any]]:
    """Field, pattern and replacement, from the flat list of the config."""
    return zip(items[::3], items[1::3], items[2::3], strict=True)


def replacing(name: str, needle: Template, replacement: Template, fail: Fail) -> Step:
    """A step that replaces in a field; what holds `%{` is filled in for each event, the needle as a pattern."""
    if "%{" not in needle.text and replacement.constant:
        return changing(name, of_texts(replacer(compile_ruby(needle.text), replacement.text)), fail)
    pattern = None if "%{" in needle.text else compile_ruby(needle.text)
    try:
        get, put = accessors(name)
    except FieldError as error:
        return refusing(error, fail)

    def mutate(event: Event) -> bool:
        value = get(event)
        if type(value) is not str and type(value) is not list:
            return True
        try:
            found = pattern or _compiled(needle.render(event))
            put(event, of_texts(replacer(found, replacement.render(event)))(value))
        except FieldError as error:
            return fail(event, error)
        return True

    return mutate


def _compiled(text: str) -> RubyPattern:
    try:
        return compile_ruby(text)
    except RubyRegexError as error:
        raise FieldError(f"not a regular expression: {error}") from None


def replacer(pattern: RubyPattern, replacement: str) -> Replace:
    """A function that replaces all matches in a text; FieldError where the pattern takes too long."""
    expand: Any = compile_replacement(replacement, pattern.names, pattern.groups)
    literal = pattern.literal
    if literal and isinstance(expand, str):
        return lambda text: text.replace(literal, expand)
    substitute = pattern.sub

    def gsub(text: str) -> str:
        try:
            return substitute(expand, text)
        except TimeoutError:
            raise FieldError("the regular expression takes too long on this text") from None

    return gsub
