"""What is wrong in the values of mutate's options `convert` and `gsub`: every fault of them, with its place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.errors import OptionError, did_you_mean
from pipeline.filters.mutate.convert import CONVERTERS
from pipeline.plugin.types import shown
from pipeline.rubyregex import RubyRegexError, compile_ruby

OTHER_WORDS = {"long": "integer", "number": "integer", "double": "float", "decimal": "float", "text": "string"}


def wrong_types(types: Mapping[str, Any]) -> Iterator[OptionError]:
    """Types to convert to that do not exist, each with the nearest one."""
    for name, kind in types.items():
        if isinstance(kind, str) and kind in CONVERTERS:
            continue
        word = str(kind).lower()
        suggestion = did_you_mean(OTHER_WORDS.get(word, word), CONVERTERS)
        choices = f"types: {', '.join(CONVERTERS)}"
        message = f'option "convert": expected a type name, got {shown(kind)}'
        yield OptionError(message, path=("convert", name), hints=(suggestion, choices) if suggestion else (choices,))


def wrong_replacements(items: Sequence[Any]) -> Iterator[OptionError]:
    """Items of `gsub` that are no texts or no patterns, or too few for the last replacement."""
    for index, item in enumerate(items):
        message = _wrong(index, item)
        if message:
            yield OptionError(f'option "gsub": {message}', path=("gsub", index))
    if len(items) % 3:
        message = f"expected three items for each replacement (field, pattern, new text), got {len(items)} items"
        yield OptionError(f'option "gsub": {message}', path=("gsub",))


def _wrong(index: int, item: Any) -> str | None:
    if not isinstance(item, str):
        return None if index % 3 == 2 and not isinstance(item, list | dict) else f"expected a text, got {shown(item)}"
    if index % 3 == 1 and "%{" not in item:
        try:
            compile_ruby(item)
        except RubyRegexError as error:
            return f"not a regular expression: {error}"
    return None
