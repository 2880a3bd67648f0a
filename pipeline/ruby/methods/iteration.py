"""What counts and what iterates: Integer#times, ranges, enumerators."""

from typing import Any

from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.methods.enumerables import ENUMERABLE, each, yielded
from pipeline.ruby.methods.hashes import signature
from pipeline.ruby.methods.strings import successor
from pipeline.ruby.operators import add, covers, order
from pipeline.ruby.run import MOST_ITEMS, check_items, spend
from pipeline.ruby.show import class_name
from pipeline.ruby.values import Block, Enumerator, Range


def count_up(start: int, end: Any, step: int, block: Any, result: Any) -> Any:
    """Call a block with each number of a row."""
    numbers = range(start, int(end) + (1 if step > 0 else -1), step)
    if block is None:
        check_items(len(numbers))
        return yielded(list(numbers), lambda found, one: each(found, one) and result)
    run = block.one
    for number in numbers:
        spend(1)
        run(number)
    return result


def times(number: int, block: Any = None) -> Any:
    """`times`."""
    return count_up(0, number - 1, 1, block, number)


def stepping(start: Any, *args: Any, block: Any = None) -> Any:
    """`step` of a number: a limit and a step, in turn or by name."""
    options = args[-1] if args and isinstance(args[-1], dict) else {}
    named = {key.name: value for key, value in options.items()}
    given = [one for one in args if not isinstance(one, dict)]
    limit = given[0] if given else named.get("to")
    step = given[1] if len(given) > 1 else named.get("by", 1)
    items = row(start, limit, step, exclusive=False)
    return yielded(items, each) if block is None else each(items, block) and start


def row(start: Any, limit: Any, step: Any, *, exclusive: bool) -> list[Any]:
    """The numbers from a start to a limit."""
    if step == 0:
        raise RubyError("ArgumentError", "step can't be 0")
    if limit is None:
        raise RubyError("RangeError", "cannot convert endless range to an array")
    if type(start) is float or type(limit) is float or type(step) is float:
        count = int((limit - start) / step + 1e-9)
        check_items(max(count, 0))
        items = [start + at * step for at in range(count + 1)] if (limit - start) / step >= 0 else []
        return items[:-1] if exclusive and items and items[-1] >= limit else [float(item) for item in items]
    numbers = range(start, limit + (0 if exclusive else 1 if step > 0 else -1), step)
    check_items(len(numbers))
    return list(numbers)


def to_list(within: Range) -> list[Any]:
    """The items of a range."""
    low, high = within.low, within.high
    if type(low) is int:
        if high is None or high == float("inf"):
            raise RubyError("RangeError", "cannot convert endless range to an array")
        return row(low, int(high), 1, exclusive=within.exclusive and high == int(high))
    if type(low) is str and type(high) is str:
        return _texts(low, high, within.exclusive)
    if hasattr(low, "day") and hasattr(high, "day") and class_name(low) == "Date":
        check_items(max(high.day - low.day, 0))
        return [type(low)(day) for day in range(low.day, high.day + (0 if within.exclusive else 1))]
    raise RubyError("TypeError", f"can't iterate from {class_name(low)}")


def _texts(low: str, high: str, exclusive: bool) -> list[str]:
    found: list[str] = []
    while len(low) <= len(high):
        spend(1)
        if low == high:
            return found if exclusive else [*found, low]
        if len(found) > MOST_ITEMS:
            break
        found.append(low)
        low = successor(low)
    return found if len(low) > len(high) else []


def texts_up_to(low: str, high: str, block: Any = None) -> Any:
    """`upto` of texts."""
    items = _texts(low, high, exclusive=False)
    return yielded(items, each) if block is None else each(items, block) and low


def each_of_range(within: Range, block: Any = None) -> Any:
    """`each`; a range without an end goes on until the block leaves it."""
    if type(within.low) is int and block is not None:
        run = block.one
        number, high = within.low, within.high
        while high is None or number < high or (number == high and not within.exclusive):
            spend(1)
            run(number)
            number += 1
        return within
    items = to_list(within)
    return yielded(items, each) if block is None else each(items, block) and within


def step_of_range(within: Range, step: Any, block: Any = None) -> Any:
    """`step`."""
    items = row(within.low, within.high, step, exclusive=within.exclusive)
    return yielded(items, each) if block is None else each(items, block) and within


def sum_of_range(within: Range, start: Any = 0, block: Any = None) -> Any:
    """`sum`."""
    return ENUMERABLE["sum"](to_list(within), start, block)


def size(within: Range) -> Any:
    """`size`."""
    if type(within.low) is int and within.high is not None:
        return len(range(within.low, int(within.high) + (not within.exclusive)))
    return float("inf") if within.high is None else None


def least(within: Range, number: Any = None, block: Any = None) -> Any:
    """`min`."""
    if block is not None or number is not None:
        return ENUMERABLE["min"](to_list(within), number, block)
    return within.low if (order(within.low, within.high) or 0) <= 0 else None


def most(within: Range, number: Any = None, block: Any = None) -> Any:
    """`max`."""
    if block is not None or number is not None or within.exclusive:
        return ENUMERABLE["max"](to_list(within), number, block)
    return within.high if (order(within.low, within.high) or 0) <= 0 else None


def first(within: Range, number: int | None = None) -> Any:
    """`first`."""
    if number is None:
        return within.low
    if within.high is None or within.high == float("inf"):
        check_items(number)
        return list(range(within.low, within.low + number))
    return to_list(within)[:number]


def on_items(method: Method, items: Any) -> Method:
    """A method of Enumerable for something that can be made a list."""

    def run(value: Any, *args: Any, block: Any = None) -> Any:
        found = items(value)
        return method(found, *args) if block is None else method(found, *args, block=block)

    run.__signature__ = signature(method)  # type: ignore[attr-defined]
    return run


RANGE: dict[str, Method] = {
    "each": each_of_range,
    "step": step_of_range,
    "%": step_of_range,
    "begin": lambda within: within.low,
    "end": lambda within: within.high,
    "first": first,
    "last": lambda within, number=None: within.high if number is None else to_list(within)[-number:],
    "min": least,
    "max": most,
    "sum": sum_of_range,
    "size": size,
    "to_a": to_list,
    "include?": covers,
    "member?": covers,
    "cover?": covers,
    "===": covers,
    "exclude_end?": lambda within: within.exclusive,
}


def with_index(held: Enumerator, start: Any = 0, block: Any = None) -> Any:
    """`with_index`: the block is given a number too."""
    offset = start or 0
    if block is None:
        pairs = [[item, at] for at, item in enumerate(held.items, start=offset)]
        return Enumerator(pairs, lambda found, one: held.finish(held.items, _in_turn(found, one)))
    run = block.two
    number = offset - 1

    def numbered(item: Any) -> Any:
        nonlocal number
        number = add(number, 1)
        return run(item, number)

    return held.finish(held.items, Block(numbered, 1))


def _in_turn(found: list[Any], block: Any) -> Block:
    waiting = iter(found)
    return Block(lambda item: block.one(next(waiting)), 1)


def with_object(held: Enumerator, memo: Any, block: Any) -> Any:
    """`with_object`."""
    run = block.two
    held.finish(held.items, Block(lambda item: run(item, memo), 1))
    return memo


ENUMERATOR: dict[str, Method] = {
    "with_index": with_index,
    "each_with_index": with_index,
    "with_object": with_object,
    "each_with_object": with_object,
    "size": lambda held: len(held.items),
    "to_a": lambda held: list(held.items),
    "each": lambda held, block=None: held if block is None else held.finish(held.items, block),
    "rewind": lambda held: held,
}
register([Range], {name: on_items(method, to_list) for name, method in ENUMERABLE.items()})
register([Range], RANGE)
register([Enumerator], {name: on_items(method, lambda held: held.items) for name, method in ENUMERABLE.items()})
register([Enumerator], ENUMERATOR)
register([str], {"upto": texts_up_to})
register(
    [int],
    {
        "times": times,
        "upto": lambda number, end, block=None: count_up(number, end, 1, block, number),
        "downto": lambda number, end, block=None: count_up(number, end, -1, block, number),
    },
)
register([int, float], {"step": stepping})
