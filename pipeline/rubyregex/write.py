"""Nodes to a pattern for Python: one text that `re` and the `regex` package (by its version 1 rules) read alike."""

import itertools

from pipeline.rubyregex.charsets import Characters, Ranges
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
    Special,
    width,
)

WORD = "[0-9A-Z_a-z]"
ASSERTIONS = {
    "$": "(?m:$)",
    "A": r"\A",
    "z": r"\Z",
    "Z": r"(?=\n?\Z)",
    "b": r"\b",
    "B": r"\B",
    "G": r"\G",
    "ba": f"(?:(?<={WORD})(?!{WORD})|(?<!{WORD})(?={WORD}))",
    "Ba": f"(?:(?<={WORD})(?={WORD})|(?<!{WORD})(?!{WORD}))",
}
SPECIAL = {"R": r"(?>\r\n|[\n-\r\x85\u2028\u2029])", "X": r"\X", "K": r"\K"}
MARKS = {"greedy": "", "lazy": "?", "possessive": "+"}
LETTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")


class PatternWriter:
    """Writes one pattern; afterwards `needs_regex` tells whether `re` lacks something that it uses."""

    def __init__(self, names: dict[str, list[int]]) -> None:
        self.needs_regex = False
        self._names = names
        self._ignoring_case = False

    def write(self, node: Node) -> str:
        """The pattern, as an item that a quantifier may follow only inside `(?:...)`, see `_repeat`."""
        if isinstance(node, Character):
            return letter(node.code)
        if isinstance(node, AnyCharacter):
            return "(?s:.)" if node.line_ends else "."
        if isinstance(node, OneOfThem):
            return self._one_of(node)
        if isinstance(node, Sequence):
            return "".join(self._in_sequence(node, position) for position in range(len(node.items)))
        if isinstance(node, Choice):
            return f"(?:{self._inside(node)})"
        return str(getattr(self, f"_{type(node).__name__.lower()}")(node))

    def _inside(self, node: Node) -> str:
        """What stands between parentheses that are there anyway."""
        return "|".join(map(self.write, node.options)) if isinstance(node, Choice) else self.write(node)

    def _in_sequence(self, node: Sequence, position: int) -> str:
        item = node.items[position]
        if isinstance(item, Assertion) and item.kind == "^" and width(Sequence(node.items[position + 1 :]))[0]:
            return "(?m:^)"
        return self.write(item)

    def _assertion(self, node: Assertion) -> str:
        r"""`^` is no line start behind the last line end; that matters only where nothing has to follow it."""
        if node.kind == "^":
            return r"(?:\A|(?<=\n)(?!\Z))"
        self.needs_regex |= node.kind in "bBG"
        return ASSERTIONS[node.kind]

    def _special(self, node: Special) -> str:
        self.needs_regex = True
        return SPECIAL[node.kind]

    def _group(self, node: Group) -> str:
        self.needs_regex |= node.atomic
        opening = "(?>" if node.atomic else "(?:" if node.number is None else "("
        return f"{opening}{self._inside(node.body)})"

    def _cased(self, node: Cased) -> str:
        self.needs_regex |= node.ignore
        outer, self._ignoring_case = self._ignoring_case, node.ignore
        body = self._inside(node.body)
        self._ignoring_case = outer
        return f"(?{'i' if node.ignore else '-i'}:{body})"

    def _look(self, node: Look) -> str:
        return f"(?{'<' if node.behind else ''}{'!' if node.negated else '='}{self._inside(node.body)})"

    def _repeat(self, node: Repeat) -> str:
        self.needs_regex |= node.mode == "possessive"
        body = self.write(node.body)
        if not isinstance(node.body, Character | AnyCharacter | OneOfThem | Group | Choice | Cased):
            body = f"(?:{body})"
        return f"{body}{_quantifier(node.low, node.high)}{MARKS[node.mode]}"

    def _backreference(self, node: Backreference) -> str:
        options = [rf"\{number}" for number in reversed(node.numbers)]
        return f"(?:{'|'.join(options)})"

    def _call(self, node: Call) -> str:
        self.needs_regex = True
        number = self._names[node.target][-1] if node.target in self._names else int(node.target)
        return f"(?{number})" if number else "(?R)"

    def _conditional(self, node: Conditional) -> str:
        return f"(?({node.number}){self.write(node.yes)}|{self.write(node.no)})"

    def _one_of(self, node: OneOfThem) -> str:
        known = node.characters.known()
        text = character_class(known) if known is not None else self._set(node.characters)
        return f"(?-i:{text})" if self._ignoring_case and not node.ignore_case else text

    def _set(self, characters: Characters) -> str:
        """A class in the notation of `regex`: nested, with properties, and cut by `&&`."""
        self.needs_regex = True
        parts = [*map(_range, characters.ranges), *characters.properties, *map(self._set, characters.sets)]
        inner = "".join(parts) or EMPTY_CLASS[1:-1]
        if characters.within:
            inner = "&&".join([f"[{inner}]", *map(self._set, characters.within)])
        return f"[{'^' if characters.negated else ''}{inner}]"


EMPTY_CLASS = r"[^\x00-\U0010ffff]"


def character_class(ranges: Ranges) -> str:
    """A class that holds just these code points; written the shorter way round."""
    if not ranges:
        return r"(?!)"
    if ranges == ((0, 0x10FFFF),):
        return "(?s:.)"
    negated = ranges[0][0] == 0 and ranges[-1][1] == 0x10FFFF
    if not negated:
        return "[" + "".join(map(_range, ranges)) + "]"
    gaps = tuple((left[1] + 1, right[0] - 1) for left, right in itertools.pairwise(ranges))
    return "[^" + "".join(map(_range, gaps)) + "]"


def _range(pair: tuple[int, int]) -> str:
    low, high = pair
    return letter(low) if low == high else f"{letter(low)}-{letter(high)}"


def letter(code: int) -> str:
    """One character, escaped so that both engines take it for itself, in and out of classes."""
    text = chr(code)
    if text in LETTERS or (code > 0xA0 and text.isalnum()):
        return text
    if 0x20 < code < 0x7F:
        return "\\" + text
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _quantifier(low: int, high: int | None) -> str:
    simple = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((low, high))
    if simple:
        return simple
    return f"{{{low}}}" if low == high else f"{{{low},{'' if high is None else high}}}"
