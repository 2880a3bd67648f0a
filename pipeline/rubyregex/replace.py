r"""The replacement text of Ruby's `gsub`: `\1`, `\0` and `\&`, `\k<name>`, `` \` ``, `\'`, `\+`, `\\`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.errors import FieldError

Expand = Callable[[Any], str]
SPECIAL = re.compile(r"\\(?:([0-9&`'+\\])|k<([^>]*)>|(k<))")


def compile_replacement(text: str, names: Mapping[str, tuple[int, ...]], groups: int) -> str | Expand:
    """What a `sub` takes: the text itself where nothing in it is special, else a function of the match.

    A name that no group has raises FieldError once something matches; numbers mean nothing where groups have names.
    """
    if "\\" not in text:
        return text
    parts = _parts(text, names, groups)
    if all(isinstance(part, str) for part in parts):
        fixed = "".join(map(str, parts))
        return lambda _: fixed
    if len(parts) == 1 and callable(parts[0]):
        return parts[0]
    renders = [part if callable(part) else _fixed(part) for part in parts]
    return lambda match: "".join([render(match) for render in renders])


def _parts(text: str, names: Mapping[str, tuple[int, ...]], groups: int) -> list[str | Expand]:
    parts: list[str | Expand] = []
    end = 0
    for found in SPECIAL.finditer(text):
        parts += [text[end : found.start()], _special(found, names, groups)]
        end = found.end()
    parts.append(text[end:])
    return [part for part in parts if part != ""]


def _special(found: re.Match[str], names: Mapping[str, tuple[int, ...]], groups: int) -> str | Expand:
    if found[3]:
        return _refuse('a reference "\\k<" is not closed')
    if found[2] is not None:
        return _last_of(names[found[2]]) if found[2] in names else _refuse(f'no group is called "{found[2]}"')
    letter = found[1]
    if letter == "\\":
        return "\\"
    if letter in "0&":
        return lambda match: str(match.group())
    if letter == "`":
        return lambda match: str(match.string[: match.start()])
    if letter == "'":
        return lambda match: str(match.string[match.end() :])
    if letter == "+":
        return _last_of(tuple(range(1, groups + 1)))
    return _last_of((int(letter),)) if int(letter) <= groups and not names else ""


def _last_of(numbers: tuple[int, ...]) -> Expand:
    """The last of some groups that took part in the match."""
    if len(numbers) == 1:
        number = numbers[0]
        return lambda match: match[number] or ""
    backwards = numbers[::-1]
    return lambda match: next((found for found in map(match.group, backwards) if found is not None), "")


def _fixed(text: str) -> Expand:
    return lambda _: text


def _refuse(message: str) -> Expand:
    def refuse(_: Any) -> str:
        raise FieldError(message)

    return refuse
