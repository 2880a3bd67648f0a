"""What kinds of fields there are: which JSON values they take, and how what they hold is compared with a query.

`check` decides on a document (UnfitError: the document is refused); `stored` turns what was taken into something that
can be compared and sorted; `span` turns a query's text into the smallest and the greatest such value it stands for.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from pipeline.embedded.index import datetext
from pipeline.embedded.index.errors import UnfitError

NoneType = type(None)
WORDS = {True: "true", False: "false", None: "null"}
NO_NUMBER = "x_content_parse_exception"
# Words as Unicode's text segmentation finds them: letters join over . ' and :, digits over . , ; and '.
# As Elasticsearch's, it keeps a colon between letters and takes Han characters one by one.
WORD = re.compile(
    r"[\u4e00-\u9fff]|(?:(?![\u4e00-\u9fff])\w)+"
    r"(?:(?:(?<=[^\W\d_])[.'\u2019:](?=[^\W\d_])|(?<=\d)[.,;'](?=\d))(?:(?![\u4e00-\u9fff])\w)+)*"
)


def shown(value: Any) -> str:
    """A JSON value as Java prints it, for previews in messages and for values of keywords."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={shown(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    return WORDS[value] if isinstance(value, bool | None) else str(value)


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, as Elasticsearch's standard analyzer cuts them."""
    return WORD.findall(text.lower())


class Kind:
    """A kind of field.  The class attributes say what holds without looking at the value."""

    plain: frozenset[type] = frozenset({NoneType})  # JSON types that are taken unseen
    sortable = True
    numeric = False
    is_object = False

    def check(self, value: Any) -> None:
        """UnfitError where a field of this kind can't hold `value`, which is no list."""
        if isinstance(value, dict):
            raise UnfitError("expected text, got an object")

    def stored(self, value: Any) -> Any:
        """A value that was taken, for comparing; None where it counts as absent."""
        return shown(value)

    def span(self, text: Any) -> tuple[Any, Any]:
        """The least and the greatest stored value that a query's value stands for; UnfitError where it can't be one."""
        return shown(text), shown(text)

    def terms(self, value: Any) -> Sequence[str] | None:
        """The words that a stored value is found by, for text; None where the value is found as a whole."""
        return None

    def printed(self, stored: Any) -> str | None:
        """A second, readable form of a stored value in buckets, where there is one."""
        return None


class TextKind(Kind):
    """Text, found by its words."""

    plain = frozenset({str, int, float, bool, NoneType})
    sortable = False

    def terms(self, value: Any) -> Sequence[str]:
        """The words."""
        return tokens(shown(value))


class KeywordKind(Kind):
    """Text, found as a whole."""

    plain = TextKind.plain

    def __init__(self, ignore_above: int = 2**31) -> None:
        self.ignore_above = ignore_above

    def stored(self, value: Any) -> str | None:
        """The text, unless it is longer than what the field keeps."""
        text = shown(value)
        return text if len(text) <= self.ignore_above else None


class NumberKind(Kind):
    """Numbers; texts that look like one are taken too, and an empty text counts as absent."""

    plain = frozenset({int, float, NoneType})
    numeric = True

    def check(self, value: Any) -> None:
        """UnfitError unless it is a number in range."""
        if isinstance(value, dict):
            raise UnfitError("Cannot parse object as number")
        if isinstance(value, bool):
            raise UnfitError(f"expected a number, got {shown(value)}", NO_NUMBER)
        if value not in ("", None):
            self.number(value)

    def number(self, value: Any) -> int | float:
        """The number that a JSON value or a query's text is."""
        try:
            return float(value)
        except (TypeError, ValueError):
            raise UnfitError(f'For input string: "{shown(value)}"', "number_format_exception") from None

    def stored(self, value: Any) -> int | float | None:
        """The number."""
        return None if value in ("", None) else self.number(value)

    def span(self, text: Any) -> tuple[int | float, int | float]:
        """The number, twice."""
        number = float(self.number(text)) if isinstance(text, str) else text
        self.number(number)
        return number, number


class WholeKind(NumberKind):
    """Whole numbers between two bounds; fractions are cut off."""

    plain = frozenset({NoneType})

    def __init__(self, bits: int = 64) -> None:
        self.least, self.greatest = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1

    def number(self, value: Any) -> int:
        """The number without its fraction."""
        try:
            whole = int(value) if not isinstance(value, str) else int(float(value)) if "." in value else int(value)
        except (TypeError, ValueError, OverflowError):
            raise UnfitError(f'For input string: "{shown(value)}"') from None
        if not self.least <= whole <= self.greatest:
            reason = f"Numeric value ({shown(value)}) out of range ({self.least} - {self.greatest})"
            raise UnfitError(reason, NO_NUMBER)
        return whole


class DateKind(Kind):
    """Dates: texts of its format, and epoch milliseconds."""

    plain = frozenset({int, float, NoneType})

    def __init__(self, date_format: str = datetext.ISO_FORMAT) -> None:
        self.format = date_format

    def check(self, value: Any) -> None:
        """UnfitError unless it is a date."""
        if isinstance(value, dict):
            raise UnfitError("expected text, got an object")
        if value == "":
            raise UnfitError("cannot parse empty datetime")
        if not isinstance(value, str) or not datetext.is_date(value, self.format):
            raise self._unfit(value)

    def _unfit(self, value: Any) -> UnfitError:
        return UnfitError(f"failed to parse date field [{shown(value)}] with format [{self.format}]")

    def stored(self, value: Any) -> int | None:
        """Milliseconds since 1970."""
        if isinstance(value, str):
            return datetext.span(value, self.format)[0] if value else None
        return None if value is None else int(value)

    def span(self, text: Any) -> tuple[int, int]:
        """First and last millisecond; `now` and arithmetic are understood."""
        try:
            return datetext.query_span(shown(text), self.format, lambda: datetime.now(UTC))
        except (ValueError, OverflowError):
            raise self._unfit(text) from None

    def printed(self, stored: Any) -> str:
        """ISO 8601."""
        return datetext.text_of(stored)


class BooleanKind(Kind):
    """true and false, also as texts; an empty text is false."""

    plain = frozenset({bool, NoneType})

    def check(self, value: Any) -> None:
        """UnfitError unless it is one of them."""
        if isinstance(value, str) and value not in ("true", "false", ""):
            raise UnfitError(f"Failed to parse value [{value}] as only [true] or [false] are allowed.")
        if not isinstance(value, str | bool | None):
            raise UnfitError(
                f"expected a boolean, got {'an object' if isinstance(value, dict) else shown(value)}", NO_NUMBER
            )

    def stored(self, value: Any) -> int | None:
        """0 or 1, as it is sorted and counted."""
        return None if value is None else int(value in (True, "true"))

    def span(self, text: Any) -> tuple[int, int]:
        """0 or 1, twice."""
        if shown(text) not in ("true", "false"):
            raise UnfitError(f"Can't parse boolean value [{shown(text)}], expected [true] or [false]")
        return (1, 1) if shown(text) == "true" else (0, 0)

    def printed(self, stored: Any) -> str:
        """The word."""
        return "true" if stored else "false"


class AddressKind(Kind):
    """IP addresses, compared as numbers: IPv4 as the part of IPv6 that is theirs."""

    def check(self, value: Any) -> None:
        """UnfitError unless it is an address."""
        try:
            ip_address(shown(value))
        except ValueError:
            raise UnfitError(f"'{shown(value)}' is not an IP string literal.") from None

    def stored(self, value: Any) -> int | None:
        """The address as a number of 128 bits."""
        return None if value is None else _number_of(value)

    def span(self, text: Any) -> tuple[int, int]:
        """First and last address of a network; an address, twice."""
        try:
            network = ip_network(shown(text), strict=False)
        except ValueError:
            raise UnfitError(f"'{shown(text)}' is not an IP string literal.") from None
        return _number_of(str(network[0])), _number_of(str(network[-1]))

    def printed(self, stored: Any) -> str:
        """The address."""
        return str(ip_address(stored - MAPPED) if MAPPED <= stored < MAPPED + 2**32 else ip_address(stored))


MAPPED = 0xFFFF << 32


def _number_of(text: str) -> int:
    address = ip_address(text)
    return int(address) + (MAPPED if address.version == 4 else 0)


class PointKind(Kind):
    """Points on the globe: an object with lat and lon, an array of lon and lat, or "lat,lon"."""

    sortable = False

    def check(self, value: Any) -> None:
        """UnfitError unless it is a point; an array comes number by number."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return
        try:
            latitude, longitude = map(float, _coordinates(value))
        except (TypeError, ValueError):
            raise UnfitError("expected a point, such as an object with lat and lon", "parse_exception") from None
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise UnfitError(f"illegal point [{latitude}, {longitude}]")


def _coordinates(value: Any) -> Sequence[Any]:
    if isinstance(value, str):
        return value.split(",")
    return [value.get("lat"), value.get("lon")] if isinstance(value, dict) else ()


class ObjectKind(Kind):
    """A level of nested fields."""

    plain = frozenset({NoneType})
    sortable = False
    is_object = True


class OpaqueKind(Kind):
    """Anything, kept and not searched: fields with `enabled: false`, and binary data."""

    plain = frozenset({str, int, float, bool, dict, list, NoneType})
    sortable = False


def _keyword(definition: dict[str, Any]) -> Kind:
    return KeywordKind(int(definition.get("ignore_above", 2**31)))


def _date(definition: dict[str, Any]) -> Kind:
    slashes = definition.get("format") == datetext.SLASH_FORMAT
    return DateKind(datetext.SLASH_FORMAT if slashes else datetext.ISO_FORMAT)


KINDS: dict[str, Callable[[dict[str, Any]], Kind]] = {
    **dict.fromkeys(("text", "match_only_text", "search_as_you_type"), lambda _: TextKind()),
    **dict.fromkeys(("keyword", "constant_keyword", "wildcard", "version"), _keyword),
    **dict.fromkeys(("float", "double", "half_float", "scaled_float"), lambda _: NumberKind()),
    **dict.fromkeys(("date", "date_nanos"), _date),
    **dict.fromkeys(("binary", "flattened"), lambda _: OpaqueKind()),
    **dict.fromkeys(("object", "nested"), lambda _: ObjectKind()),
    "byte": lambda _: WholeKind(8),
    "short": lambda _: WholeKind(16),
    "integer": lambda _: WholeKind(32),
    "long": lambda _: WholeKind(64),
    "boolean": lambda _: BooleanKind(),
    "ip": lambda _: AddressKind(),
    "geo_point": lambda _: PointKind(),
}
"""What a mapping's `type` stands for: a function from the field's definition to its kind."""
