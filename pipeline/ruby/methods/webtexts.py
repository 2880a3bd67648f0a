"""What CGI and URI do with texts of the web."""

import re
from typing import Any
from urllib.parse import quote, unquote_plus

from pipeline.ruby.operators import implicit_text
from pipeline.ruby.show import text_of
from pipeline.ruby.values import RubyHash


def unescape(value: str) -> str:
    """`CGI.unescape`."""
    return unquote_plus(implicit_text(value), errors="surrogateescape")


def html(value: str) -> str:
    """`CGI.escapeHTML`."""
    for letter, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        value = value.replace(letter, name)
    return value


def unhtml(value: str) -> str:
    """`CGI.unescapeHTML`."""
    from html import unescape as unescaped

    return unescaped(value)


def query(value: str) -> dict[str, list[str]]:
    """`CGI.parse`."""
    found: dict[str, list[str]] = RubyHash(default=[])
    for part in re.split("[&;]", value):
        name, _, one = part.partition("=")
        if part:
            found.setdefault(unescape(name), []).append(unescape(one))
    return found


def form_pairs(value: str) -> list[list[str]]:
    """`URI.decode_www_form`."""
    return [[unescape(part.partition("=")[0]), unescape(part.partition("=")[2])] for part in value.split("&") if part]


def form_text(value: Any) -> str:
    """`URI.encode_www_form`."""
    pairs = value.items() if isinstance(value, dict) else value
    return "&".join(f"{escape(text_of(key))}={escape(text_of(item))}" for key, item in pairs)


def escape(value: str) -> str:
    """`CGI.escape`."""
    return quote(implicit_text(value), safe="-._~ ", errors="surrogateescape").replace(" ", "+")
