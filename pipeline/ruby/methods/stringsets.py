"""String methods that take sets of characters as `a-z` and `^0-9`: tr, delete, squeeze, count."""

import functools
from typing import Any

from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.run import grown


@functools.lru_cache(maxsize=512)
def letters_of(text: str) -> tuple[bool, str]:
    """Whether a set is negated, and its characters in order."""
    negated = len(text) > 1 and text[0] == "^"
    found: list[str] = []
    at = int(negated)
    while at < len(text):
        letter = text[at]
        if letter == "\\" and at + 1 < len(text):
            at += 1
            letter = text[at]
            found.append(letter)
        elif text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            last = text[at + 2]
            if last < letter:
                raise RubyError("ArgumentError", f'invalid range "{letter}-{last}" in string transliteration')
            found += map(chr, range(ord(letter), ord(last) + 1))
            at += 2
        else:
            found.append(letter)
        at += 1
    return negated, "".join(found)


def _chosen(sets: tuple[Any, ...]) -> Any:
    """Whether a character is in all of some sets."""
    if not sets:
        raise RubyError("ArgumentError", "wrong number of arguments (given 0, expected 1+)")
    parsed = [letters_of(one) for one in sets]
    return lambda letter: all((letter in letters) != negated for negated, letters in parsed)


def delete(text: str, *sets: str) -> str:
    """`delete`."""
    chosen = _chosen(sets)
    return "".join(letter for letter in text if not chosen(letter))


def squeeze(text: str, *sets: str) -> str:
    """`squeeze`: runs of a character become one."""
    chosen = _chosen(sets) if sets else lambda letter: True
    return "".join(letter for at, letter in enumerate(text) if not at or letter != text[at - 1] or not chosen(letter))


def count(text: str, *sets: str) -> int:
    """`count`."""
    chosen = _chosen(sets)
    return sum(1 for letter in text if chosen(letter))


def translate(text: str, wanted: str, by: str) -> str:
    """`tr`."""
    return "".join(_translated(text, wanted, by))


def _translated(text: str, wanted: str, by: str) -> list[str]:
    negated, letters = letters_of(wanted)
    _, others = letters_of(by) if not by.startswith("^") else (False, by)
    if negated:
        last = others[-1:]
        return [letter if letter in letters else last for letter in text]
    if not others:
        return ["" if letter in letters else letter for letter in text]
    table = {letter: others[min(at, len(others) - 1)] for at, letter in reversed(list(enumerate(letters)))}
    return [table.get(letter, letter) for letter in text]


def translate_squeezed(text: str, wanted: str, by: str) -> str:
    """`tr_s`: runs that are translated to one character become one."""
    negated, letters = letters_of(wanted)
    made: list[str] = []
    last: str | None = None
    for letter, new in zip(text, _translated(text, wanted, by), strict=True):
        changed = (letter in letters) != negated
        if not (changed and new == last):
            made.append(new)
        last = new if changed else None
    return "".join(made)


def insert(text: str, at: int, other: str) -> str:
    """A text with another in it."""
    if not -len(text) - 1 <= at <= len(text):
        raise RubyError("IndexError", f"index {at} out of string")
    at = at + len(text) + 1 if at < 0 else at
    return grown(text[:at] + other + text[at:])


SETS: dict[str, Method] = {
    "delete": delete,
    "squeeze": squeeze,
    "count": count,
    "tr": translate,
    "tr_s": translate_squeezed,
}
register([str], SETS)
