"""Array."""

from itertools import combinations, permutations, product
from typing import Any

from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.methods.enumerables import (
    ENUMERABLE,
    MISSING,
    each,
    find_index,
    mapped,
    reject,
    select,
    sort,
    sort_by,
    uniq,
    yielded,
)
from pipeline.ruby.methods.ordering import identity, truthy
from pipeline.ruby.methods.stringscan import bounds, whole
from pipeline.ruby.operators import equal
from pipeline.ruby.packing import pack
from pipeline.ruby.run import RUN, check_items, grown, spend
from pipeline.ruby.show import described, text_of
from pipeline.ruby.values import Enumerator, Range

DEEPEST = 100


def at(items: list[Any], which: Any, length: Any = None) -> Any:
    """`[]`."""
    if type(which) is int and length is None:
        return items[which] if -len(items) <= which < len(items) else None
    if type(which) is Range:
        found = bounds(which, len(items))
        return None if found is None else list(items[found[0] : found[1]])
    start = whole(which)
    if length is None:
        return at(items, start)
    start += len(items) if start < 0 else 0
    length = whole(length)
    return list(items[start : start + length]) if 0 <= start <= len(items) and length >= 0 else None


def put(items: list[Any], *args: Any) -> Any:
    """`items[which] = value`."""
    *which, value = args
    if len(which) == 1 and type(which[0]) is int:
        index = which[0] + (len(items) if which[0] < 0 else 0)
        if index < 0:
            raise RubyError("IndexError", f"index {which[0]} too small for array; minimum: -{len(items)}")
        if index >= len(items):
            check_items(index)
            items.extend([None] * (index + 1 - len(items)))
        items[index] = value
        return value
    start, length = _place(items, which)
    items.extend([None] * max(start - len(items), 0))
    items[start : start + length] = value if type(value) is list else [value]
    return value


def _place(items: list[Any], which: list[Any]) -> tuple[int, int]:
    if type(which[0]) is Range:
        found = bounds(which[0], len(items))
        if found is None:
            low = whole(which[0].low or 0)
            if low < 0:
                raise RubyError("RangeError", f"{which[0].low}..{which[0].high} out of range")
            check_items(low)
            return low, 0
        return found[0], found[1] - found[0]
    start, length = whole(which[0]), whole(which[1]) if len(which) > 1 else 1
    start += len(items) if start < 0 else 0
    if start < 0 or length < 0:
        raise RubyError("IndexError", f"index {which[0]} too small for array; minimum: -{len(items)}")
    check_items(start)
    return start, length


def push(items: list[Any], *values: Any) -> list[Any]:
    """`push`."""
    spend(1 + len(values))
    items.extend(values)
    return items


def concat(items: list[Any], *others: Any) -> list[Any]:
    """`concat`."""
    for other in [list(listed(one)) for one in others]:
        check_items(len(items) + len(other))
        items.extend(other)
    return items


def listed(value: Any) -> list[Any]:
    """An array that an operator wants."""
    if type(value) is list:
        return value
    if isinstance(value, tuple):
        return list(value)
    raise RubyError("TypeError", f"no implicit conversion of {described(value)} into Array")


def plus(items: list[Any], other: Any) -> list[Any]:
    """`+`."""
    more = listed(other)
    check_items(len(items) + len(more))
    return [*items, *more]


def minus(items: list[Any], *others: Any) -> list[Any]:
    """`-`."""
    gone = {identity(item) for other in others for item in listed(other)}
    return [item for item in items if identity(item) not in gone]


def common(items: list[Any], *others: Any) -> list[Any]:
    """`&`."""
    for other in others:
        kept = {identity(item) for item in listed(other)}
        items = uniq([item for item in items if identity(item) in kept])
    return items


def union(items: list[Any], *others: Any) -> list[Any]:
    """`|`."""
    return uniq([*items, *(item for other in others for item in listed(other))])


def times(items: list[Any], by: Any) -> Any:
    """`*`: repeated, or joined."""
    if type(by) is str:
        return join(items, by)
    count = whole(by)
    if count < 0:
        raise RubyError("ArgumentError", "argument must be non-negative")
    check_items(len(items) * count)
    return list(items) * count


def join(items: list[Any], between: str | None = None, depth: int = 0) -> str:
    """`join`."""
    if depth > DEEPEST:
        raise RubyError("ArgumentError", "recursive array join")
    if between is not None and type(between) is not str:
        raise RubyError("TypeError", f"no implicit conversion of {described(between)} into String")
    texts = [
        item
        if type(item) is str
        else join(list(item), between, depth + 1)
        if type(item) in (list, tuple)
        else text_of(item)
        for item in items
    ]
    return grown((between or "").join(texts))


def flatten(items: list[Any], levels: int | None = None) -> list[Any]:
    """`flatten`."""
    made: list[Any] = []
    _flatten(items, -1 if levels is None else levels, made, 0)
    return made


def _flatten(items: list[Any], levels: int, made: list[Any], depth: int) -> None:
    if depth > DEEPEST:
        raise RubyError("ArgumentError", "tried to flatten recursive array")
    spend(len(items))
    for item in items:
        if type(item) in (list, tuple) and levels != 0:
            _flatten(item, levels - 1, made, depth + 1)
        else:
            made.append(item)


def last(items: list[Any], number: int | None = None) -> Any:
    """`last`."""
    if number is None:
        return items[-1] if items else None
    return list(items[-number:]) if number else []


def pop(items: list[Any], number: int | None = None) -> Any:
    """`pop`."""
    if number is None:
        return items.pop() if items else None
    gone = last(items, number)
    del items[len(items) - len(gone) :]
    return gone


def shift(items: list[Any], number: int | None = None) -> Any:
    """`shift`."""
    if number is None:
        return items.pop(0) if items else None
    gone = items[:number]
    del items[:number]
    return gone


def unshift(items: list[Any], *values: Any) -> list[Any]:
    """`unshift`."""
    spend(1 + len(items))
    items[:0] = values
    return items


def insert(items: list[Any], index: int, *values: Any) -> list[Any]:
    """`insert`."""
    index += len(items) + 1 if index < 0 else 0
    if index > len(items):
        check_items(index)
        items.extend([None] * (index - len(items)))
    items[index:index] = values
    return items


def delete(items: list[Any], value: Any) -> Any:
    """`delete`."""
    kept = [item for item in items if not equal(item, value)]
    found = next((item for item in items if equal(item, value)), None)
    items[:] = kept
    return found


def delete_at(items: list[Any], index: int) -> Any:
    """`delete_at`."""
    return items.pop(index) if -len(items) <= index < len(items) else None


def slice_out(items: list[Any], which: Any, length: Any = None) -> Any:
    """`slice!`."""
    if type(which) is int and length is None:
        return delete_at(items, which)
    gone = at(items, which, length)
    if gone:
        start, count = _place(items, [which] if length is None else [which, length])
        del items[start : start + count]
    return gone


def changed(method: Method, *, nil_if_same: bool) -> Method:
    """The method with a `!`."""

    def change(items: list[Any], *args: Any, block: Any = None) -> Any:
        new = method(items, *args, block=block) if block is not None else method(items, *args)
        same = len(new) == len(items) and nil_if_same and all(one is two for one, two in zip(new, items, strict=True))
        items[:] = new
        return None if same else items

    return change


def fill(items: list[Any], value: Any) -> list[Any]:
    """`fill`."""
    items[:] = [value] * len(items)
    return items


def fetch(items: list[Any], index: Any, default: Any = MISSING, block: Any = None) -> Any:
    """`fetch`."""
    number = whole(index)
    if -len(items) <= number < len(items):
        return items[number]
    if block is not None:
        return block.one(index)
    if default is not MISSING:
        return default
    raise RubyError("IndexError", f"index {number} out of array")


def dig(items: list[Any], which: Any, *more: Any) -> Any:
    """`dig`."""
    from pipeline.ruby.methods.objects import dig_on

    return dig_on(at(items, which), more)


def rotate(items: list[Any], number: int = 1) -> list[Any]:
    """`rotate`."""
    number = number % len(items) if items else 0
    return [*items[number:], *items[:number]]


def transpose(items: list[Any]) -> list[list[Any]]:
    """`transpose`."""
    if any(len(listed(item)) != len(items[0]) for item in items):
        raise RubyError("IndexError", "element size differs")
    return [list(column) for column in zip(*items, strict=True)]


def combined(make: Any) -> Method:
    """`combination` and `permutation`."""

    def combine(items: list[Any], size: int, block: Any = None) -> Any:
        found = []
        for one in make(items, size) if 0 <= size <= len(items) else ():  # it makes room for `size` at once
            spend(size + 1)
            found.append(list(one))
        return yielded(found, each) if block is None else each(found, block) and items

    return combine


def multiplied(items: list[Any], *others: Any) -> list[Any]:
    """`product`."""
    count = len(items)
    for other in others:
        count *= len(listed(other))
    check_items(count)
    return [list(one) for one in product(items, *others)]


def each_index(items: list[Any], block: Any = None) -> Any:
    """`each_index`."""
    places = list(range(len(items)))
    return Enumerator(places, each) if block is None else each(places, block) and items


def rindex(items: list[Any], value: Any) -> int | None:
    """`rindex`."""
    return next((place for place in range(len(items) - 1, -1, -1) if equal(items[place], value)), None)


def shuffled(items: list[Any]) -> list[Any]:
    """`shuffle`."""
    return RUN.random.sample(items, len(items))


def keep(items: list[Any], block: Any) -> list[Any]:
    """`keep_if`."""
    items[:] = select(items, block)
    return items


def drop_if(items: list[Any], block: Any) -> list[Any]:
    """`delete_if`."""
    items[:] = reject(items, block)
    return items


def compact(items: list[Any]) -> list[Any]:
    """`compact`."""
    return [item for item in items if item is not None]


def bsearch(items: list[Any], block: Any) -> Any:
    """`bsearch`, for a block that says true or false."""
    return next((item for item in items if truthy(block.one(item))), None)


def clear(items: list[Any]) -> list[Any]:
    """`clear`."""
    items.clear()
    return items


def replace(items: list[Any], other: Any) -> list[Any]:
    """`replace`."""
    items[:] = listed(other)
    return items


ARRAY: dict[str, Method] = {
    "[]": at,
    "slice": at,
    "at": at,
    "[]=": put,
    "push": push,
    "append": push,
    "<<": push,
    "concat": concat,
    "+": plus,
    "-": minus,
    "difference": minus,
    "&": common,
    "intersection": common,
    "intersect?": lambda items, other: bool(common(items, other)),
    "|": union,
    "union": union,
    "*": times,
    "length": len,
    "size": len,
    "empty?": lambda items: not items,
    "join": join,
    "flatten": flatten,
    "compact": compact,
    "reverse": lambda items: items[::-1],
    "rotate": rotate,
    "last": last,
    "pop": pop,
    "shift": shift,
    "unshift": unshift,
    "prepend": unshift,
    "insert": insert,
    "delete": delete,
    "delete_at": delete_at,
    "delete_if": drop_if,
    "keep_if": keep,
    "slice!": slice_out,
    "clear": clear,
    "replace": replace,
    "fill": fill,
    "fetch": fetch,
    "dig": dig,
    "values_at": lambda items, *places: [at(items, place) for place in places],
    "assoc": lambda items, key: next((one for one in items if type(one) is list and one and equal(one[0], key)), None),
    "index": find_index,
    "rindex": rindex,
    "each_index": each_index,
    "transpose": transpose,
    "product": multiplied,
    "combination": combined(combinations),
    "permutation": combined(permutations),
    "to_ary": lambda items: items,
    "to_a": lambda items: items,
    "pack": pack,
    "sample": lambda items: RUN.random.choice(items) if items else None,
    "shuffle": shuffled,
    "bsearch": bsearch,
    "map!": changed(mapped, nil_if_same=False),
    "collect!": changed(mapped, nil_if_same=False),
    "select!": changed(select, nil_if_same=True),
    "filter!": changed(select, nil_if_same=True),
    "reject!": changed(reject, nil_if_same=True),
    "compact!": changed(compact, nil_if_same=True),
    "flatten!": changed(flatten, nil_if_same=True),
    "uniq!": changed(uniq, nil_if_same=True),
    "sort!": changed(sort, nil_if_same=False),
    "sort_by!": changed(sort_by, nil_if_same=False),
    "reverse!": changed(lambda items: items[::-1], nil_if_same=False),
    "rotate!": changed(rotate, nil_if_same=False),
    "shuffle!": changed(shuffled, nil_if_same=False),
}
register([list, tuple], ENUMERABLE)
register([list, tuple], ARRAY)
