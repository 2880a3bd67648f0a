"""Filter `urldecode`: texts without their `%20` escapes."""

import re
from collections.abc import Callable
from typing import Any

from pipeline.charsets import charset, replacing, utf8_text
from pipeline.event import Event
from pipeline.fields import METADATA
from pipeline.plugin import FieldError, Filter, Step, option
from pipeline.plugin.types import array, boolean, field_reference, string

ESCAPES = re.compile(rb"((?:%[0-9A-Fa-f]{2})+)")


class UrldecodeFilter(Filter):
    """Replace each `%` with two hexadecimal digits by the byte that it means, once; a plus stays a plus.

    In lists and maps all texts are decoded, names are not.  A field that is missing becomes null, and the common
    options are applied in any case.
    """

    field = option(field_reference, default="message", doc="Field to decode.")
    all_fields = option(boolean, default=False, doc="Decode every field of the event instead.")
    charset = option(charset, default="UTF-8", doc="Charset of the decoded bytes.")
    tag_on_failure = option(
        array(string), default=["_urldecodefailure"], doc="Tags for an event whose field can't be set."
    )

    def compile(self) -> Step:
        """The step for one field, or for all."""
        decode = decoder(self.charset)
        if self.all_fields:
            return _step_for_all(decode)
        read, put, fail = self.field.getter(), self.field.setter(), self.failure(self.tag_on_failure)

        def urldecode(event: Event) -> bool:
            value = read(event)
            try:
                put(event, decode(value) if type(value) is str else decode_below(value, decode))
            except FieldError as error:
                fail(event, error)
            return True

        return urldecode


def _step_for_all(decode: Callable[[str], str]) -> Step:
    def urldecode(event: Event) -> bool:
        for name, value in event.items():
            if type(value) is str:
                event[name] = decode(value)
            elif name != METADATA:
                decode_below(value, decode)
        return True

    return urldecode


def decoder(charset: str) -> Callable[[str], str]:
    r"""A function that decodes one text, whose bytes are then read in Python's codec `charset`.

    Bytes that are no UTF-8 show as `\xE9`, and quotes and backslashes around them as Ruby's `inspect` shows them.
    """
    if charset == "utf-8":
        return lambda text: utf8_text(unescaped(text)) if "%" in text else text
    to_text = replacing(charset)
    return lambda text: to_text(unescaped(text))


def unescaped(text: str) -> bytes:
    """The text in UTF-8, escapes replaced; those that are broken stay."""
    pieces = ESCAPES.split(text.encode("utf-8", "replace"))
    pieces[1::2] = [bytes.fromhex(escapes.replace(b"%", b"").decode()) for escapes in pieces[1::2]]
    return b"".join(pieces)


def decode_below(value: Any, decode: Callable[[str], str]) -> Any:
    """Decode the texts in a list or map at all depths, in place, and return it; other values come back as they are."""
    waiting = [value] if type(value) is dict or type(value) is list else []
    while waiting:
        node = waiting.pop()
        for key, item in node.items() if type(node) is dict else enumerate(node):
            if type(item) is str:
                node[key] = decode(item)
            elif type(item) is dict or type(item) is list:
                waiting.append(item)
    return value
