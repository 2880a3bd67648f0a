"""The inside of Ruby's quoted texts: escapes, interpolations, heredocs."""

import re
from collections.abc import Callable
from typing import Any

from pipeline.ruby.faults import Refused

CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
NAMED = {"n": "\n", "t": "\t", "s": " ", "e": "\x1b", "0": "\0", "a": "\a", "b": "\b", "r": "\r", "v": "\v", "f": "\f"}
ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F ]{1,40})\}|u([0-9a-fA-F]{4})|((?:x[0-9a-fA-F]{1,2}(?:\\(?=x))?)+)|([0-7]{1,3})|(\r?\n)|(.))",
    re.DOTALL,
)
Parts = list[Any]


class StringReader:
    """Reads one text that begins at `position`; `interpolation` lexes what stands in `#{...}`."""

    def __init__(self, text: str, position: int, interpolation: Callable[[int], tuple[Any, int]]) -> None:
        self.text = text
        self.start = position
        self.position = position
        self.interpolation = interpolation
        self.parts: Parts = []
        self.letters: list[str] = []

    def read(self, opening: str, closing: str, *, interpolate: bool, regex: bool = False, raw: bool = False) -> Parts:
        """The parts up to the closing delimiter; `opening` nests where it differs from it."""
        depth = 0
        while self.position < len(self.text):
            letter = self.text[self.position]
            if letter == closing and not depth:
                self.position += 1
                return self._finish()
            depth += (letter == opening) - (letter == closing)
            self._letter(letter, closing, interpolate=interpolate, regex=regex, raw=raw)
        raise Refused(f"a text is not closed, {closing} is missing", self.start - 1, self.start)

    def body(self, end: int, *, interpolate: bool, dedent: bool) -> Parts:
        """The parts of a heredoc that ends at `end`; `dedent` takes off what all of its lines are indented by."""
        margin = _margin(self.text[self.position : end]) if dedent else 0
        at_line_start = True
        while self.position < end:
            if at_line_start:
                self._skip_margin(margin, end)
            letter = self.text[self.position : self.position + 1]
            at_line_start = letter == "\n"
            if self.position < end:
                self._letter(letter, "", interpolate=interpolate, regex=False, raw=not interpolate)
        return self._finish()

    def _skip_margin(self, margin: int, end: int) -> None:
        width = 0
        while width < margin and self.position < end and self.text[self.position] in " \t":
            width += 1 if self.text[self.position] == " " else 8 - width % 8
            self.position += 1

    def single(self, end: int) -> Parts:
        """One character, escaped or not."""
        while self.position < end:
            self._letter(self.text[self.position], "", interpolate=True, regex=False, raw=False)
        return self._finish()

    def _finish(self) -> Parts:
        self._flush()
        return self.parts

    def _flush(self) -> None:
        if self.letters:
            self.parts.append("".join(self.letters))
            self.letters = []

    def _letter(self, letter: str, closing: str, *, interpolate: bool, regex: bool, raw: bool) -> None:
        if letter == "#" and interpolate and self.text.startswith("#{", self.position):
            self._flush()
            tokens, self.position = self.interpolation(self.position + 2)
            self.parts.append(tokens)
        elif letter == "\\" and not (raw and not closing):
            self._escape(closing, interpolate=interpolate and not raw, regex=regex)
        else:
            self.letters.append(letter)
            self.position += 1

    def _escape(self, closing: str, *, interpolate: bool, regex: bool) -> None:
        found = ESCAPE.match(self.text, self.position)
        if found is None:
            self.letters.append("\\")
            self.position += 1
            return
        after = self.text[self.position + 1]
        if regex:
            self.letters.append(after if after == closing == "/" else f"\\{after}")
            self.position += 2
        elif not interpolate:
            kept = after in ("\\", closing, CLOSING.get(closing, closing)) or (closing != "'" and after == " ")
            opening = next((one for one, close in CLOSING.items() if close == closing), closing)
            self.letters.append(after if kept or after == opening else f"\\{after}")
            self.position += 2
        else:
            self.letters.append(self._escaped(found))
            self.position = found.end()

    def _escaped(self, found: re.Match[str]) -> str:
        if found[1] or found[2]:
            codes = [int(code, 16) for code in (found[1] or found[2]).split()]
            if any(code > 0x10FFFF or 0xD800 <= code < 0xE000 for code in codes):
                raise Refused("there is no such character", found.start(), found.end())
            return "".join(map(chr, codes))
        if found[3]:
            data = bytes(int(code, 16) for code in re.findall(r"x([0-9a-fA-F]{1,2})", found[3]))
            return data.decode("utf-8", "surrogateescape")
        if found[4]:
            return bytes([int(found[4], 8) & 0xFF]).decode("utf-8", "surrogateescape")
        if found[5]:
            return ""
        return NAMED.get(found[6], found[6])


def _margin(text: str) -> int:
    widths = [len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip()) for line in text.split("\n") if line.strip()]
    return min(widths, default=0)
