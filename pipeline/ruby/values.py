"""The values that Ruby has and Python lacks.

nil, true, false, Integer, Float, String, Array and Hash are None, bool, int, float, str, list and dict; BigDecimal is
Decimal and LogStash::Timestamp is Timestamp.  A tuple is an Array that serves as a key.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pipeline.event import Event
from pipeline.ruby.faults import RubyError
from pipeline.rubyregex import RubyPattern, RubyRegexError, compile_ruby


class Symbol:
    """`:name`; there is one for each name, so that `is` compares."""

    __slots__ = ("name",)
    known: dict[str, "Symbol"] = {}  # noqa: RUF012 - shared on purpose

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f":{self.name}"

    def __lt__(self, other: Any) -> bool:
        return self.name < other.name if type(other) is Symbol else NotImplemented

    def __eq__(self, other: object) -> bool:
        return type(other) is Symbol and other.name == self.name

    def __hash__(self) -> int:
        return hash((Symbol, self.name))


def symbol(name: str) -> Symbol:
    """The symbol of a name; those of the code are kept, those made of data are not."""
    return Symbol.known.get(name) or Symbol(name)


class RubyHash(dict[Any, Any]):
    """A Hash with a default, `Hash.new(0)` or `Hash.new { |hash, key| ... }`."""

    __slots__ = ("default", "make")

    def __init__(self, items: Any = (), default: Any = None, make: Any = None) -> None:
        super().__init__(items)
        self.default = default
        self.make = make

    def __missing__(self, key: Any) -> Any:
        return self.make.two(self, key) if self.make is not None else self.default


@dataclass(frozen=True, slots=True)
class Range:
    """`low..high`, or `low...high` without its end."""

    low: Any
    high: Any
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Regexp:
    """A regular expression: its source, the letters i, m and x behind it, and the compiled pattern."""

    source: str
    flags: str
    pattern: RubyPattern = field(compare=False)


def regexp(source: str, flags: str = "") -> Regexp:
    """The expression of a source; RubyError where it is none."""
    try:
        pattern = compile_ruby(source, dot_all="m" in flags, ignore_case="i" in flags, extended="x" in flags)
    except RubyRegexError as error:
        raise RubyError("RegexpError", f"{error}: /{source}/") from None
    return Regexp(source, "".join(letter for letter in "mix" if letter in flags), pattern)


class MatchData:
    """A match: of a regular expression, or of a text (`match` is then a plain one of `re`)."""

    __slots__ = ("match", "regexp")

    def __init__(self, match: Any, expression: Regexp) -> None:
        self.match = match
        self.regexp = expression

    def group(self, which: Any) -> Any:
        """The text of a group by number or name, None where it took no part."""
        pattern = self.regexp.pattern
        if type(which) is int:
            which = which + pattern.groups + 1 if which < 0 else which
            return self.match.group(which) if 0 <= which <= pattern.groups else None
        name = which.name if type(which) is Symbol else which
        if name not in pattern.names:
            raise RubyError("IndexError", f"undefined group name reference: {name}")
        return next(
            (found for found in map(self.match.group, reversed(pattern.names[name])) if found is not None), None
        )

    def groups(self) -> list[Any]:
        """The text of each group."""
        return [self.match.group(number) for number in range(1, self.regexp.pattern.groups + 1)]


class Block:
    """A block, proc or lambda.  `run` takes `takes` arguments (None: any number, filled up by itself).

    The library calls `one(x)` where Ruby yields one value, `two(x, y)` where it yields two, and `pair(k, v)` where it
    yields an entry of a hash; which of these spread a list over the parameters is known when the block is made.
    """

    __slots__ = ("arity", "is_lambda", "run", "takes")

    def __init__(self, run: Callable[..., Any], takes: int | None, *, is_lambda: bool = False, arity: int = 0) -> None:
        self.run = run
        self.takes = takes
        self.is_lambda = is_lambda
        self.arity = arity

    @property
    def one(self) -> Callable[[Any], Any]:
        """Called with one value."""
        run, takes = self.run, self.takes
        if takes == 1 or self.is_lambda:
            return run
        if takes == 0:
            return lambda value: run()
        if takes is None:
            return lambda value: run(*(value if type(value) is list or type(value) is tuple else (value,)))
        return lambda value: run(*spread(value, takes))

    @property
    def two(self) -> Callable[[Any, Any], Any]:
        """Called with two values."""
        run, takes = self.run, self.takes
        if takes == 2 or takes is None or self.is_lambda:
            return run
        if takes == 1:
            return lambda first, second: run(first)
        if takes == 0:
            return lambda first, second: run()
        return lambda first, second: run(first, second, *[None] * (takes - 2))

    @property
    def pair(self) -> Callable[[Any, Any], Any]:
        """Called with a key and a value, which are one value for a block that takes one."""
        run, takes = self.run, self.takes
        if takes == 2:
            return run
        if takes == 1:
            return lambda key, value: run([key, value])
        return self.two

    def call(self, *args: Any) -> Any:
        """What `call` does: a lambda insists on its number of arguments, others fill up or cut off."""
        if self.is_lambda or self.takes is None:
            return self.run(*args)
        if len(args) == 1 and self.takes > 1:
            return self.one(args[0])
        return self.run(*args[: self.takes], *[None] * (self.takes - len(args)))


def spread(value: Any, count: int) -> list[Any]:
    """A value over `count` parameters: a list item by item, filled up with nil."""
    items = list(value[:count]) if type(value) is list or type(value) is tuple else [value]
    return items + [None] * (count - len(items)) if len(items) < count else items


class RubyClass:
    """A class or module that code can name; `tests` are the Python types of its instances."""

    __slots__ = ("name", "tests")

    def __init__(self, name: str, tests: tuple[type, ...] = ()) -> None:
        self.name = name
        self.tests = tests

    def __repr__(self) -> str:
        return self.name


@dataclass(slots=True)
class Enumerator:
    """What an iterating method gives without a block: the values it yields, and what it does with a block's answers."""

    items: list[Any]
    finish: Callable[[list[Any], Any], Any]  # (items, block) -> what the method gives


class RubyEvent:
    """`event`: the event's fields, and whether it was cancelled."""

    __slots__ = ("cancelled", "data")

    def __init__(self, data: Event) -> None:
        self.data = data
        self.cancelled = False


@dataclass(slots=True)
class Logger:
    """`logger`."""


LOGGER = Logger()


@dataclass(slots=True)
class NewEventBlock:
    """`new_event_block`: what is called with it goes on as an event of its own."""

    events: list[RubyEvent]


def as_key(value: Any) -> Any:
    """A value as the key of a hash: lists are frozen, hashes too."""
    kind = type(value)
    if kind is list or kind is tuple:
        return tuple(map(as_key, value))
    if kind is dict or kind is RubyHash:
        return FrozenHash((as_key(key), as_key(item)) for key, item in value.items())
    if kind is bool or kind is float:
        return value
    return value


class FrozenHash(dict[Any, Any]):
    """A hash that serves as a key."""

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))
