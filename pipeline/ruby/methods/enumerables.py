"""Enumerable: methods of lists that hashes, ranges and enumerators have too.

`items` is always a list of its own to read; a hash comes as a list of pairs.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from pipeline.ruby.dispatch import Method, dispatch
from pipeline.ruby.faults import RubyError
from pipeline.ruby.methods.ordering import by_block, by_key, compared, identity, in_order, total, truthy
from pipeline.ruby.operators import case_equal, equal
from pipeline.ruby.run import check_items, spend
from pipeline.ruby.show import class_name, described
from pipeline.ruby.values import Block, Enumerator, RubyHash, Symbol, as_key

MISSING: Any = object()


def yielded(items: list[Any], finish: Callable[[list[Any], Any], Any]) -> Enumerator:
    """What a method gives that was called without a block."""
    return Enumerator(list(items), finish)


def each(items: list[Any], block: Any = None) -> Any:
    """`each`."""
    if block is None:
        return yielded(items, lambda found, one: each(items, one))
    run = block.one
    spend(len(items))
    for item in tuple(items):
        run(item)
    return items


def each_with_index(items: list[Any], block: Any = None) -> Any:
    """`each_with_index`."""
    if block is None:
        pairs = [[item, at] for at, item in enumerate(items)]
        return yielded(pairs, lambda found, one: each(found, one) and items)
    run = block.two
    spend(len(items))
    for at, item in enumerate(tuple(items)):
        run(item, at)
    return items


def each_with_object(items: list[Any], memo: Any, block: Any) -> Any:
    """`each_with_object`."""
    run = block.two
    spend(len(items))
    for item in tuple(items):
        run(item, memo)
    return memo


def mapped(items: list[Any], block: Any = None) -> Any:
    """`map`."""
    if block is None:
        return yielded(items, mapped)
    run = block.one
    spend(len(items))
    return [run(item) for item in tuple(items)]


def flat_map(items: list[Any], block: Any) -> list[Any]:
    """`flat_map`."""
    made: list[Any] = []
    for found in mapped(items, block):
        made += found if type(found) is list else [found]
    check_items(len(made))
    return made


def select(items: list[Any], block: Any = None) -> Any:
    """`select`."""
    if block is None:
        return yielded(items, select)
    return [item for item, found in zip(items, mapped(items, block), strict=False) if truthy(found)]


def reject(items: list[Any], block: Any = None) -> Any:
    """`reject`."""
    if block is None:
        return yielded(items, reject)
    return [item for item, found in zip(items, mapped(items, block), strict=False) if not truthy(found)]


def filter_map(items: list[Any], block: Any) -> list[Any]:
    """`filter_map`."""
    return [found for found in mapped(items, block) if truthy(found)]


def find(items: list[Any], block: Any) -> Any:
    """`find`."""
    run = block.one
    spend(len(items))
    return next((item for item in tuple(items) if truthy(run(item))), None)


def find_index(items: list[Any], value: Any = MISSING, block: Any = None) -> int | None:
    """`find_index`."""
    test = _test(MISSING, block) if block is not None else (lambda item: equal(item, value))
    spend(len(items))
    return next((at for at, item in enumerate(tuple(items)) if test(item)), None)


def partition(items: list[Any], block: Any) -> list[list[Any]]:
    """`partition`."""
    yes: list[Any] = []
    no: list[Any] = []
    for item, found in zip(items, mapped(items, block), strict=False):
        (yes if truthy(found) else no).append(item)
    return [yes, no]


def _test(pattern: Any, block: Any) -> Callable[[Any], bool]:
    if pattern is not MISSING:
        return lambda item: case_equal(pattern, item)
    if block is not None:
        run = block.one
        return lambda item: truthy(run(item))
    return truthy


def any_(items: list[Any], pattern: Any = MISSING, block: Any = None) -> bool:
    """`any?`."""
    spend(len(items))
    return any(map(_test(pattern, block), tuple(items)))


def all_(items: list[Any], pattern: Any = MISSING, block: Any = None) -> bool:
    """`all?`."""
    spend(len(items))
    return all(map(_test(pattern, block), tuple(items)))


def one_(items: list[Any], pattern: Any = MISSING, block: Any = None) -> bool:
    """`one?`."""
    return count(items, block=Block(_test(pattern, block), 1)) == 1


def count(items: list[Any], value: Any = MISSING, block: Any = None) -> int:
    """`count`."""
    if value is not MISSING:
        spend(len(items))
        return sum(1 for item in items if equal(item, value))
    return len(items) if block is None else sum(map(truthy, mapped(items, block)))


def inject(items: list[Any], *args: Any, block: Any = None) -> Any:
    """`inject`, with a start, an operator, or a block."""
    found = list(items)
    given = list(args)
    if block is None:
        name = given.pop()
        name = name.name if type(name) is Symbol else name
        methods = dispatch(name)

        def run(memo: Any, item: Any) -> Any:
            return methods[type(memo)](memo, item)

    else:
        run = block.two
    if not given and not found:
        return None
    memo = given[0] if given else found.pop(0)
    spend(len(found))
    for item in found:
        memo = run(memo, item)
    return memo


def summed(items: list[Any], start: Any = 0, block: Any = None) -> Any:
    """`sum`."""
    spend(len(items))
    return total(items if block is None else mapped(items, block), start)


def extreme(sign: int) -> Method:
    """`min` and `max`."""

    def found(items: list[Any], number: int | None = None, block: Any = None) -> Any:
        ordered = by_block(items, block) if block is not None else None
        if number is not None:
            ordered = ordered if ordered is not None else in_order(items)
            return ordered[:number] if sign < 0 else ordered[::-1][:number]
        if ordered is not None:
            return (ordered[0] if sign < 0 else ordered[-1]) if ordered else None
        spend(len(items))
        best = MISSING
        for item in items:
            if best is MISSING or compared(item, best) * sign > 0:
                best = item
        return None if best is MISSING else best

    return found


def extreme_by(sign: int) -> Method:
    """`min_by` and `max_by`."""

    def found(items: list[Any], number: int | None = None, block: Any = None) -> Any:
        if number is not None:
            ordered = by_key(items, block.one)
            return ordered[:number] if sign < 0 else ordered[::-1][:number]
        keys = mapped(items, block)
        best = MISSING
        for at, key in enumerate(keys):
            if best is MISSING or compared(key, keys[best]) * sign > 0:
                best = at
        return None if best is MISSING else items[best]

    return found


def minmax(items: list[Any]) -> list[Any]:
    """`minmax`."""
    return [extreme(-1)(items), extreme(1)(items)]


def sort(items: list[Any], block: Any = None) -> list[Any]:
    """`sort`."""
    return in_order(items) if block is None else by_block(items, block)


def sort_by(items: list[Any], block: Any = None) -> Any:
    """`sort_by`."""
    return yielded(items, sort_by) if block is None else by_key(items, block.one)


def group_by(items: list[Any], block: Any) -> dict[Any, Any]:
    """`group_by`."""
    groups: dict[Any, Any] = {}
    for item, key in zip(items, mapped(items, block), strict=False):
        groups.setdefault(as_key(key), []).append(item)
    return groups


def tally(items: list[Any]) -> dict[Any, int]:
    """`tally`."""
    counts: dict[Any, int] = {}
    for item in items:
        key = as_key(item)
        counts[key] = counts.get(key, 0) + 1
    return counts


def uniq(items: list[Any], block: Any = None) -> list[Any]:
    """`uniq`."""
    keys = items if block is None else mapped(items, block)
    seen: dict[Any, Any] = {}
    for item, key in zip(items, keys, strict=False):
        seen.setdefault(identity(key), item)
    return list(seen.values())


def to_hash(items: list[Any], block: Any = None) -> dict[Any, Any]:
    """`to_h`, of pairs."""
    made: dict[Any, Any] = {}
    for at, item in enumerate(items if block is None else mapped(items, block)):
        if type(item) is not list:
            raise RubyError("TypeError", f"wrong element type {described(item)} at {at} (expected array)")
        if len(item) != 2:
            raise RubyError("ArgumentError", f"wrong array length at {at} (expected 2, was {len(item)})")
        made[as_key(item[0])] = item[1]
    return made


def slices(items: list[Any], size: int) -> list[list[Any]]:
    """The items in lists of `size`."""
    if size < 1:
        raise RubyError("ArgumentError", "invalid slice size")
    return [list(items[at : at + size]) for at in range(0, len(items), size)]


def neighbours(items: list[Any], size: int) -> list[list[Any]]:
    """Every list of `size` items that stand side by side."""
    if size < 1:
        raise RubyError("ArgumentError", "invalid size")
    check_items(len(items) * size)
    return [list(items[at : at + size]) for at in range(len(items) - size + 1)]


def each_part(parts: Callable[[list[Any], int], list[list[Any]]]) -> Method:
    """`each_slice` and `each_cons`."""

    def each_part_of(items: list[Any], size: int, block: Any = None) -> Any:
        made = parts(items, size)
        if block is None:
            return yielded(made, lambda found, one: each(found, one) and items)
        each(made, block)
        return items

    return each_part_of


def zip_(items: list[Any], *others: Any) -> list[list[Any]]:
    """`zip`."""
    lists = [as_list(other) for other in others]
    return [[item, *(one[at] if at < len(one) else None for one in lists)] for at, item in enumerate(items)]


def as_list(value: Any) -> list[Any]:
    """Anything that can be iterated as a list; a TypeError for others."""
    if type(value) is list:
        return value
    if isinstance(value, tuple):
        return list(value)
    to_a = dispatch("to_a")
    if type(value) in to_a and value is not None:
        return to_a[type(value)](value)  # type: ignore[no-any-return]
    raise RubyError("TypeError", f"wrong argument type {class_name(value)} (must respond to :each)")


def first(items: list[Any], number: int | None = None) -> Any:
    """`first`."""
    if number is None:
        return items[0] if items else None
    return take(items, number)


def take(items: list[Any], number: int) -> list[Any]:
    """`take`."""
    if number < 0:
        raise RubyError("ArgumentError", "attempt to take negative size")
    return list(items[:number])


def drop(items: list[Any], number: int) -> list[Any]:
    """`drop`."""
    if number < 0:
        raise RubyError("ArgumentError", "attempt to drop negative size")
    return list(items[number:])


def _prefix(items: list[Any], block: Any) -> int:
    run = block.one
    return next((at for at, item in enumerate(items) if not truthy(run(item))), len(items))


def runs(cut: bool) -> Method:
    """`chunk_while` and `slice_when`."""

    def parts(items: list[Any], block: Any) -> Enumerator:
        made: list[list[Any]] = [[items[0]]] if items else []
        for before, item in pairwise(items):
            if truthy(block.two(before, item)) == cut:
                made.append([])
            made[-1].append(item)
        return yielded(made, each)

    return parts


def reverse_each(items: list[Any], block: Any = None) -> Any:
    """`reverse_each`."""
    backwards = items[::-1]
    if block is None:
        return yielded(backwards, each)
    each(backwards, block)
    return items


def includes(items: list[Any], value: Any) -> bool:
    """`include?`."""
    spend(len(items) >> 3)
    if type(value) is str:
        return value in items
    return any(equal(item, value) for item in items)


def hash_with(items: list[Any], block: Any) -> RubyHash:
    """A hash of what a block says of each."""
    return RubyHash((as_key(item), block.one(item)) for item in items)


ENUMERABLE: dict[str, Method] = {
    "each": each,
    "each_entry": each,
    "each_with_index": each_with_index,
    "each_with_object": each_with_object,
    "map": mapped,
    "collect": mapped,
    "flat_map": flat_map,
    "collect_concat": flat_map,
    "select": select,
    "filter": select,
    "reject": reject,
    "filter_map": filter_map,
    "find": find,
    "detect": find,
    "find_all": select,
    "find_index": find_index,
    "partition": partition,
    "any?": any_,
    "all?": all_,
    "none?": lambda items, pattern=MISSING, block=None: not any_(items, pattern, block),
    "one?": one_,
    "count": count,
    "inject": inject,
    "reduce": inject,
    "sum": summed,
    "min": extreme(-1),
    "max": extreme(1),
    "min_by": extreme_by(-1),
    "max_by": extreme_by(1),
    "minmax": minmax,
    "sort": sort,
    "sort_by": sort_by,
    "group_by": group_by,
    "tally": tally,
    "uniq": uniq,
    "to_h": to_hash,
    "to_a": list,
    "entries": list,
    "each_slice": each_part(slices),
    "each_cons": each_part(neighbours),
    "zip": zip_,
    "first": first,
    "take": take,
    "drop": drop,
    "take_while": lambda items, block: list(items[: _prefix(items, block)]),
    "drop_while": lambda items, block: list(items[_prefix(items, block) :]),
    "chunk_while": runs(cut=False),
    "slice_when": runs(cut=True),
    "reverse_each": reverse_each,
    "include?": includes,
    "member?": includes,
}
