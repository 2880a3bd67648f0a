"""What the user's code leaves in an event, made what an event may hold, or refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pipeline.errors import FieldError
from pipeline.event import Event
from pipeline.fields import CHECKED, TIMESTAMP
from pipeline.timestamp import Timestamp, parse_lenient

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
TEXT = frozenset({str})
AS_THEY_ARE = frozenset({str, int, bool, type(None), Timestamp})


class UnlawfulError(ValueError):
    """A value that no event can hold; the text names its type only, since it is logged."""


def lawful_event(given: dict[Any, Any]) -> Event:
    """A fresh event of what a dict holds; UnlawfulError where it can't be one."""
    event: Event = _lawful_dict(given)
    if TIMESTAMP in event:
        event[TIMESTAMP] = _lawful_time(event[TIMESTAMP])
    for name, check in CHECKED.items():
        if name in event:
            try:
                check(event[name])
            except FieldError as error:
                raise UnlawfulError(str(error)) from None
    return event


def _lawful_time(value: Any) -> Any:
    """Text in the place of a time counts where it is one."""
    return parse_lenient(value) or value if type(value) is str else value


def _lawful(value: Any) -> Any:
    kind = type(value)
    if kind in AS_THEY_ARE:
        return value
    convert = CONVERT.get(kind)
    if convert is not None:
        return convert(value)
    for base, convert in CONVERT.items():
        if isinstance(value, base):
            return convert(value)
    raise UnlawfulError(f"an event can't hold a value of this type: {kind.__name__}")


def _lawful_dict(value: dict[Any, Any]) -> dict[str, Any]:
    if not TEXT.issuperset(map(type, value)):
        value = {_name(key): item for key, item in value.items()}
    return {key: item if type(item) in AS_THEY_ARE else _lawful(item) for key, item in value.items()}


def _name(key: Any) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    raise UnlawfulError(f"the name of a field is a text, not this type: {type(key).__name__}")


def _lawful_list(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [item if type(item) in AS_THEY_ARE else _lawful(item) for item in value]


def _lawful_float(value: float) -> float | Decimal:
    """A float; the infinite ones are decimals in events, and what is no number has no place there."""
    if value != value:
        raise UnlawfulError("an event can't hold NaN")
    return float(value) if value - value == 0 else Decimal(float(value))


def _lawful_decimal(value: Decimal) -> Decimal:
    if value.is_nan():
        raise UnlawfulError("an event can't hold NaN")
    return value


def _moment(value: datetime) -> Timestamp:
    """A datetime to the microsecond; one without a zone is UTC."""
    aware = value if value.utcoffset() is not None else value.replace(tzinfo=UTC)
    return Timestamp.from_epoch_ns((aware - EPOCH) // MICROSECOND * 1000)


# By type; where none is met exactly, the first of which a value is an instance:
CONVERT: dict[type, Callable[[Any], Any]] = {
    dict: _lawful_dict,
    list: _lawful_list,
    tuple: _lawful_list,
    float: _lawful_float,
    Decimal: _lawful_decimal,
    datetime: _moment,
    str: str.__str__,
    int: int,
}
