"""How kv finds pairs: one pattern for key, separator and value, made from the options (golden/notes/kv.md).

A backslash in front of a separator makes it a part of the key or value.  Ruby's rule for that can cut a text in
exponentially many ways; the patterns here find the same pairs in linear time, and those for texts without a backslash
leave the rule out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.rubyregex import RubyPattern, RubyRegexError, compile_ruby

Row = Sequence[str | None]
"""The key, or None, then the texts of which the first that is there is the value."""

QUOTES = (('"', '"', '"'), ("'", "'", "'"))  # what opens, what closes, and what closes as part of a class
BRACKETS = ((r"\(", r"\)", r"\)"), (r"\[", r"\]", r"\]"), ("<", ">", ">"))


@dataclass(frozen=True, slots=True)
class Separators:
    """What stands between pairs and between key and value: letters of a class, or a pattern that goes before them."""

    field: str
    value: str
    field_pattern: str | None = None
    value_pattern: str | None = None
    lenient: bool = True  # blanks around what stands between key and value belong to it
    brackets: bool = True

    @property
    def between_pairs(self) -> str:
        """A pattern for what ends a pair."""
        return f"(?:{self.field_pattern})" if self.field_pattern else f"[{self.field}]"

    @property
    def in_pair(self) -> str:
        """A pattern for what stands behind a key."""
        found = f"(?:{self.value_pattern})" if self.value_pattern else f"[{self.value}]"
        return f"(?: *{found} *)" if self.lenient else found


def scanner(separators: Separators, timeout: float | None) -> Callable[[str], list[Row]]:
    """A function (text) -> the rows found in it; RubyRegexError where the separators make no pattern.

    `timeout` is in seconds, for patterns that the user wrote; then TimeoutError comes out of the function.
    """
    if not (separators.field_pattern or separators.value_pattern):
        timeout = None
    plain = _compiled(separators, timeout, escapes=False).sub
    escaped = _compiled(separators, timeout, escapes=True).sub

    def scan(text: str) -> list[Row]:
        rows: list[Row] = []

        def take(found: Any) -> str:
            rows.append(found.groups())
            return ""

        (escaped if "\\" in text else plain)(take, text)
        return rows

    return scan


def _compiled(separators: Separators, timeout: float | None, *, escapes: bool) -> RubyPattern:
    found = compile_ruby(_pattern(separators, escapes), timeout=timeout)
    if found.names:
        raise RubyRegexError("a group with a name can't stand in a separator")
    return found


def _pattern(separators: Separators, escapes: bool) -> str:
    """A pair, or else a run of letters that is no key: taken whole, lest it be tried again from each letter on."""
    field, between = separators.between_pairs, separators.in_pair
    if separators.field_pattern or separators.value_pattern:
        key, skip = _until_pattern(f"{between}|{field}", escapes)
    else:
        key, skip = _until(separators.value + separators.field, escapes)
    bare, _ = _until_pattern(field, escapes) if separators.field_pattern else _until(separators.field, escapes)
    wrapped = (*QUOTES, *(BRACKETS if separators.brackets else ()))
    values = [f"{opening}({_until(end, escapes)[0]})?{closing}" for opening, closing, end in wrapped]
    return f"({key}){between}(?:{'|'.join([*values, f'({bare})'])})?(?:{field}|$){skip and '|'}{skip}"


def _until(letters: str, escapes: bool) -> tuple[str, str]:
    """A pattern for all up to one of some letters, and one for a run to skip, empty where none may be skipped."""
    if not escapes:
        return f"[^{letters}]+", f"[^{letters}]+"
    if compile_ruby(f"[{letters}]").search("\\"):
        return rf"(?:\\.|[^{letters}])+", ""
    return _escaped("", rf"(?!\\)[^{letters}]", rf"(?![^{letters}])")


def _until_pattern(pattern: str, escapes: bool) -> tuple[str, str]:
    """As `_until`, up to where a pattern matches or a line ends; `(?!(?!x))` looks ahead without setting groups."""
    if not escapes:
        return f"(?:(?!{pattern}).)+", f"(?:(?!{pattern}).)+"
    if "\\\\" in pattern or compile_ruby(pattern).search("\\"):
        return rf"(?:(?!{pattern})(?:\\.|.))+", ""
    return _escaped(f"(?!{pattern})", r"(?!\\).", f"(?!(?!{pattern}))")


def _escaped(allowed: str, other: str, separator: str) -> tuple[str, str]:
    """A run in which a backslash goes with the letter behind it; its shorter forms are tried in Ruby's order.

    Ruby also tries to take the second of two backslashes with the separator behind it, once the run has failed without.
    """
    one = rf"(?:{allowed}(?:\\(?:.|(?!.))|{other}))"
    run = rf"(?:{one}+(?:(?<=\\){separator}.{one}*)*?(?:{allowed}\\)?|{allowed}\\)"
    return run, run
