"""`format`, also as `sprintf` and `%`."""

import re
from decimal import Decimal
from typing import Any

from pipeline.ruby.faults import RubyError
from pipeline.ruby.run import check_length
from pipeline.ruby.values import Symbol

DIRECTIVE = re.compile(
    r"%(?P<flags>[-+ 0#]*)(?:<(?P<name>\w+)>(?P<more>[-+ 0#]*))?(?P<width>\d+|\*)?(?:\.(?P<precision>\d*|\*))?"
    r"(?:<(?P<later>\w+)>)?(?P<type>[a-zA-Z%])|%\{(?P<braced>\w+)\}|%(?P<bad>.|$)",
    re.DOTALL,
)


class Arguments:
    """The values of a format, taken in turn or by name."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values
        self.at = 0

    def next(self) -> Any:
        """The next one."""
        if self.at >= len(self.values):
            raise RubyError("ArgumentError", "too few arguments")
        self.at += 1
        return self.values[self.at - 1]

    def named(self, name: str) -> Any:
        """The one of a name."""
        held = self.values[0] if self.values else None
        if not isinstance(held, dict):
            raise RubyError("ArgumentError", "one hash required")
        if Symbol(name) not in held:
            raise RubyError("KeyError", f"key<{name}> not found")
        return held[Symbol(name)]


def format_text(pattern: str, values: list[Any]) -> str:
    """A pattern with values in it."""
    arguments = Arguments(values)
    return DIRECTIVE.sub(lambda found: _directive(found, arguments), pattern)


def _directive(found: re.Match[str], arguments: Arguments) -> str:
    from pipeline.ruby.show import text_of

    if found["braced"]:
        return text_of(arguments.named(found["braced"]))
    if found["type"] is None:
        if found["bad"] in ("", "\n", "\0"):
            return f"%{found['bad']}"
        raise RubyError("ArgumentError", f"malformed format string - %{found['bad']}")
    if found["type"] == "%":
        return "%"
    flags = found["flags"] + (found["more"] or "")
    width = _number(found["width"], arguments)
    if width is not None and width < 0:
        flags, width = f"{flags}-", -width
    precision = _number(found["precision"], arguments)
    check_length((width or 0) + (precision or 0))
    name = found["name"] or found["later"]
    value = arguments.named(name) if name else arguments.next()
    return _padded(_shown(found["type"], value, flags, precision), flags, width, found["type"], precision)


def _number(text: str | None, arguments: Arguments) -> int | None:
    if text is None:
        return None
    if text == "*":
        return int(arguments.next())
    if len(text) > 8:
        raise RubyError("ArgumentError", "width too big")
    return int(text or 0)


def _padded(text: str, flags: str, width: int | None, kind: str, precision: int | None) -> str:
    if width is None or len(text) >= width:
        return text
    if "-" in flags:
        return text.ljust(width)
    numeric = kind in "diuxXobBfeEgGaA" and text[-1:].isalnum() and not text.endswith(("Inf", "NaN"))
    if "0" in flags and numeric and (precision is None or kind in "feEgG"):
        start = 1 if text[0] in "+- " else 0
        start += 2 if text[start : start + 2] in ("0x", "0X", "0b", "0B") else 0
        return text[:start] + text[start:].rjust(width - start, "0")
    return text.rjust(width)


def _shown(kind: str, value: Any, flags: str, precision: int | None) -> str:
    from pipeline.ruby.show import inspect, text_of

    if kind in "sp":
        text = text_of(value) if kind == "s" else inspect(value)
        return text if precision is None else text[:precision]
    if kind == "c":
        return chr(value) if type(value) is int else text_of(value)[:1]
    if kind in "diu":
        return _integer(value, flags, precision)
    if kind in "xXobB":
        return _based(kind, value, flags, precision)
    if kind in "feEgG":
        return _float(kind, value, flags, 6 if precision is None else precision)
    raise RubyError("ArgumentError", f"malformed format string - %{kind}")


def _signed(number: Any, flags: str) -> str:
    return "-" if number < 0 else "+" if "+" in flags else " " if " " in flags else ""


def _integer(value: Any, flags: str, precision: int | None) -> str:
    number = whole(value)
    return _signed(number, flags) + str(abs(number)).rjust(precision or 0, "0")


def _based(kind: str, value: Any, flags: str, precision: int | None) -> str:
    number = whole(value)
    digits = format(abs(number), {"x": "x", "X": "X", "o": "o", "b": "b", "B": "b"}[kind])
    if number < 0 and "+" not in flags and " " not in flags:
        return _complement(kind, number)
    prefix = {"x": "0x", "X": "0X", "o": "0", "b": "0b", "B": "0B"}[kind] if "#" in flags and number else ""
    return _signed(number, flags) + prefix + digits.rjust(precision or 0, "0")


def _complement(kind: str, number: int) -> str:
    """A number below zero without a sign: two's complement with dots before it."""
    bits = {"x": 4, "X": 4, "o": 3, "b": 1, "B": 1}[kind]
    digits = -(-(number.bit_length() + 1) // bits)
    text = format(number + (1 << bits * digits), {"x": "x", "X": "X", "o": "o", "b": "b", "B": "b"}[kind])
    top = {"x": "f", "X": "F", "o": "7", "b": "1", "B": "1"}[kind]
    return ".." + top + text.lstrip(top)


def whole(value: Any) -> int:
    """What `%d` takes for a number."""
    from pipeline.ruby.methods.kernel import integer

    if type(value) is float:
        if value != value or value in (float("inf"), float("-inf")):
            from pipeline.texts import ruby_float

            raise RubyError("FloatDomainError", ruby_float(value))
        return int(value // 1)
    return integer(value)


def _float(kind: str, value: Any, flags: str, precision: int) -> str:
    from pipeline.ruby.methods.kernel import to_float

    if precision > 10_000:
        raise RubyError("ArgumentError", "precision too big")
    number = to_float(value) if not isinstance(value, Decimal) else value
    if number != number:
        return "NaN"
    sign = _signed(number, flags)
    if not sign and str(number).startswith("-"):
        sign = "-"
    if abs(number) == float("inf"):
        return f"{sign}Inf"
    alternate = "#" if "#" in flags else ""
    return sign + format(abs(number), f"{alternate}.{precision}{kind}")
