"""How much work a pattern may make of a text that almost matches it.

Both engines try again at every place where they had a choice.  A repeat inside a repeat over the same characters, as in
`(a+)+`, doubles the work with each further character; repeats that stand behind one another multiply the length of the
text by itself.
"""

from collections.abc import Iterator

from pipeline.rubyregex.charsets import ALL, Ranges, disjoint, union
from pipeline.rubyregex.nodes import (
    AnyCharacter,
    Assertion,
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
LINE: Ranges = ((0, 9), (11, 0x10FFFF))
NO_WORD: Ranges = ((0, 47), (58, 64), (91, 94), (96, 96), (123, 0x10FFFF))  # what is in no ASCII word
MANY = 20  # a repeat of so many times counts as one without end


def is_explosive(node: Node) -> bool:
    """Whether the work may double with each character: a repeat in which the same text can be cut in several ways."""
    if isinstance(node, Repeat) and is_long(node) and node.mode != "possessive" and is_ambiguous(node.body):
        return True
    if isinstance(node, Call):
        return True
    return any(is_explosive(child) for child in children(node))


def degree(node: Node) -> int:
    """The power of the text's length that bounds the work of a pattern which is not explosive.

    The places where a search may start count one, and so does each repeat that can end in several places.
    """
    has_repeat = any(isinstance(part, Repeat) and is_long(part) for part in parts_of(node))
    return (not starts_a_line(node)) + max(_choices(node, ()), has_repeat)


def starts_a_line(node: Node) -> bool:
    """Whether a pattern can match at the start of the text or of a line only."""
    if isinstance(node, Choice):
        return all(starts_a_line(option) for option in node.options)
    if isinstance(node, Sequence):
        return bool(node.items) and starts_a_line(node.items[0])
    if isinstance(node, Group | Cased):
        return starts_a_line(node.body)
    return isinstance(node, Assertion) and node.kind in "^A"


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


def is_long(node: Repeat) -> bool:
    """Whether it may take any number of rounds, as far as work goes."""
    return node.high is None or node.high > MANY


def is_ambiguous(body: Node) -> bool:
    """Whether the body of a repeat, repeated, can take the same text in different numbers of rounds."""
    if isinstance(body, Group) and body.atomic:
        return False
    if isinstance(body, Group | Cased):
        return is_ambiguous(body.body)
    if isinstance(body, Choice):
        return _overlap(body.options) or any(is_ambiguous(option) for option in body.options)
    if isinstance(body, Repeat):
        return (body.high is None or body.low != body.high) and body.mode != "possessive"
    if not isinstance(body, Sequence):
        return False
    return any(_is_loose(body.items, position) for position in range(len(body.items)))


def _is_loose(items: tuple[Node, ...], position: int) -> bool:
    """Whether an item of varying length has no neighbour, in its own round or the next, that marks where it ends."""
    item = items[position]
    low, high = width(item)
    if low == high or _gives_nothing_back(item) or _ends_with_its_word(items, position):
        return False
    taken = characters_of(item)
    around = [*items[position + 1 :], *items[:position]]
    for neighbour in around:
        if width(neighbour)[0] and disjoint(first_of(neighbour), taken):
            return False
        if not disjoint(characters_of(neighbour), taken):
            return True
    return True


def _gives_nothing_back(node: Node) -> bool:
    return (isinstance(node, Group) and node.atomic) or (isinstance(node, Repeat) and node.mode == "possessive")


def _ends_with_its_word(items: tuple[Node, ...], position: int) -> bool:
    r"""Whether it takes letters of words only, up to a `\b`: inside the word it can't end."""
    item = items[position]
    behind = items[position + 1] if position + 1 < len(items) else None
    while isinstance(item, Group | Cased):
        item = item.body
    if isinstance(item, Sequence) and item.items:
        item, behind = Sequence(item.items[:-1]), item.items[-1]
    at_boundary = isinstance(behind, Assertion) and behind.kind in ("b", "ba")
    return at_boundary and disjoint(characters_of(item), NO_WORD)


def _overlap(options: tuple[Node, ...]) -> bool:
    """Whether two alternatives can take the same text, or one of them the start of what another takes."""
    return any(_alike(one, two) for index, one in enumerate(options) for two in options[:index])


def _alike(one: Node, two: Node) -> bool:
    first, second = _letters(one), _letters(two)
    if first is None or second is None:
        return not disjoint(first_of(one), first_of(two))
    return not any(disjoint(left, right) for left, right in zip(first, second, strict=False))


def _letters(node: Node) -> list[Ranges] | None:
    """What each character of a text may be that the node takes; None where it is more than a row of characters."""
    items = node.items if isinstance(node, Sequence) else (node,)
    if all(isinstance(item, Character | OneOfThem | AnyCharacter) for item in items):
        return [characters_of(item) for item in items]
    return None


def characters_of(node: Node) -> Ranges:
    """Every character that a node may take."""
    if isinstance(node, Character):
        return ((node.code, node.code),)
    if isinstance(node, OneOfThem):
        known = node.characters.known()
        return EVERYTHING if known is None or node.ignore_case else known
    if isinstance(node, AnyCharacter):
        return EVERYTHING if node.line_ends else LINE
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
    if not is_long(node) or node.mode == "possessive" or not after or inside:
        return inside
    taken = characters_of(node.body)
    if width(Sequence(after))[0]:
        return 0 if disjoint(first_of(Sequence(after)), taken) else 1
    only_ends = all(isinstance(item, Assertion) and item.kind == "$" for item in after)
    return 0 if taken == LINE and only_ends else 1
