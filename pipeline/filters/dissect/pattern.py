"""What a dissect pattern says: `%{ts->} %{+ts},%{?skip}` read into fields and the delimiters around them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["normal", "skip", "append", "indirect"]
Cut = Callable[[str], list[str] | None]

FIELD = re.compile(r"(.*?)%\{([^}]*)\}", re.DOTALL)
SUFFIX = r"/\d{1,2}|->|/\d{1,2}->|->/\d{1,2}"
ONLY_SUFFIX = re.compile(f"(?:{SUFFIX})?", re.ASCII)
NAME = re.compile(rf"([^\n\r\x85\u2028\u2029]+?)({SUFFIX})?", re.ASCII)
KINDS: dict[str, Kind] = {"?": "skip", "+": "append", "&": "indirect"}


class PatternError(ValueError):
    """The text is no dissect pattern; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One `%{...}`: its name without signs, whether delimiters behind it repeat, the place of an append."""

    kind: Kind
    name: str
    padded: bool
    order: int
    before: str  # the delimiter in front of it


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read; a delimiter at its end is followed by a field that is skipped."""

    fields: tuple[Field, ...]

    @property
    def never_fits(self) -> bool:
        """Whether two fields stand side by side: nothing says where the first ends, so Logstash finds no end."""
        return any(not field.before for field in self.fields[1:])


def parse_pattern(text: str) -> Pattern:
    """Read a pattern; PatternError tells what is wrong with it."""
    fields = [_field(found[2], found[1]) for found in FIELD.finditer(text)]
    if not fields:
        raise PatternError(f'expected a pattern with a field such as "%{{name}}", got "{text}"')
    end = text.rpartition("}")[2]
    if end:
        fields.append(Field("skip", "", False, 0, end))
    return Pattern(tuple(fields))


def _field(text: str, before: str) -> Field:
    kind = KINDS.get(text[:1], "normal") if text else "skip"
    if text[:2] in ("+&", "&+"):
        raise PatternError(f'expected "+" or "&" in front of a name, got both in "%{{{text}}}"')
    name, suffix = _split_suffix(text[1:] if text[:1] in KINDS else text)
    if not name and kind in ("append", "indirect"):
        raise PatternError(f'expected a name behind "{text[0]}", got "%{{{text}}}"')
    return Field(kind, name, "->" in suffix, int(suffix.strip("/->") or 0), before)


def _split_suffix(text: str) -> tuple[str, str]:
    if ONLY_SUFFIX.fullmatch(text):
        return "", text
    found = NAME.fullmatch(text)
    return (found[1], found[2] or "") if found else (text, "")


def cutter(pattern: Pattern) -> Cut:
    """A function (text) -> the text of each field, None where a delimiter is missing."""
    if pattern.never_fits:
        return lambda text: None
    first, *others = pattern.fields
    delimiters = [field.before for field in others]
    padded = [field.padded for field in pattern.fields[:-1]]
    if others and not first.before and not any(padded) and len(set(delimiters)) == 1:
        return _cut_alike(delimiters[0], len(delimiters))
    return _cut_each(first.before, [(one, len(one), more) for one, more in zip(delimiters, padded, strict=True)])


def _cut_alike(delimiter: str, count: int) -> Cut:
    """One delimiter between all fields, which `split` does in one call."""
    careful = _cut_each("", [(delimiter, len(delimiter), False)] * count)

    def cut(text: str) -> list[str] | None:
        if text.startswith(delimiter):
            return careful(text)
        parts = text.split(delimiter, count)
        return parts if len(parts) > count else None

    return cut


def _cut_each(prefix: str, rows: list[tuple[str, int, bool]]) -> Cut:
    start, rest = len(prefix), tuple(rows)

    def cut(text: str) -> list[str] | None:
        if not text or not text.startswith(prefix):
            return None
        find, left, parts = text.find, start, []
        for delimiter, size, padded in rest:
            end = find(delimiter, left)
            if end < 0:
                return None
            parts.append(text[left:end])
            if end:  # Logstash finds a delimiter that begins the text once more for the next field
                left = end + size
            if padded:
                while text.startswith(delimiter, left):
                    left += size
        parts.append(text[left:])
        return parts

    return cut
