"""How a reference names a field with brackets in its name: the setting `config.field_reference.escape_style`.

It holds for the whole process, as in Logstash, since references are read when a config is compiled, and again where an
event brings the name of a field.  It is set before a config is compiled.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote_plus

STYLES = ("none", "percent", "ampersand")
MARKS = {"percent": "%", "ampersand": "&"}
HEX_PAIR = re.compile("%[0-9A-F]{2}")
LONE_PERCENT = re.compile("%(?![0-9A-F]{2})")
CODE_POINT = re.compile("&#([0-9]{2,});")

_style = "none"


class EscapeError(ValueError):
    """An escape names no character."""


def escape_style() -> str:
    """The style of this process, one of STYLES."""
    return _style


def set_escape_style(style: str) -> None:
    """Choose the style; what was compiled before keeps its own."""
    global _style  # noqa: PLW0603 - one word, for the whole process
    if style not in STYLES:
        raise ValueError(f"expected one of {', '.join(STYLES)}")
    _style = style


@contextmanager
def escape_style_of(style: str) -> Iterator[None]:
    """Another style for a while: for tests."""
    before = _style
    set_escape_style(style)
    try:
        yield
    finally:
        set_escape_style(before)


def may_escape(text: str) -> bool:
    """Whether a text may hold escapes of the style that is in use."""
    return _style != "none" and MARKS[_style] in text


def unescaper(style: str) -> Callable[[str], str]:
    """A function (name as a reference has it) -> the name of the field; it may raise EscapeError."""
    return {"percent": _percent, "ampersand": _ampersand}.get(style, str)


def _percent(name: str) -> str:
    """As in the address of a page: `%5B` is a bracket, and beside such an escape a plus sign is a blank."""
    if not HEX_PAIR.search(name):
        return name
    return unquote_plus(LONE_PERCENT.sub("%25", name), errors="replace")


def _ampersand(name: str) -> str:
    """As in HTML: `&#91;` is a bracket."""
    return CODE_POINT.sub(lambda found: _letter(found[1]), name)


def _letter(digits: str) -> str:
    code = int(digits[:8])
    if len(digits) > 8 or code > 0x10FFFF:
        raise EscapeError(f'"&#{digits[:8]}" is the number of no character')
    return chr(code)
