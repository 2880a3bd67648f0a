"""Reading a Ruby pattern: text to nodes, with Ruby's own idea of what is a quantifier, a reference or a letter."""

import re
from dataclasses import dataclass, replace

from pipeline.rubyregex.classes import ClassReader, letter_set, property_set
from pipeline.rubyregex.escapes import read_escape
from pipeline.rubyregex.nodes import (
    EMPTY,
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
    Mode,
    Node,
    OneOfThem,
    Repeat,
    RubyRegexError,
    Sequence,
    Special,
    width,
)

INTERVAL = re.compile(r"\{(?:(?P<low>\d+)(?P<comma>,(?P<high>\d*))?|,(?P<most>\d+))\}", re.ASCII)
MOST_REPEATS = 100_000
OPTIONS = re.compile(r"([imxadu]*)(?:-([imx]*))?([:)])")
LOOKS = {"?=": (False, False), "?!": (False, True), "?<=": (True, False), "?<!": (True, True)}
NAMES = re.compile(r"\?(?:<([^>]*)>|'([^']*)')")
REFERENCE = re.compile(r"\\[kg](?:<([^>]*)>|'([^']*)')")
CONDITION = re.compile(r"\?\((?:(\d+)|<([^>]+)>|'([^']+)')\)")
NUMBER = re.compile(r"[+-]?\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Modes:
    """What (?imxadu) switches."""

    ignore_case: bool = False
    dot_all: bool = False
    extended: bool = False
    ascii_only: bool = False
    unicode: bool = False


class Parser:
    """Reads one pattern; afterwards `names` tells the numbers of each named group and `groups` how many there are."""

    def __init__(self, text: str, modes: Modes, *, named_only: bool = False) -> None:
        self.text = text
        self.position = 0
        self.modes = modes
        self.named_only = named_only  # with a named group in it, plain parentheses capture nothing
        self.groups = 0
        self.names: dict[str, list[int]] = {}
        self.calls: list[str] = []  # the groups that must be there in the end

    def parse(self) -> Node:
        """The whole pattern; RubyRegexError says what is wrong with it."""
        node = self._choice()
        if self.position < len(self.text):
            raise RubyRegexError('")" closes nothing')
        for target in self.calls:
            if target not in self.names and not (NUMBER.fullmatch(target) and 0 <= int(target) <= self.groups):
                raise RubyRegexError(f'there is no group "{target}"')
        return Cased(node, True) if self.modes.ignore_case else node

    def _choice(self) -> Node:
        """Alternatives, up to the parenthesis that closes the group or to the end."""
        options = [self._sequence()]
        while self._eat("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Node:
        items: list[Node] = []
        while True:
            self._skip()
            if self.position >= len(self.text) or self.text[self.position] in "|)":
                return items[0] if len(items) == 1 else Sequence(tuple(items))
            start = self.position
            atoms = self._atom()
            items += atoms[:-1]
            if atoms:
                items.append(self._quantified(atoms[-1], start))

    def _eat(self, text: str) -> bool:
        if self.text.startswith(text, self.position):
            self.position += len(text)
            return True
        return False

    def _skip(self) -> None:
        """Comments, and under (?x) blanks."""
        while True:
            if self.text.startswith("(?#", self.position):
                end = self.text.find(")", self.position)
                if end < 0:
                    raise RubyRegexError('a comment is not closed, ")" is missing')
                self.position = end + 1
            elif self.modes.extended and self.text[self.position : self.position + 1] in (*" \t\n\r\f\v",):
                self.position += 1
            elif self.modes.extended and self.text.startswith("#", self.position):
                end = self.text.find("\n", self.position)
                self.position = len(self.text) if end < 0 else end
            else:
                return

    # --- quantifiers

    def _quantified(self, node: Node, start: int) -> Node:
        while True:
            self._skip()
            letter = self.text[self.position : self.position + 1]
            if letter and letter in "*+?":
                self.position += 1
                mode: Mode = "lazy" if self._eat("?") else "possessive" if self._eat("+") else "greedy"
                high = 1 if letter == "?" else None
                node = Repeat(node, int(letter == "+"), high, mode, (start, self.position))
                continue
            found = INTERVAL.match(self.text, self.position) if letter == "{" else None
            if found is None:
                return node
            self.position = found.end()
            node = self._interval(node, found, start)

    def _interval(self, node: Node, found: re.Match[str], start: int) -> Node:
        """`{2}?` is "twice or not at all", and `{1,2}+` repeats again: only the other intervals have a lazy form."""
        low = int(found["low"] or 0)
        exact = found["most"] is None and not found["comma"]
        digits = found["most"] or found["high"]
        high = low if exact else int(digits) if digits else None
        if max(low, high or 0) > MOST_REPEATS:
            raise RubyRegexError(f"a repeat of more than {MOST_REPEATS} times")
        if high is not None and high < low:
            raise RubyRegexError(f'"{found[0]}" has its larger number first')
        mode: Mode = "lazy" if not exact and self._eat("?") else "greedy"
        return Repeat(node, low, high, mode, (start, self.position))

    # --- atoms

    def _atom(self) -> list[Node]:
        letter = self.text[self.position]
        if letter in "*+?" or (letter == "{" and INTERVAL.match(self.text, self.position)):
            raise RubyRegexError(f'"{letter}" has nothing before it to repeat')
        if letter == "(":
            return self._group()
        if letter == "\\":
            return self._escape()
        self.position += 1
        if letter == "[":
            reader = ClassReader(self.text, self.position, ascii_only=self.modes.ascii_only, unicode=self.modes.unicode)
            characters = reader.read()
            self.position = reader.position
            return [OneOfThem(characters, self.modes.ignore_case)]
        if letter == ".":
            return [AnyCharacter(self.modes.dot_all)]
        return [Assertion(letter)] if letter in "^$" else [Character(ord(letter))]

    def _escape(self) -> list[Node]:
        letter = self.text[self.position + 1 : self.position + 2]
        if letter and letter in "AzZGbB":
            self.position += 2
            return [Assertion(letter + "a" if letter in "bB" and self.modes.ascii_only else letter)]
        if letter and letter in "dDwWsShH":
            self.position += 2
            return [OneOfThem(letter_set(letter, unicode=self.modes.unicode), False)]
        if letter and letter in "RXK":
            self.position += 2
            return [Special(letter)]
        if letter in ("p", "P") and self.text.startswith("{", self.position + 2):
            found, self.position = property_set(self.text, self.position)
            return [OneOfThem(found, self.modes.ignore_case)]
        if letter in ("k", "g") and self.text[self.position + 2 : self.position + 3] in ("<", "'"):
            return [self._reference(letter)]
        if letter and letter in "123456789":
            return self._numbered()
        codes, self.position = read_escape(self.text, self.position)
        return [Character(code) for code in codes]

    def _numbered(self) -> list[Node]:
        r"""`\1` to `\9`, and `\10` where there are ten groups before it; else it is an octal escape."""
        found = NUMBER.match(self.text, self.position + 1)
        number = int(found[0]) if found else 0
        if number > 9 and number > self.groups:
            if self.text[self.position + 1] in "89":
                self.position += 2
                return [Character(ord(self.text[self.position - 1]))]
            codes, self.position = read_escape(self.text, self.position)
            return [Character(code) for code in codes]
        self.position = found.end() if found else self.position
        return [Backreference((self._known(number),))]

    def _known(self, number: int) -> int:
        """The number of a group that must be there in the end, before or behind."""
        if self.named_only:
            raise RubyRegexError("a group can't be meant by its number where others have names")
        self.calls.append(str(number))
        return number

    def _reference(self, letter: str) -> Node:
        found = REFERENCE.match(self.text, self.position)
        if found is None:
            raise RubyRegexError(f'"\\{letter}" needs the name of a group: \\{letter}<name>')
        self.position = found.end()
        name = found[1] or found[2] or ""
        if letter == "g":
            target = self._absolute(name)
            self.calls.append(target)
            return Call(target)
        if name in self.names:
            return Backreference(tuple(self.names[name]))
        number = self._absolute(name)
        if not NUMBER.fullmatch(number) or int(number) < 1:
            raise RubyRegexError(f'no group before it is called "{name}"')
        return Backreference((self._known(int(number)),))

    def _absolute(self, name: str) -> str:
        """A number counted from the start; `-1` is the group before."""
        if not NUMBER.fullmatch(name):
            return name
        number = int(name)
        return str(self.groups + 1 + number if name[0] == "-" else self.groups + number if name[0] == "+" else number)

    # --- groups

    def _group(self) -> list[Node]:
        self.position += 1
        outer = self.modes
        found = self._opened() if self._ahead("?") else [self._plain()]
        self.modes = outer
        return found

    def _ahead(self, text: str) -> bool:
        return self.text.startswith(text, self.position)

    def _plain(self) -> Node:
        if self.named_only:
            return Group(self._body())
        self.groups += 1
        number = self.groups
        return Group(self._body(), number)

    def _body(self) -> Node:
        node = self._choice()
        if not self._eat(")"):
            raise RubyRegexError('a group is not closed, ")" is missing')
        return node

    def _opened(self) -> list[Node]:
        """What stands behind `(?`."""
        if self._eat("?:"):
            return [Group(self._body())]
        if self._eat("?>"):
            return [Group(self._body(), atomic=True)]
        if self._ahead("?("):
            return [self._conditional()]
        for opening in ("?<=", "?<!", "?=", "?!"):
            if self._eat(opening):
                return [self._look(*LOOKS[opening])]
        if self._ahead("?<") or self._ahead("?'"):
            return [self._named()]
        return self._options()

    def _look(self, behind: bool, negated: bool) -> Node:
        body = self._body()
        if behind and width(body)[1] is None:
            raise RubyRegexError("a look-behind can't hold a repeat without end")
        return Look(body, behind, negated)

    def _named(self) -> Node:
        found = NAMES.match(self.text, self.position)
        name = (found[1] or found[2]) if found else ""
        if not found or not name or name[0] in "0123456789-" or ")" in name:
            raise RubyRegexError(f'"{name or ""}" is no name for a group')
        self.position = found.end()
        self.groups += 1
        number = self.groups
        self.names.setdefault(name, []).append(number)
        return Group(self._body(), number)

    def _conditional(self) -> Node:
        found = CONDITION.match(self.text, self.position)
        if found is None:
            raise RubyRegexError("a conditional needs the number or name of a group: (?(1)...)")
        self.position = found.end()
        name = found[2] or found[3]
        if name and name not in self.names:
            raise RubyRegexError(f'no group before it is called "{name}"')
        number = self.names[name][-1] if name else self._known(int(found[1]))
        body = self._body()
        options = body.options if isinstance(body, Choice) else (body,)
        if len(options) > 2:
            raise RubyRegexError("a conditional has more than two branches")
        return Conditional(number, options[0], options[1] if len(options) > 1 else EMPTY)

    def _options(self) -> list[Node]:
        """(?i), which holds to the end of the group around it, alternatives included, or (?i:...)."""
        found = OPTIONS.match(self.text, self.position + 1)
        if found is None or (not found[1] and found[2] is None):
            raise RubyRegexError(f'"({self.text[self.position : self.position + 2]}" opens no kind of group')
        self.position = found.end()
        before = self.modes
        self.modes = _switched(_switched(before, found[1], True), found[2] or "", False)
        after = self.modes
        node = self._body() if found[3] == ":" else self._choice()
        return [Cased(node, after.ignore_case)] if after.ignore_case != before.ignore_case else [Group(node)]


def _switched(modes: Modes, letters: str, on: bool) -> Modes:
    for letter in letters:
        if letter in "adu":
            modes = replace(modes, ascii_only=letter == "a", unicode=letter == "u")
        else:
            name = {"i": "ignore_case", "m": "dot_all", "x": "extended"}[letter]
            modes = replace(modes, **{name: on})
    return modes
