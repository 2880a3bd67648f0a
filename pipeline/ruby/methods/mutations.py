"""Methods that change a text in place.  Texts can't change here: the new one is put where the old one was found.

Each function gives the text as it is afterwards, and what the call itself gives; the compiler sees to the rest.
"""

from collections.abc import Callable
from typing import Any

from pipeline.ruby.dispatch import dispatch
from pipeline.ruby.faults import RubyError
from pipeline.ruby.methods.encodings import force_encoding
from pipeline.ruby.methods.stringscan import place
from pipeline.ruby.methods.stringsets import insert
from pipeline.ruby.operators import implicit_text
from pipeline.ruby.run import grown

Mutation = Callable[..., tuple[str, Any]]


def changing(name: str) -> Mutation:
    """The method with a `!`: the same as without, but nil where nothing changed."""
    methods = dispatch(name)

    def change(text: str, *args: Any, **block: Any) -> tuple[str, Any]:
        new = methods[str](text, *args, **block)
        return new, None if new == text else new

    return change


def _both(text: str) -> tuple[str, str]:
    return text, text


def append(text: str, *others: Any) -> tuple[str, str]:
    """`<<` and `concat`: a number is a character."""
    added = [chr(one) if type(one) is int and 0 <= one < 0x110000 else implicit_text(one) for one in others]
    return _both(grown(text + "".join(added)))


def slice_out(text: str, which: Any, length: Any = None) -> tuple[str, Any]:
    """`slice!`."""
    found = place(text, which, length)
    return (text, None) if found is None else (text[: found[0]] + text[found[1] :], text[found[0] : found[1]])


def put(text: str, *args: Any) -> tuple[str, Any]:
    """`text[which] = value`."""
    *which, value = args
    found = place(text, *which)
    if found is None:
        raise RubyError(
            "IndexError", "string not matched" if type(which[0]) is str else f"index {which[0]} out of string"
        )
    return grown(text[: found[0]] + implicit_text(value) + text[found[1] :]), value


CHANGES = [
    "gsub",
    "sub",
    "upcase",
    "downcase",
    "capitalize",
    "swapcase",
    "strip",
    "lstrip",
    "rstrip",
    "chomp",
    "chop",
    "squeeze",
    "tr",
    "tr_s",
    "delete",
    "delete_prefix",
    "delete_suffix",
    "succ",
    "next",
    "reverse",
    "scrub",
    "encode",
    "unicode_normalize",
]
ALWAYS_SELF = frozenset(("reverse", "succ", "next", "scrub", "encode", "unicode_normalize"))


def _always(name: str) -> Mutation:
    methods = dispatch(name)

    def change(text: str, *args: Any) -> tuple[str, Any]:
        return _both(methods[str](text, *args))

    return change


MUTATIONS: dict[str, Mutation] = {
    **{f"{name}!": _always(name) if name in ALWAYS_SELF else changing(name) for name in CHANGES},
    "<<": append,
    "concat": append,
    "prepend": lambda text, *others: _both(grown("".join(map(implicit_text, others)) + text)),
    "replace": lambda text, other: _both(implicit_text(other)),
    "insert": lambda text, at, other: _both(insert(text, at, implicit_text(other))),
    "clear": lambda text: _both(""),
    "slice!": slice_out,
    "[]=": put,
    "force_encoding": lambda text, encoding: _both(force_encoding(text, encoding)),
}
