"""How much work a pattern may make of a text that almost matches it.

Both engines try again at every place where they had a choice.  A repeat inside a repeat over the same characters, as in
`(a+)+`, doubles the work with each further character; repeats that stand behind one another multiply the length of the
text by itself.
"""

from collections.abc import Iterator

from pipeline.rubyregex.charsets import ALL, Ranges, disjoint, union
from pipeline.rubyregex.nodes import (
    AnyCharacter,
    Backreference,
    Call,
    Cased,
    Character,
    Choice,
    Conditional,
    Group,
    Look,
    Node,
    OneOfThem,
    Repeat,
    Sequence,
    width,
)

EVERYTHING: Ranges = ALL.ranges
MANY = 20  # a repeat of so many times counts as one without end


def is_explosive(node: Node) -> bool:
    """Whether the work may double with each character: a repeat in which the same text can be cut in several ways."""
    if isinstance(node, Repeat) and _is_long(node) and node.mode != "possessive" and _is_ambiguous(node.body):
        return True
    if isinstance(node, Call):
        return True
    return any(is_explosive(child) for child in children(node))


def degree(node: Node) -> int:
    """The power of the text's length that bounds the work of a pattern which is not explosive; searching alone is 1."""
    return 1 + _choices(node, ())


def children(node: Node) -> tuple[Node, ...]:
    """What stands directly inside a node."""
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Choice):
        return node.options
    if isinstance(node, Conditional):
        return node.yes, node.no
    return (node.body,) if isinstance(node, Group | Cased | Look | Repeat) else ()


def parts_of(node: Node) -> Iterator[Node]:
    """A node and everything inside it."""
    yield node
    for child in children(node):
        yield from parts_of(child)


def _is_long(node: Repeat) -> bool:
    return node.high is None or node.high > MANY


def _is_ambiguous(body: Node) -> bool:
    """Whether the body of a repeat, repeated, can take the same text in different numbers of rounds."""
    if isinstance(body, Group) and body.atomic:
        return False
    if isinstance(body, Group | Cased):
        return _is_ambiguous(body.body)
    if isinstance(body, Choice):
        return _overlap(body.options) or any(_is_ambiguous(option) for option in body.options)
    if isinstance(body, Repeat):
        return (body.high is None or body.low != body.high) and body.mode != "possessive"
    if not isinstance(body, Sequence):
        return False
    return any(_is_loose(body.items, position) for position in range(len(body.items)))


def _is_loose(items: tuple[Node, ...], position: int) -> bool:
    """Whether an item of varying length has no neighbour, in its own round or the next, that marks where it ends."""
    item = items[position]
    low, high = width(item)
    if low == high:
        return False
    taken = characters_of(item)
    around = [*items[position + 1 :], *items[:position]]
    for neighbour in around:
        if width(neighbour)[0] and disjoint(first_of(neighbour), taken):
            return False
        if not disjoint(characters_of(neighbour), taken):
            return True
    return True


def _overlap(options: tuple[Node, ...]) -> bool:
    """Whether two alternatives can begin alike while one of them varies in length."""
    if all(width(option)[0] == width(option)[1] for option in options):
        return len({width(option)[0] for option in options}) > 1 and _meet(options)
    return _meet(options)


def _meet(options: tuple[Node, ...]) -> bool:
    firsts = [first_of(option) for option in options]
    return any(not disjoint(one, two) for index, one in enumerate(firsts) for two in firsts[:index])


def characters_of(node: Node) -> Ranges:
    """Every character that a node may take."""
    if isinstance(node, Character):
        return ((node.code, node.code),)
    if isinstance(node, OneOfThem):
        known = node.characters.known()
        return EVERYTHING if known is None or node.ignore_case else known
    if isinstance(node, AnyCharacter):
        return EVERYTHING if node.line_ends else ((0, 9), (11, 0x10FFFF))
    if isinstance(node, Sequence | Choice | Group | Cased | Repeat | Conditional):
        return union([pair for child in children(node) for pair in characters_of(child)])
    return EVERYTHING if isinstance(node, Backreference | Call) or width(node)[1] != 0 else ()


def first_of(node: Node) -> Ranges:
    """The characters with which a node may begin."""
    if isinstance(node, Sequence):
        found: list[tuple[int, int]] = []
        for item in node.items:
            found += first_of(item)
            if width(item)[0]:
                break
        return union(found)
    if isinstance(node, Choice):
        return union([pair for option in node.options for pair in first_of(option)])
    return first_of(node.body) if isinstance(node, Group | Cased | Repeat) else characters_of(node)


def _choices(node: Node, after: tuple[Node, ...]) -> int:
    """How many repeats of a node can end in several places with `after` still to be matched."""
    if isinstance(node, Sequence):
        return sum(_choices(item, (*node.items[index + 1 :], *after)) for index, item in enumerate(node.items))
    if isinstance(node, Choice | Conditional):
        return max(_choices(option, after) for option in children(node))
    if isinstance(node, Group | Cased | Look):
        return 0 if isinstance(node, Group) and node.atomic else _choices(node.body, after)
    if not isinstance(node, Repeat):
        return 0
    inside = _choices(node.body, after)
    if not _is_long(node) or node.mode == "possessive" or not after or inside:
        return inside
    follows = first_of(Sequence(after))
    return 0 if width(Sequence(after))[0] and disjoint(follows, characters_of(node.body)) else 1
