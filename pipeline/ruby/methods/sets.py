"""Set, and digests that are fed piece by piece."""

import base64
import hashlib
from typing import Any

from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.methods.enumerables import ENUMERABLE, as_list
from pipeline.ruby.methods.hashes import shown_key
from pipeline.ruby.methods.iteration import on_items
from pipeline.ruby.methods.strings import data
from pipeline.ruby.operators import implicit_text
from pipeline.ruby.packing import text
from pipeline.ruby.run import spend
from pipeline.ruby.show import CLASS_NAMES, INSPECT, SHOW, inspect
from pipeline.ruby.values import as_key


class RubySet(dict[Any, None]):
    """A Set: the keys of a dict, in the order in which they came."""

    __slots__ = ()


def made(items: Any = None, block: Any = None) -> RubySet:
    """`Set.new`."""
    found = [] if items is None else as_list(items)
    return RubySet((as_key(item if block is None else block.one(item)), None) for item in found)


def items_of(held: RubySet) -> list[Any]:
    """The items as a list."""
    return [shown_key(item) for item in held]


def add(held: RubySet, item: Any) -> RubySet:
    """`add`."""
    spend(1)
    held[as_key(item)] = None
    return held


def add_new(held: RubySet, item: Any) -> RubySet | None:
    """`add?`: nil where it is there already."""
    return None if as_key(item) in held else add(held, item)


def delete(held: RubySet, item: Any) -> RubySet:
    """`delete`."""
    held.pop(as_key(item), None)
    return held


def merge(held: RubySet, *others: Any) -> RubySet:
    """`merge`."""
    for other in others:
        held.update(made(other))
    return held


def shown(held: RubySet) -> str:
    """`inspect`."""
    return f"#<Set: {{{', '.join(map(inspect, items_of(held)))}}}>"


def each(held: RubySet, block: Any = None) -> Any:
    """`each`."""
    found = ENUMERABLE["each"](items_of(held), block)
    return found if block is None else held


SET: dict[str, Method] = {
    "each": each,
    "add": add,
    "<<": add,
    "add?": add_new,
    "delete": delete,
    "merge": merge,
    "include?": lambda held, item: as_key(item) in held,
    "member?": lambda held, item: as_key(item) in held,
    "===": lambda held, item: as_key(item) in held,
    "length": len,
    "size": len,
    "empty?": lambda held: not held,
    "to_a": items_of,
    "to_set": lambda held: held,
    "|": lambda held, other: RubySet({**held, **made(other)}),
    "+": lambda held, other: RubySet({**held, **made(other)}),
    "&": lambda held, other: RubySet({item: None for item in made(other) if item in held}),
    "-": lambda held, other: RubySet({item: None for item in held if item not in made(other)}),
    "subset?": lambda held, other: all(item in other for item in held),
    "superset?": lambda held, other: all(item in held for item in other),
    "disjoint?": lambda held, other: not any(item in held for item in made(other)),
    "intersect?": lambda held, other: any(item in held for item in made(other)),
    "==": lambda held, other: isinstance(other, RubySet) and set(held) == set(other),
    "dup": RubySet,
}
NAMELESS = (
    "nil?",
    "is_a?",
    "kind_of?",
    "respond_to?",
    "class",
    "to_s",
    "inspect",
    "freeze",
    "frozen?",
    "tap",
    "then",
    "!",
)


class Digest:
    """A digest at work."""

    __slots__ = ("state",)

    def __init__(self, name: str) -> None:
        self.state = hashlib.new(name, usedforsecurity=False)


def feed(digest: Digest, value: Any) -> Digest:
    """`update`."""
    digest.state.update(data(implicit_text(value)))
    return digest


def result(digest: Digest, value: Any = None) -> bytes:
    """The digest of what was fed, or of one text."""
    return hashlib.new(digest.state.name, data(value)).digest() if value is not None else digest.state.digest()


DIGEST: dict[str, Method] = {
    "update": feed,
    "<<": feed,
    "hexdigest": lambda digest, value=None: result(digest, value).hex(),
    "to_s": lambda digest: digest.state.hexdigest(),
    "digest": lambda digest, value=None: text(result(digest, value)),
    "base64digest": lambda digest, value=None: base64.b64encode(result(digest, value)).decode(),
}


def adopt(kind: type) -> None:
    """Give a type what every value has."""
    from pipeline.ruby.methods.objects import OBJECT

    register([kind], OBJECT, override=False)


register([RubySet], {name: on_items(method, items_of) for name, method in ENUMERABLE.items()})
register([RubySet], SET)
register([Digest], DIGEST)
register([list, tuple], {"to_set": made})
for adopted in (RubySet, Digest):
    adopt(adopted)
CLASS_NAMES.update({RubySet: "Set", Digest: "Digest::Base"})
SHOW[RubySet] = INSPECT[RubySet] = shown
