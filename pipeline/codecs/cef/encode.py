"""An event to a message of CEF."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipeline.codecs.cef.fields import names
from pipeline.errors import FieldError
from pipeline.event import Event
from pipeline.fields import parse_reference
from pipeline.jsontext import dump_text
from pipeline.plugin.options import declared_options
from pipeline.rubynumbers import float_from, ruby_to_i
from pipeline.texts import RUBY_BLANKS, ruby_text

if TYPE_CHECKING:
    from pipeline.codecs.cef import CefCodec

Render = Callable[[Event], str]
IN_HEADER = str.maketrans({"\\": "\\\\", "|": "\\|", "\n": " ", "\r": " "})
IN_VALUE = str.maketrans({"\\": "\\\\", "=": "\\=", "\n": "\\n", "\r": "\\n"})
MOST_SEVERE = 10


def compile_writer(codec: "CefCodec") -> Render:
    """A function (event) -> its message; fields that it lacks are left out."""
    header = [_header_field(codec, name) for name in ("vendor", "product", "version", "signature", "name")]
    severity = _severity(codec)
    keys = names(codec.device, ecs=codec.ecs, short=codec.reverse_mapping)
    fields = [
        (re.sub("[^a-zA-Z0-9]", "", keys.get(name, name)), parse_reference(name).getter()) for name in codec.fields
    ]

    def write(event: Event) -> str:
        values = [(key, get(event)) for key, get in fields]
        pairs = " ".join([f"{key}={_value(value)}" for key, value in values if value is not None])
        return f"CEF:0|{'|'.join([render(event) for render in header])}|{severity(event)}|{pairs}"

    return write


def _header_field(codec: "CefCodec", name: str) -> Render:
    """A field of the header; the default stands in for an empty one."""
    render, default = codec.template(codec.options[name]).render, declared_options(type(codec))[name].default
    return lambda event: render(event).replace("\r\n", "\n").translate(IN_HEADER) or default


def _severity(codec: "CefCodec") -> Render:
    render, default = _header_field(codec, "severity"), declared_options(type(codec))["severity"].default

    def severity(event: Event) -> str:
        text = render(event).strip(RUBY_BLANKS)
        try:
            number = float_from(text)
        except FieldError:
            return str(default)
        return str(ruby_to_i(text)) if 0 <= number <= MOST_SEVERE and number == int(number) else str(default)

    return severity


def _value(value: Any) -> str:
    """A value of a pair; maps and lists are JSON."""
    text = dump_text(value) if isinstance(value, dict | list) else ruby_text(value)
    return text.replace("\r\n", "\n").translate(IN_VALUE)
