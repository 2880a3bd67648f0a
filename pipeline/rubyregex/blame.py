"""Which part of a pattern may explode, for those who wrote it.

`danger` errs on the side of caution, as a time limit hurts nobody.  A warning must not cry wolf: here only a repeat
counts behind which something may fail to match, since the engine tries other ways through it only then.
"""

from collections.abc import Iterator

from pipeline.rubyregex.danger import children, is_ambiguous, is_long, parts_of
from pipeline.rubyregex.nodes import (
    AnyCharacter,
    Assertion,
    Cased,
    Choice,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
    width,
)


def explosive_repeats(node: Node, *, more: bool = False) -> Iterator[Repeat]:
    """The repeats that may double the work with each character; `more` says that something must match behind `node`."""
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from explosive_repeats(item, more=more or _may_fail(node.items[index + 1 :]))
    elif isinstance(node, Group | Look):
        inside = more and isinstance(node, Group) and not node.atomic  # nothing that was taken is given back
        yield from explosive_repeats(node.body, more=inside)
    elif isinstance(node, Repeat):
        again = node.mode != "possessive" and more
        if again and is_long(node) and is_ambiguous(node.body) and not _looks_around(node):
            yield node
        else:
            yield from explosive_repeats(node.body, more=again or node.low > 1)
    else:
        for child in children(node):
            yield from explosive_repeats(child, more=more)


def _looks_around(node: Node) -> bool:
    """Whether it looks ahead or behind, which may well mark where each round ends."""
    return any(isinstance(part, Look) for part in parts_of(node))


def _may_fail(items: tuple[Node, ...]) -> bool:
    """Whether a row of things may fail to match; what may match nothing, and `.*$`, always does."""
    if len(items) > 1 and _takes_the_rest(items[-2]) and isinstance(items[-1], Assertion) and items[-1].kind in "$zZ":
        items = items[:-2]
    return any(not _always_matches(item) for item in items)


def _takes_the_rest(node: Node) -> bool:
    while isinstance(node, Group | Cased):
        node = node.body
    return isinstance(node, Repeat) and isinstance(node.body, AnyCharacter) and (node.low, node.high) == (0, None)


def _always_matches(node: Node) -> bool:
    if isinstance(node, Repeat):
        return node.low == 0 or _always_matches(node.body)
    if isinstance(node, Sequence):
        return all(_always_matches(item) for item in node.items)
    if isinstance(node, Choice):
        return any(_always_matches(option) for option in node.options)
    if isinstance(node, Group | Cased):
        return _always_matches(node.body)
    return width(node) == (0, 0) and not isinstance(node, Assertion | Look)


HINTS = (
    "let a text fit in one way only: end each round in a character that nothing else in it takes, as in (\\w+,)*",
    "or let nothing be given back: (?>...) around all that repeats",
)


def blame(part: str) -> str:
    """What a warning says of an explosive part of a pattern; HINTS are what helps."""
    shown = part if len(part) <= MOST_SHOWN else f"{part[: MOST_SHOWN - 3]}..."
    return f'the work of "{shown}" may double with each character of a text that almost matches'


MOST_SHOWN = 60  # characters
