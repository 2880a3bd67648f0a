"""Operations on text: case, blanks, cutting and joining, as Ruby's String does them."""

import re
from collections.abc import Callable
from typing import Any

from pipeline.errors import FieldError
from pipeline.texts import RUBY_BLANKS, ruby_text

Change = Callable[[Any], Any]
BLANKS = re.compile(r"[\t-\r ]+")


def of_texts(change: Callable[[str], str]) -> Change:
    """A change of a text, or of the texts in a list; other values stay as they are."""

    def letters(value: Any) -> Any:
        if type(value) is str:
            return change(value)
        if type(value) is list:
            return [change(item) if type(item) is str else item for item in value]
        return value

    return letters


def strip(value: Any) -> Any:
    """Without blanks and NULs around; a list must hold texts only."""
    if type(value) is str:
        return value.strip(RUBY_BLANKS)
    if type(value) is list:
        return [_stripped(item) for item in value]
    return value


def _stripped(item: Any) -> str:
    if type(item) is not str:
        raise FieldError("an item of the list is no text")
    return item.strip(RUBY_BLANKS)


def splitter(separator: Any) -> Change:
    """Text to list; one blank means any white space, and empty items at the end are dropped."""
    if type(separator) is not str:
        return _refuse_texts(str, "the separator is no text")
    cut = _cut(separator)

    def split(value: Any) -> Any:
        if type(value) is not str:
            return value
        parts = cut(value)
        while parts and not parts[-1]:
            parts.pop()
        return parts

    return split


def _cut(separator: str) -> Callable[[str], list[str]]:
    if separator == " ":
        return _words
    return (lambda text: text.split(separator)) if separator else list


def _words(text: str) -> list[str]:
    """The words of a text; Python takes more than Ruby does for white space, but not in plain ASCII."""
    if text.isascii() and text.isprintable():
        return text.split()
    return BLANKS.split(text.lstrip("\t\n\v\f\r "))


def joiner(separator: Any) -> Change:
    """List to text; lists in it are joined the same way."""
    if type(separator) is not str:
        return _refuse_texts(list, "the separator is no text")

    def joined(items: list[Any]) -> str:
        return separator.join([item if type(item) is str else text_of(item) for item in items])

    def text_of(item: Any) -> str:
        return joined(item) if type(item) is list else ruby_text(item)

    return lambda value: joined(value) if type(value) is list else value


def _refuse_texts(kind: type, message: str) -> Change:
    """What Ruby does with a separator of the wrong type: nothing, until there is something to do."""

    def refuse(value: Any) -> Any:
        if type(value) is kind:
            raise FieldError(message)
        return value

    return refuse
