r"""Reading a character class: `[a-z&&[^aeiou][:digit:]\p{Lu}]`, which may be nested and cut by `&&`."""

import re

from pipeline.rubyregex.charsets import ASCII, LETTERS, PROPERTIES, UNICODE, Characters
from pipeline.rubyregex.escapes import read_escape
from pipeline.rubyregex.nodes import RubyRegexError

POSIX = re.compile(r"\[:(\^?)(\w+):\]", re.ASCII)
PROPERTY = re.compile(r"\\([pP])\{(\^?)([^}]*)\}")
UNENDED = 'a character class is not closed, "]" is missing'


def letter_set(letter: str, *, unicode: bool = False) -> Characters:
    r"""What `\d`, `\W` and their like mean; `unicode` under (?u)."""
    name = LETTERS[letter.lower()]
    found = UNICODE[name] if unicode else Characters(ranges=ASCII[name])
    return Characters(sets=(found,), negated=True) if letter.isupper() else found


def property_set(text: str, start: int) -> tuple[Characters, int]:
    r"""What the `\p{...}` at `start` means, and where it ends."""
    found = PROPERTY.match(text, start)
    if found is None:
        raise RubyRegexError(r"a property is not closed: \p{ without }")
    name = re.sub(r"[ _-]", "", found[3]).lower()
    if not name.isalnum() and not re.fullmatch(r"age=[0-9.]+", name):
        raise RubyRegexError(f'no property is called "{found[3]}"')
    known = PROPERTIES.get(name) or Characters(properties=(rf"\p{{{found[3]}}}",))
    negated = (found[1] == "P") != (found[2] == "^")
    return (Characters(sets=(known,), negated=True) if negated else known), found.end()


class ClassReader:
    """Reads one class, from behind its opening bracket; afterwards `position` is behind the closing one."""

    def __init__(self, text: str, position: int, *, ascii_only: bool = False, unicode: bool = False) -> None:
        self.text = text
        self.position = position
        self._modes = {"ascii_only": ascii_only, "unicode": unicode}
        self._ranges: list[tuple[int, int]] = []
        self._sets: list[Characters] = []
        self._last = ""  # what was read before: "", "character", "range" or "set"

    def read(self) -> Characters:
        """The class."""
        negated = self._eat("^")
        if self.text.startswith("]", self.position):
            if "]" not in self.text[self.position + 1 :]:
                raise RubyRegexError("a character class is empty")
            self._single()
        parts = []
        while not self._eat("]"):
            if self.position >= len(self.text):
                raise RubyRegexError(UNENDED)
            if self._eat("&&"):
                parts.append(self._part())
            else:
                self._item()
        first, *others = [*parts, self._part()]
        if not others:
            return Characters(first.ranges, sets=first.sets, negated=negated)
        return Characters(first.ranges, sets=first.sets, within=tuple(others), negated=negated)

    def _eat(self, text: str) -> bool:
        if self.text.startswith(text, self.position):
            self.position += len(text)
            return True
        return False

    def _part(self) -> Characters:
        part = Characters(tuple(self._ranges), sets=tuple(self._sets))
        self._ranges, self._sets, self._last = [], [], ""
        return part

    def _item(self) -> None:
        if self.text[self.position] == "[":
            self._set(self._nested())
        elif self.text.startswith("-", self.position) and self._last == "set":
            if self.text[self.position + 1 : self.position + 2] not in ("]", "") and not self._ahead("-&&"):
                raise RubyRegexError('a "-" behind a set of characters starts no range; write "\\-"')
            self._single()
        else:
            found = self._letters()
            if isinstance(found, Characters):
                self._set(found)
            else:
                self._ranges += [(code, code) for code in found[:-1]]
                self._range(found[-1])

    def _ahead(self, text: str) -> bool:
        return self.text.startswith(text, self.position)

    def _set(self, found: Characters) -> None:
        self._sets.append(found)
        self._last = "set"

    def _single(self) -> None:
        """The next character, which starts no range."""
        code = ord(self.text[self.position])
        self.position += 1
        self._ranges.append((code, code))
        self._last = "character"

    def _nested(self) -> Characters:
        found = POSIX.match(self.text, self.position)
        if found is not None:
            if found[2] not in UNICODE:
                raise RubyRegexError(f'no class is called "[:{found[2]}:]"')
            self.position = found.end()
            known = Characters(ASCII[found[2]]) if self._modes["ascii_only"] else UNICODE[found[2]]
            return Characters(sets=(known,), negated=True) if found[1] else known
        inner = ClassReader(self.text, self.position + 1, **self._modes)
        nested = inner.read()
        self.position = inner.position
        return nested

    def _letters(self) -> list[int] | Characters:
        """The character or set that stands here."""
        letter = self.text[self.position]
        if letter != "\\":
            self.position += 1
            return [ord(letter)]
        escaped = self.text[self.position + 1 : self.position + 2]
        if escaped and escaped in "dDwWsShH":
            self.position += 2
            return letter_set(escaped, unicode=self._modes["unicode"])
        if escaped in ("p", "P") and self.text.startswith("{", self.position + 2):
            found, self.position = property_set(self.text, self.position)
            return found
        if escaped == "b":
            self.position += 2
            return [8]
        codes, self.position = read_escape(self.text, self.position)
        return codes

    def _range(self, low: int) -> None:
        """`low`, or the range that it starts."""
        opens = self._ahead("-") and not self._ahead("-]") and not self._ahead("-&&") and not self._ahead("-[")
        if not opens or (self._last == "range" and low == ord("-")) or self.position + 1 >= len(self.text):
            self._ranges.append((low, low))
            self._last = "character"
            return
        self.position += 1
        high = self._letters()
        if isinstance(high, Characters):
            raise RubyRegexError("a range of characters ends in a set")
        if high[0] < low:
            raise RubyRegexError(f'the range "{chr(low)}-{chr(high[0])}" is the wrong way round')
        self._ranges += [(low, high[0]), *((code, code) for code in high[1:])]
        self._last = "range"
