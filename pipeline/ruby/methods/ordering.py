"""Sorting and comparing as Ruby does it, and Ruby's idea of what is true."""

from collections.abc import Callable, Iterable, Sequence
from functools import cmp_to_key
from typing import Any

from pipeline.ruby.faults import RubyError
from pipeline.ruby.operators import add, order
from pipeline.ruby.run import spend
from pipeline.ruby.show import class_name, described, inspect
from pipeline.ruby.values import as_key

SIMPLE = (int, float)


def truthy(value: Any) -> bool:
    """All but nil and false is true."""
    return value is not None and value is not False


def compared(left: Any, right: Any) -> int:
    """`<=>`, an ArgumentError where there is no order."""
    found = order(left, right)
    if found is None:
        shown = inspect(right) if type(right) in (int, float) else described(right)
        raise RubyError("ArgumentError", f"comparison of {class_name(left)} with {shown} failed")
    return found


def in_order(items: Sequence[Any]) -> list[Any]:
    """Sorted; numbers and texts at Python's own speed."""
    spend(len(items))
    kinds = set(map(type, items))
    if kinds <= {str} or kinds <= {int} or (kinds <= {int, float} and all(item == item for item in items)):
        return sorted(items)
    return sorted(items, key=cmp_to_key(compared))


def by_key(items: Sequence[Any], key: Callable[[Any], Any]) -> list[Any]:
    """Sorted by what a block says of each."""
    keys: list[Any] = [key(item) for item in items]
    spend(len(items))
    kinds = set(map(type, keys))
    quick = kinds <= {str} or kinds <= {int} or (kinds <= {int, float} and all(one == one for one in keys))
    rank: Callable[[Any], Any] = (lambda key: key) if quick else cmp_to_key(compared)
    places: list[int] = sorted(range(len(keys)), key=lambda place: rank(keys[place]))
    return [items[place] for place in places]


def by_block(items: Sequence[Any], block: Any) -> list[Any]:
    """Sorted by a block that compares two."""
    two = block.two

    def compare(left: Any, right: Any) -> int:
        spend(1)
        found = two(left, right)
        if type(found) not in SIMPLE:
            raise RubyError("ArgumentError", f"comparison of {class_name(left)} with {class_name(right)} failed")
        return int(found > 0) - int(found < 0)

    return sorted(items, key=cmp_to_key(compare))


def total(items: Iterable[Any], start: Any) -> Any:
    """`sum`; floats with Kahan and Babuska's correction."""
    numbers = list(items)
    result = start
    position = 0
    while position < len(numbers) and not (type(result) is float or type(numbers[position]) is float):
        result = add(result, numbers[position])
        position += 1
    if position == len(numbers) or type(result) not in SIMPLE:
        for item in numbers[position:]:
            result = add(result, item)
        return result
    return _float_total(float(result), numbers[position:])


def _float_total(result: float, numbers: list[Any]) -> Any:
    lost = 0.0
    for position, item in enumerate(numbers):
        if type(item) not in SIMPLE:
            return total(numbers[position + 1 :], add(result + lost, item))
        value = float(item)
        new = result + value
        lost += (result - new) + value if abs(result) >= abs(value) else (value - new) + result
        result = new
    return result + lost if lost == lost else result


def identity(value: Any) -> Any:
    """What `uniq`, `-` and `&` compare by: like a key of a hash, but 1, 1.0 and true are three."""
    kind = type(value)
    return value if kind is str else (kind if kind is not list else tuple, as_key(value))
