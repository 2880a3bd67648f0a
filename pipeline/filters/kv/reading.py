"""What kv makes of the pairs that it found: which it keeps, how keys and values change, what becomes of repeats."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.event import Event
from pipeline.filters.kv.scanning import Row
from pipeline.rubyregex import compile_ruby
from pipeline.texts import ruby_capital, ruby_lower

Found = dict[str, Any]
Change = Callable[[str], str]
Read = Callable[[Event, str, Found], None]
MOST_LEVELS = 100  # of pairs inside values; Elasticsearch takes 20

TRANSFORMS: dict[str, Change] = {"lowercase": ruby_lower, "uppercase": str.upper, "capitalize": ruby_capital}


@dataclass(frozen=True, slots=True)
class Rules:
    """Which pairs are kept, and what they become."""

    change_key: Change | None
    change_value: Change | None
    prefix: Callable[[Event], str] | None
    included: Callable[[Event], frozenset[str]] | None
    excluded: Callable[[Event], frozenset[str]]
    empty_values: bool
    repeats: bool
    recursive: bool


def changer(trim: str | None, remove: str | None, transform: str | None) -> Change | None:
    """A function that takes letters off both ends of each line, then letters anywhere, then changes the case."""
    patterns = (trim_pattern(trim), remove_pattern(remove))
    changes = [_without(pattern) for pattern in patterns if pattern is not None]
    if transform:
        changes.append(TRANSFORMS[transform])
    if len(changes) < 2:
        return changes[0] if changes else None

    def change(text: str) -> str:
        for one in changes:
            text = one(text)
        return text

    return change


def trim_pattern(letters: str | None) -> str | None:
    """The Ruby pattern of an option such as `trim_key`."""
    return None if letters is None else f"^[{letters}]+|[{letters}]+$"


def remove_pattern(letters: str | None) -> str | None:
    """The Ruby pattern of an option such as `remove_char_key`."""
    return None if letters is None else f"[{letters}]"


def _without(pattern: str) -> Change:
    substitute = compile_ruby(pattern).sub
    return lambda text: substitute("", text)


def reader(scan: Callable[[str], list[Row]], rules: Rules) -> Read:
    """A function (event, text, found) that adds the pairs of a text to `found`.

    It raises TimeoutError, and FieldError where a template is faulty.
    """
    change_key, change_value, prefix = rules.change_key, rules.change_value, rules.prefix
    included, excluded = rules.included, rules.excluded
    empty_values, recursive, add = rules.empty_values, rules.recursive, _append if rules.repeats else _append_new

    def read(event: Event, text: str, found: Found, level: int = 1) -> None:
        wanted, unwanted = included and included(event), excluded(event)
        for name, *candidates in scan(text):
            value: Any = next(filter(None, candidates), "")
            if name is None or not (value or empty_values):
                continue
            key = name if change_key is None else change_key(name)
            if key in unwanted or (wanted is not None and key not in wanted):
                continue
            if prefix is not None:
                key = prefix(event) + key
            if change_value is not None:
                value = change_value(value)
            if recursive and level < MOST_LEVELS:
                inner: Found = {}
                read(event, value, inner, level + 1)
                value = inner or value
            if key in found:
                add(found, key, value)
            else:
                found[key] = value

    return read


def _append(found: Found, key: str, value: Any) -> None:
    held = found[key]
    if type(held) is list:
        held.append(value)
    else:
        found[key] = [held, value]


def _append_new(found: Found, key: str, value: Any) -> None:
    held = found[key]
    if value not in (held if type(held) is list else [held]):
        _append(found, key, value)
