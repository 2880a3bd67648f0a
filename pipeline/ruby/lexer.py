"""Ruby code to tokens.  What `/`, `<<`, `?` and `%` mean depends on whether a value or an operator is expected."""

import re

from pipeline.ruby.faults import Refused
from pipeline.ruby.texts import CLOSING, StringReader
from pipeline.ruby.tokens import KEYWORDS, Token

OPERATORS = re.compile(
    r"\*\*=|<=>|===|\.\.\.|<<=|>>=|&&=|\|\|=|&\.|\*\*|==|!=|>=|<=|=~|!~|&&|\|\||\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|->|=>|"
    r"\.\.|::|[-+*/%=<>!&|^~?:,.;(){}\[\]]"
)
NUMBER = re.compile(
    r"0[xX][0-9a-fA-F](?:_?[0-9a-fA-F])*|0[bB][01](?:_?[01])*|0[oO][0-7](?:_?[0-7])*"
    r"|(?P<float>[0-9](?:_?[0-9])*(?:\.[0-9](?:_?[0-9])*(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+))"
    r"|(?P<octal>0(?:_?[0-7])+)|[0-9](?:_?[0-9])*"
)
WORD = re.compile(r"[^\W\d]\w*")
BLANK = re.compile(r"(?:[ \t\r\f\v]|\\\r?\n)+")
COMMENT = re.compile(r"#[^\n]*")
HEREDOC = re.compile(r"<<([~-]?)(?:\"([^\"\n]+)\"|'([^'\n]+)'|([A-Za-z_]\w*))")
SYMBOL = re.compile(
    r":(?:(@{0,2}[^\W\d]\w*[?!=]?(?![=~>])|[^\W\d]\w*[?!]?)|(\[\]=?|\*\*|<=>|===?|=~|![=~]?|<<|>>|<=|>=|[-+*/%<>&|^~]))"
)
LEADING_DOT = re.compile(r"(?:\s|#[^\n]*\n)*(?:&\.|\.(?!\.))")
IVAR = re.compile(r"@@?[^\W\d]\w*")
GVAR = re.compile(r"\$(?:[^\W\d]\w*|\d+|[~!@&`'+/\\;,.<>_0*$?:\"-])")
ASSIGNED = re.compile(r"[ \t]*=(?![=~>])")
BLOCK_COMMENT = re.compile(r"=begin\b.*?\n=end[^\n]*", re.DOTALL)


class Lexer:
    """Reads tokens from `position` on; with `inside` set it ends at the brace that closes an interpolation."""

    def __init__(self, text: str, position: int = 0, *, inside: bool = False, names: set[str] | None = None) -> None:
        self.text = text
        self.position = position
        self.inside = inside
        self.names: set[str] = set() if names is None else names  # variables seen so far
        self.tokens: list[Token] = []
        self.depth = 0
        self.spaced = False
        self.bodies: list[tuple[int, int]] = []  # where heredocs of this line begin and end
        self.bars = False  # inside the |...| of a block

    def run(self) -> list[Token]:
        """All tokens, an "eof" last."""
        while self._skip_blanks():
            letter = self.text[self.position]
            if letter == "}" and self.inside and not self.depth:
                break
            self._one(letter)
        else:
            if self.inside:
                raise Refused('a "#{" is not closed', len(self.text) - 1, len(self.text))
        self._add("eof", None, self.position)
        return self.tokens

    def _skip_blanks(self) -> bool:
        """Pass blanks and comments; False at the end of the text."""
        start = self.position
        while found := (BLANK.match(self.text, self.position) or COMMENT.match(self.text, self.position)):
            self.position = found.end()
        if (self.position == 0 or self.text[self.position - 1] == "\n") and (
            found := BLOCK_COMMENT.match(self.text, self.position)
        ):
            self.position = found.end()
            return self._skip_blanks()
        self.spaced = self.position > start
        return self.position < len(self.text) and self.text[self.position] != "\0"

    def _add(self, kind: str, value: object, end: int, flags: str = "") -> None:
        self.tokens.append(Token(kind, value, self.position, end, self.spaced, flags))
        self.position = end

    @property
    def _last(self) -> Token | None:
        return self.tokens[-1] if self.tokens else None

    def _value_expected(self) -> bool:
        """Whether a value may begin here: after an operator, or as the first argument of a call without parentheses."""
        last = self._last
        if last is None or not last.ends_value():
            return True
        follows = self.text[self.position + 1 : self.position + 2]
        call = last.kind == "ident" and last.value not in self.names
        return call and self.spaced and follows not in (" ", "=", "\n", "")

    def _one(self, letter: str) -> None:
        if letter == "\n":
            self._line_end()
        elif letter.isdigit() and letter.isascii():
            self._number()
        elif letter.isalpha() or letter == "_":
            self._word()
        elif letter in "\"'`":
            self._quoted(letter)
        elif letter == "@":
            self._match(IVAR, "ivar")
        elif letter == "$":
            self._match(GVAR, "gvar")
        elif not (letter in ":/%?<" and self._special(letter)):
            self._operator()

    def _special(self, letter: str) -> bool:
        """Symbols, regular expressions, %-literals, characters, heredocs; False where it is an operator."""
        if letter == ":":
            return self._symbol()
        if not self._value_expected():
            return False
        if letter == "/":
            self._regex("/", "/", self.position + 1)
            return True
        return {"%": self._percent, "?": self._character, "<": self._heredoc}[letter]()

    def _line_end(self) -> None:
        last, end = self._last, self.position + 1
        if self.bodies:
            end = self.bodies[-1][1]
            self.bodies.clear()
        if last is None or last.kind == "nl" or LEADING_DOT.match(self.text, end):
            self.position = end
            return
        if last.kind == "op" and not last.ends_value() and not (last.value == "|" and not self.bars):
            self.position = end
            return
        self._add("nl", "\n", end)

    def _number(self) -> None:
        found = NUMBER.match(self.text, self.position)
        assert found is not None
        after = self.text[found.end() : found.end() + 1]
        if after.isalnum() or after == "_":
            raise Refused("this is no number", self.position, found.end() + 1)
        digits = found[0].replace("_", "")
        if digits[0] == "0" and digits.isdigit() and not found["octal"] and digits != "0":
            raise Refused("a number that begins with 0 is octal: it has no 8 or 9", self.position, found.end())
        if len(digits) > 1000:
            raise Refused("a number of more than 1000 digits", self.position, found.end())
        if found["float"]:
            self._add("float", float(digits), found.end())
        elif found["octal"]:
            self._add("int", int(digits, 8), found.end())
        else:
            self._add("int", int(digits, 0) if digits[:1] == "0" and len(digits) > 1 else int(digits), found.end())

    def _word(self) -> None:
        found = WORD.match(self.text, self.position)
        assert found is not None
        word, end = found[0], found.end()
        after = self.text[end : end + 2]
        last = self._last
        method = last is not None and last.kind == "op" and last.value in (".", "&.")
        if after[:1] in ("?", "!") and after not in ("!=", "!~") and not (after == "?=" and word in self.names):
            ternary = after[0] == "?" and word in self.names and not method
            if not ternary:
                word, end, after = word + after[0], end + 1, self.text[end + 1 : end + 3]
        label = after[:1] == ":" and after != "::" and not method
        if label and not (last is not None and last.kind == "op" and last.value == "?"):
            self._add("label", word, end + 1)
        elif word in KEYWORDS and not method and not self._defines(last):
            self._add("kw", word, end)
        else:
            kind = "const" if word[0].isupper() else "ident"
            if kind == "ident" and not method and (self.bars or ASSIGNED.match(self.text, end) or self._names_it(last)):
                self.names.add(word)
            self._add(kind, word, end)

    @staticmethod
    def _defines(last: Token | None) -> bool:
        return last is not None and last.kind == "kw" and last.value == "def"

    def _names_it(self, last: Token | None) -> bool:
        """Whether a word is one of several on the left of an assignment, or a parameter of a method."""
        if last is not None and last.kind == "kw" and last.value in ("for", "rescue"):
            return True
        line = self.text[self.text.rfind("\n", 0, self.position) + 1 : self.position]
        return ("def " in line and "(" in line) or bool(
            last and last.kind == "op" and last.value == "=>" and "rescue" in line
        )

    def _match(self, pattern: re.Pattern[str], kind: str) -> None:
        found = pattern.match(self.text, self.position)
        if found is None:
            raise Refused("expected a name", self.position, self.position + 1)
        self._add(kind, found[0], found.end())

    def _symbol(self) -> bool:
        after = self.text[self.position + 1 : self.position + 2]
        last = self._last
        ternary = last is not None and last.ends_value() and not (last.kind == "ident" and self._value_expected())
        if after == ":" or ternary:
            return False
        if after in ('"', "'"):
            reader = self._reader(self.position + 2)
            parts = reader.read("", after, interpolate=after == '"')
            self._add("dsym", parts, reader.position)
            return True
        found = SYMBOL.match(self.text, self.position)
        if found is None:
            return False
        self._add("sym", found[1] or found[2], found.end())
        return True

    def _reader(self, position: int) -> StringReader:
        return StringReader(self.text, position, self._interpolation)

    def _interpolation(self, position: int) -> tuple[list[Token], int]:
        inner = Lexer(self.text, position, inside=True, names=self.names)
        tokens = inner.run()
        return tokens, inner.position + 1

    def _quoted(self, quote: str) -> None:
        if quote == "`":
            raise Refused("commands of the system can't be run", self.position, self.position + 1)
        reader = self._reader(self.position + 1)
        self._add("str", reader.read("", quote, interpolate=quote == '"'), reader.position)

    def _regex(self, opening: str, closing: str, position: int) -> None:
        reader = self._reader(position)
        parts = reader.read("" if opening == closing else opening, closing, interpolate=True, regex=True)
        end = reader.position
        while self.text[end : end + 1].isalpha():
            if self.text[end] not in "imxounse":
                raise Refused(f'a regular expression has no flag "{self.text[end]}"', end, end + 1)
            end += 1
        self._add("regex", parts, end, self.text[reader.position : end])

    def _percent(self) -> bool:
        found = re.compile(r"%([qQwWiIr]?)([^\w\s])").match(self.text, self.position)
        if found is None or (not found[1] and found[2] not in "({[<|!/"):
            return False
        kind, opening = found[1], found[2]
        closing = CLOSING.get(opening, opening)
        if kind == "r":
            self._regex(opening, closing, found.end())
            return True
        reader = self._reader(found.end())
        nested = "" if opening == closing else opening
        if kind in ("w", "W", "i", "I"):
            start = reader.position
            parts = reader.read(nested, closing, interpolate=kind in "WI", raw=True)
            if any(not isinstance(part, str) for part in parts):
                raise Refused("a list of words with #{...} in it", start, reader.position, "write an array")
            self._add("words" if kind in "wW" else "symbols", "".join(parts).split(), reader.position)
        else:
            self._add("str", reader.read(nested, closing, interpolate=kind != "q"), reader.position)
        return True

    def _character(self) -> bool:
        found = re.compile(r"\?(\\?[^\s\\])(?!\w)").match(self.text, self.position)
        if found is None:
            return False
        reader = self._reader(self.position + 1)
        self._add("str", reader.single(found.end()), found.end())
        return True

    def _heredoc(self) -> bool:
        found = HEREDOC.match(self.text, self.position)
        last = self._last
        if found is None or (found[4] and last is not None and last.ends_value() and not found[1]):
            return False
        name = found[2] or found[3] or found[4]
        line_end = self.text.find("\n", found.end())
        start = self.bodies[-1][1] if self.bodies else line_end + 1
        indent = r"[ \t]*" if found[1] else ""
        ending = re.compile(rf"^{indent}{re.escape(name)}[ \t\r]*$", re.MULTILINE)
        close = ending.search(self.text, start) if line_end >= 0 else None
        if close is None:
            raise Refused(f'the text that ends at a line "{name}" is not ended', self.position, found.end())
        parts = self._reader(start).body(close.start(), interpolate=found[3] is None, dedent=found[1] == "~")
        self.bodies.append((start, min(close.end() + 1, len(self.text))))
        self._add("str", parts, found.end())
        return True

    def _operator(self) -> None:
        found = OPERATORS.match(self.text, self.position)
        if found is None:
            quoted = self.text.startswith(('\\"', "\\'"), self.position)
            hints = (
                ("texts of a config keep their backslashes: put the code in the other kind of quotes",)
                if quoted
                else ()
            )
            raise Refused(f'"{self.text[self.position]}" means nothing here', self.position, self.position + 1, *hints)
        operator = found[0]
        if operator in "([{":
            self.depth += operator == "{"
        elif operator == "}":
            self.depth -= 1
        elif operator == "|":
            last = self._last
            opens = last is not None and (last.value in ("{", "do"))
            self.bars = bool(opens)
        self._add("op", operator, found.end())
