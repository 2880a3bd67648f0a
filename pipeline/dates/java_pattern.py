"""The pattern language of java.time in its parts; optional sections are transparent, as a moment has every field."""

from typing import NamedTuple

from pipeline.dates.errors import PatternError
from pipeline.dates.joda_pattern import is_letter

RESERVED = "{}#"


class JavaPart(NamedTuple):
    """A run of a letter (`size` of them), padded to `width` if that isn't 0; or with `letter` empty the `text`."""

    letter: str
    size: int
    width: int
    text: str


def split_java_pattern(pattern: str) -> list[JavaPart]:
    """The parts of a java.time pattern; PatternError where quotes, brackets or padding don't come out even."""
    parts: list[JavaPart] = []
    at = depth = 0
    while at < len(pattern):
        character = pattern[at]
        if is_letter(character):
            part, at = _field(pattern, at)
            parts.append(part)
            continue
        if character == "'":
            text, at = _quoted(pattern, at)
            parts.append(JavaPart("", 0, 0, text))
            continue
        if character in RESERVED:
            raise PatternError(f'expected "{character}" in quotes in "{pattern}", as it is reserved')
        depth += {"[": 1, "]": -1}.get(character, 0)
        if depth < 0:
            raise PatternError(f'expected "[" before the "]" in "{pattern}"')
        if character not in "[]":
            parts.append(JavaPart("", 0, 0, character))
        at += 1
    return parts


def _run(pattern: str, at: int) -> int:
    """Where the run of the letter at `at` ends."""
    end = at
    while pattern[end : end + 1] == pattern[at]:
        end += 1
    return end


def _field(pattern: str, at: int) -> tuple[JavaPart, int]:
    end = _run(pattern, at)
    if pattern[at] != "p":
        return JavaPart(pattern[at], end - at, 0, ""), end
    if not is_letter(pattern[end : end + 1]):
        raise PatternError(f'expected a field after the padding "p" in "{pattern}"')
    field_end = _run(pattern, end)
    return JavaPart(pattern[end], field_end - end, end - at, ""), field_end


def _quoted(pattern: str, at: int) -> tuple[str, int]:
    """The text in quotes that starts at `at`, and where what follows starts; `''` is a quote, in and out of quotes."""
    text = ""
    end = at + 1
    while end < len(pattern):
        if pattern[end] != "'":
            text += pattern[end]
        elif pattern[end : end + 2] == "''":
            text += "'"
            end += 1
        else:
            return text or "'", end + 1
        end += 1
    raise PatternError(f'expected a closing quote in "{pattern}"')
