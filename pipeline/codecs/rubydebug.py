"""Codec `rubydebug`: events laid out for human eyes, as Ruby's awesome_print does."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.event import Event
from pipeline.plugin import Codec, option
from pipeline.plugin.types import boolean
from pipeline.texts import ruby_inspect, ruby_quote

INDENT = 4


class RubydebugCodec(Codec):
    """Write each event over several lines, the keys aligned; it can't read."""

    metadata = option(boolean, default=False, doc="Show `@metadata` too, where it holds anything.")

    def encoder(self) -> Callable[[Event], bytes]:
        """A function (event) -> its lines in UTF-8."""
        metadata = self.metadata

        def encode(event: Event) -> bytes:
            shown = {key: value for key, value in event.items() if key != "@metadata" or (metadata and value)}
            return (laid_out(shown, 0) + "\n").encode("utf-8", "replace")

        return encode


def laid_out(value: Any, margin: int) -> str:
    """A value as awesome_print shows it; its inner lines stand `margin` blanks and one step to the right."""
    if isinstance(value, dict):
        return _map(value, margin) if value else "{}"
    if isinstance(value, list):
        return _list(value, margin) if value else "[]"
    if isinstance(value, Decimal):
        return _plain(value) if value.is_finite() else str(value)
    return ruby_inspect(value)


def _plain(value: Decimal) -> str:
    whole, _, decimals = f"{value:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"


def _map(value: Mapping[str, Any], margin: int) -> str:
    inner = margin + INDENT
    keys = [ruby_quote(key) for key in value]
    width = max(map(len, keys)) + inner
    lines = [f"{key:>{width}} => {laid_out(item, inner)}" for key, item in zip(keys, value.values(), strict=True)]
    return "{\n" + ",\n".join(lines) + "\n" + " " * margin + "}"


def _list(value: Sequence[Any], margin: int) -> str:
    inner = margin + INDENT
    width = len(str(len(value) - 1))
    lines = [f"{' ' * inner}[{index:>{width}}] {laid_out(item, inner)}" for index, item in enumerate(value)]
    return "[\n" + ",\n".join(lines) + "\n" + " " * margin + "]"
