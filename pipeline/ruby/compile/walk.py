"""Looking through trees."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from pipeline.ruby.nodes import Block, Call, Def, Jump, Node, While


def children(node: Any) -> Iterator[Any]:
    """What a node holds."""
    if isinstance(node, list | tuple):
        for item in node:
            if isinstance(item, Node):
                yield item
            else:
                yield from children(item)
        return
    if hasattr(node, "__dataclass_fields__"):
        for one in fields(node):
            value = getattr(node, one.name, None)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, list | tuple) or hasattr(value, "__dataclass_fields__"):
                yield from children(value)


def walk(node: Any, into: Callable[[Node], bool] = lambda node: True) -> Iterator[Node]:
    """A node and all in it; what is in those that `into` refuses is passed over."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Node):
            yield one
            if one is not node and not into(one):
                continue
        waiting += children(one)


def has_break(body: Node) -> bool:
    """Whether a `break` leaves this body: those in loops and blocks inside it have their own."""
    return any(
        isinstance(one, Jump) and one.word == "break"
        for one in walk(body, lambda node: not isinstance(node, While | Block | Def))
    )


def makes_closures(body: Node) -> bool:
    """Whether something in a body may keep its variables: a lambda, a proc, a default of a hash."""
    return any(
        (isinstance(one, Block) and one.is_lambda)
        or isinstance(one, Def)
        or (
            isinstance(one, Call)
            and one.name in ("lambda", "proc", "new", "define_method")
            and isinstance(one.block, Block)
        )
        for one in walk(body)
    )
