"""Hash."""

from typing import Any

from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.methods.enumerables import ENUMERABLE, MISSING, mapped, select, yielded
from pipeline.ruby.methods.ordering import truthy
from pipeline.ruby.operators import equal
from pipeline.ruby.run import spend
from pipeline.ruby.show import described, inspect
from pipeline.ruby.values import Block, RubyHash, as_key

Hash = dict[Any, Any]


def at(held: Hash, key: Any) -> Any:
    """`[]`."""
    if type(key) is str:
        return held[key] if type(held) is RubyHash else held.get(key)
    key = as_key(key)
    return held[key] if type(held) is RubyHash else held.get(key)


def put(held: Hash, key: Any, value: Any) -> Any:
    """`held[key] = value`."""
    spend(1)
    held[key if type(key) is str else as_key(key)] = value
    return value


def shown_key(key: Any) -> Any:
    """A key as code sees it: a list again."""
    return list(key) if type(key) is tuple else key


def pairs(held: Hash) -> list[Any]:
    """The entries as lists of two."""
    return [[shown_key(key), value] for key, value in held.items()]


def each_pair(held: Hash, block: Any = None) -> Any:
    """`each`."""
    if block is None:
        return yielded(pairs(held), lambda found, one: each_pair(held, one))
    run = block.pair
    spend(len(held))
    for key, value in list(held.items()):
        run(shown_key(key), value)
    return held


def each_key(held: Hash, block: Any) -> Hash:
    """`each_key`."""
    run = block.one
    spend(len(held))
    for key in list(held):
        run(shown_key(key))
    return held


def each_value(held: Hash, block: Any) -> Hash:
    """`each_value`."""
    run = block.one
    spend(len(held))
    for value in list(held.values()):
        run(value)
    return held


def mapped_pairs(held: Hash, block: Any = None) -> Any:
    """`map`."""
    if block is None:
        return yielded(pairs(held), mapped)
    run = block.pair
    spend(len(held))
    return [run(shown_key(key), value) for key, value in list(held.items())]


def kept(wanted: bool) -> Method:
    """`select` and `reject`."""

    def keep(held: Hash, block: Any = None) -> Any:
        if block is None:
            return yielded(pairs(held), lambda found, one: keep(held, one))
        run = block.pair
        spend(len(held))
        return {key: value for key, value in list(held.items()) if truthy(run(shown_key(key), value)) == wanted}

    return keep


def changed(method: Method, *, nil_if_same: bool) -> Method:
    """The method with a `!`, or one that changes the hash."""

    def change(held: Hash, *args: Any, block: Any = None) -> Any:
        new = method(held, *args) if block is None else method(held, *args, block=block)
        same = nil_if_same and new == held
        held.clear()
        held.update(new)
        return None if same else held

    return change


def fetch(held: Hash, key: Any, default: Any = MISSING, block: Any = None) -> Any:
    """`fetch`."""
    found = held.get(as_key(key), MISSING)
    if found is not MISSING:
        return found
    if block is not None:
        return block.one(key)
    if default is not MISSING:
        return default
    raise RubyError("KeyError", f"key not found: {inspect(key)}")


def dig(held: Hash, key: Any, *more: Any) -> Any:
    """`dig`."""
    from pipeline.ruby.methods.objects import dig_on

    return dig_on(at(held, key), more)


def delete(held: Hash, key: Any, block: Any = None) -> Any:
    """`delete`."""
    found = held.pop(as_key(key), MISSING)
    if found is not MISSING:
        return found
    return None if block is None else block.one(key)


def as_hash(value: Any) -> Hash:
    """A hash that a method wants."""
    if isinstance(value, dict):
        return value
    raise RubyError("TypeError", f"no implicit conversion of {described(value)} into Hash")


def merge(held: Hash, *others: Any, block: Any = None) -> Hash:
    """`merge`; a block decides about keys of both."""
    made: Hash = RubyHash(held, held.default, held.make) if isinstance(held, RubyHash) else dict(held)
    for other in others:
        for key, value in as_hash(other).items():
            made[key] = block.run(key, made[key], value) if block is not None and key in made else value
    spend(len(made))
    return made


def transform_values(held: Hash, block: Any) -> Hash:
    """`transform_values`."""
    run = block.one
    spend(len(held))
    return {key: run(value) for key, value in list(held.items())}


def transform_keys(held: Hash, names: Any = None, block: Any = None) -> Hash:
    """`transform_keys`, by a block or a hash."""
    spend(len(held))
    change = block.one if block is not None else shown_key
    return {
        as_key(names[key] if names is not None and key in names else change(shown_key(key))): value
        for key, value in list(held.items())
    }


def to_hash(held: Hash, block: Any = None) -> Hash:
    """`to_h`."""
    return held if block is None else ENUMERABLE["to_h"](mapped_pairs(held, block))


def some(held: Hash, pattern: Any = MISSING, block: Any = None) -> bool:
    """`any?`."""
    if block is None:
        return bool(held) if pattern is MISSING else bool(ENUMERABLE["any?"](pairs(held), pattern))
    return any(map(truthy, mapped_pairs(held, block)))


def every(held: Hash, pattern: Any = MISSING, block: Any = None) -> bool:
    """`all?`."""
    return True if block is None else all(map(truthy, mapped_pairs(held, block)))


def counted(held: Hash, value: Any = MISSING, block: Any = None) -> int:
    """`count`."""
    return len(held) if block is None else sum(map(truthy, mapped_pairs(held, block)))


def found_pair(held: Hash, block: Any) -> Any:
    """`find`."""
    run = block.pair
    return next(
        ([shown_key(key), value] for key, value in list(held.items()) if truthy(run(shown_key(key), value))), None
    )


def summed(held: Hash, start: Any = 0, block: Any = None) -> Any:
    """`sum`."""
    return ENUMERABLE["sum"](pairs(held) if block is None else mapped_pairs(held, block), start)


def key_of(held: Hash, value: Any) -> Any:
    """`key`."""
    return next((shown_key(key) for key, item in held.items() if equal(item, value)), None)


def only(held: Hash, *keys: Any) -> Hash:
    """`slice`."""
    wanted = [as_key(key) for key in keys]
    return {key: held[key] for key in wanted if key in held}


def without(held: Hash, *keys: Any) -> Hash:
    """`except`."""
    gone = {as_key(key) for key in keys}
    return {key: value for key, value in held.items() if key not in gone}


def shift(held: Hash) -> Any:
    """`shift`."""
    if not held:
        return None
    key = next(iter(held))
    return [shown_key(key), held.pop(key)]


def clear(held: Hash) -> Hash:
    """`clear`."""
    held.clear()
    return held


def set_default(held: Hash, value: Any) -> Any:
    """`default=`."""
    if not isinstance(held, RubyHash):
        raise RubyError("NotImplementedError", "a default needs a hash made by Hash.new")
    held.default = value
    return value


def compact(held: Hash) -> Hash:
    """`compact`."""
    return {key: value for key, value in held.items() if value is not None}


def has_key(held: Hash, key: Any) -> bool:
    """`key?`."""
    return (key if type(key) is str else as_key(key)) in held


def on_pairs(method: Method) -> Method:
    """A method of Enumerable on the pairs of a hash."""

    def run(held: Hash, *args: Any, block: Any = None) -> Any:
        return method(pairs(held), *args) if block is None else method(pairs(held), *args, block=block)

    run.__signature__ = signature(method)  # type: ignore[attr-defined]
    return run


def signature(method: Method) -> Any:
    """What a method takes, for the one that wraps it."""
    import inspect as python

    return python.signature(method)


def partition(held: Hash, block: Any) -> list[Any]:
    """`partition`."""
    answers = mapped_pairs(held, block)
    entries = pairs(held)
    both = Block(lambda at: answers[at], 1)
    yes = select(list(range(len(entries))), both)
    return [[entries[at] for at in yes], [entry for at, entry in enumerate(entries) if at not in set(yes)]]


HASH: dict[str, Method] = {
    "[]": at,
    "[]=": put,
    "store": put,
    "each": each_pair,
    "each_pair": each_pair,
    "each_key": each_key,
    "each_value": each_value,
    "map": mapped_pairs,
    "collect": mapped_pairs,
    "select": kept(True),
    "filter": kept(True),
    "reject": kept(False),
    "select!": changed(kept(True), nil_if_same=True),
    "filter!": changed(kept(True), nil_if_same=True),
    "keep_if": changed(kept(True), nil_if_same=False),
    "reject!": changed(kept(False), nil_if_same=True),
    "delete_if": changed(kept(False), nil_if_same=False),
    "find": found_pair,
    "detect": found_pair,
    "partition": partition,
    "any?": some,
    "all?": every,
    "none?": lambda held, pattern=MISSING, block=None: not some(held, pattern, block),
    "count": counted,
    "sum": summed,
    "fetch": fetch,
    "dig": dig,
    "delete": delete,
    "merge": merge,
    "merge!": changed(merge, nil_if_same=False),
    "update": changed(merge, nil_if_same=False),
    "replace": changed(lambda held, other: dict(as_hash(other)), nil_if_same=False),
    "transform_values": transform_values,
    "transform_values!": changed(transform_values, nil_if_same=False),
    "transform_keys": transform_keys,
    "transform_keys!": changed(transform_keys, nil_if_same=False),
    "to_h": to_hash,
    "to_hash": lambda held: held,
    "to_a": pairs,
    "keys": lambda held: [shown_key(key) for key in held],
    "values": lambda held: list(held.values()),
    "values_at": lambda held, *keys: [at(held, key) for key in keys],
    "fetch_values": lambda held, *keys: [fetch(held, key) for key in keys],
    "key": key_of,
    "key?": has_key,
    "has_key?": has_key,
    "include?": has_key,
    "member?": has_key,
    "value?": lambda held, value: any(equal(item, value) for item in held.values()),
    "has_value?": lambda held, value: any(equal(item, value) for item in held.values()),
    "length": len,
    "size": len,
    "empty?": lambda held: not held,
    "invert": lambda held: {as_key(value): shown_key(key) for key, value in held.items()},
    "slice": only,
    "except": without,
    "compact": compact,
    "compact!": changed(compact, nil_if_same=True),
    "shift": shift,
    "clear": clear,
    "default=": set_default,
    "default": lambda held: getattr(held, "default", None),
    "assoc": lambda held, key: [key, at(held, key)] if has_key(held, key) else None,
}
KINDS = (dict, RubyHash)
register(KINDS, {name: on_pairs(method) for name, method in ENUMERABLE.items()})
register(KINDS, HASH)
