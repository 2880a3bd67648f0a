"""The Joda pattern language: a pattern in its parts, for reading and for writing dates alike.

Letters stand for fields, runs of one letter for how they look; all else is literal, `'text'` too, and `''` is a quote.
A quote that is never closed runs to the end.
"""

from typing import NamedTuple

from pipeline.dates.errors import PatternError

LETTERS = "GCYxweEyDMdaKhHkmsSzZ"
NUMBERS = frozenset("CxyYdhHmsSeDwkK")


class Part(NamedTuple):
    """A run of a letter (`size` of them), or with `letter` empty the literal `text`."""

    letter: str
    size: int
    text: str

    @property
    def is_number(self) -> bool:
        """Whether digits stand for it, so that a field before it must know where to end."""
        return self.letter in NUMBERS if self.letter != "M" else self.size <= 2


def split_pattern(pattern: str) -> list[Part]:
    """The parts of a Joda pattern; PatternError where it is empty or has a letter that means nothing."""
    if pattern in ("", "'"):
        raise PatternError(f'expected a date pattern such as "yyyy-MM-dd", got "{pattern}"')
    parts: list[Part] = []
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        if is_letter(letter):
            end = at + 1
            while pattern[end : end + 1] == letter:
                end += 1
            parts.append(_field(pattern, letter, end - at))
        else:
            text, end = _literal(pattern, at)
            parts.append(Part("", 0, text))
        at = end
    return parts


def is_letter(character: str) -> bool:
    """Whether a character is one that patterns give a meaning: A to Z, a to z."""
    return character.isascii() and character.isalpha()


def _field(pattern: str, letter: str, count: int) -> Part:
    if letter not in LETTERS:
        known = " ".join(LETTERS)
        raise PatternError(f'expected one of the letters {known}, or text in quotes, in "{pattern}", got "{letter}"')
    return Part(letter, count, "")


def _literal(pattern: str, at: int) -> tuple[str, int]:
    """The literal text that starts at `at`, and where it ends."""
    text = ""
    quoted = False
    while at < len(pattern):
        character = pattern[at]
        if pattern[at : at + 2] == "''":
            text += "'"
            at += 1
        elif character == "'":
            quoted = not quoted
        elif not quoted and is_letter(character):
            break
        else:
            text += character
        at += 1
    return text, at
