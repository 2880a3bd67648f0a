"""The rules of a plugin's block: options, values, nested codecs."""

from typing import Literal

from pipeline.errors import ConfigError, Diagnostic
from pipeline.language.lexer import BAREWORD, BLANK, KEY, NAME, NUMBER, Lexer, Opened, unescape
from pipeline.language.mistakes import explain
from pipeline.language.nodes import Array, Hash, Number, Option, Plugin, String, Value
from pipeline.source import Source, Span

DEEPEST = 80  # brackets in brackets; each takes some frames of the stack
INTEGERS = range(-(2**63), 2**63)


class ValueParser(Lexer):
    """One method a rule; each leaves the reader behind what it read."""

    def __init__(self, source: Source, *, support_escapes: bool) -> None:
        super().__init__(source)
        self.support_escapes = support_escapes
        self.diagnostics: list[Diagnostic] = []

    # --- faults

    def unexpected(self, rule: str, wanted: str) -> ConfigError:
        """The error for a text that ends the parse here; what was found wrong before stays in it."""
        return self.stop(explain(self, rule, wanted))

    def stop(self, diagnostic: Diagnostic) -> ConfigError:
        """The error that ends the parse, together with the faults that did not."""
        faults = [found for found in self.diagnostics if found.severity == "error"]
        return ConfigError([*faults, diagnostic])

    def too_deep(self, span: Span, what: str) -> ConfigError:
        """The error for what would not fit Python's stack."""
        return self.stop(Diagnostic(f"{what} nested deeper than {DEEPEST} levels", span, kind="syntax"))

    def report(
        self,
        span: Span,
        message: str,
        *hints: str,
        kind: Literal["compile", "plugin"] = "compile",
        severity: Literal["error", "warning"] = "error",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Keep a fault that the grammar allows, and go on."""
        self.diagnostics.append(Diagnostic(message, span, hints, related, severity, kind))

    # --- brackets

    def enter(self, bracket: str, rule: str, what: str, wanted: str = "") -> None:
        """Read an opening bracket; `what` it opens is what messages call it."""
        if not self.accept(bracket):
            raise self.unexpected(rule, wanted or f'"{bracket}"')
        span = self.span(self.at - 1)
        if len(self.open) >= DEEPEST:
            raise self.too_deep(span, "brackets are")
        self.open.append(Opened(what, span, bracket))
        self.skip()

    def leaves(self, bracket: str) -> bool:
        """Read the closing bracket if it stands here."""
        if not self.accept(bracket):
            return False
        self.closed.append((self.open.pop(), self.at - 1))
        return True

    # --- blocks

    def plugin(self, kind: str) -> Plugin:
        """`name { options }`."""
        start = self.at
        found = self.take(NAME)
        if found is None:
            raise self.unexpected("statement", f'a plugin or "}}" in {self.open[-1].what}')
        name, name_span = found[0], self.span(start)
        if found["string"]:
            self._refuse_quoted_name(name_span)
        self.skip()
        self.enter("{", "plugin", f'{kind} "{name}"', f'"{{" after {name}')
        options = self.options()
        return Plugin(name, options, name_span=name_span, span=self.span(start))

    def _refuse_quoted_name(self, span: Span) -> None:
        message = f"expected a plugin's name without quotes, got {span.text}"
        self.report(span, message, f"write: {span.text[1:-1]}", kind="plugin")

    def options(self) -> tuple[Option, ...]:
        """What stands in a block, and the brace that closes it; options are kept apart by blanks."""
        options: list[Option] = []
        end = self.at
        while not self.leaves("}"):
            if options and self.text[end : end + 1] not in BLANK:
                self.at = end
                raise self.unexpected("blank", "a blank between two options")
            options.append(self.option())
            end = self.at
            self.skip()
        return tuple(options)

    def option(self) -> Option:
        """`name => value`."""
        start = self.at
        found = self.take(NAME)
        if found is None:
            raise self.unexpected("option", f"an option or the end of {self.open[-1].what}")
        name = found["name"] or found[0][1:-1]
        name_span = self.span(start)
        self.skip()
        if not self.accept("=>"):
            raise self.unexpected("arrow", f'"=>" after {self.text[start : name_span.end]}')
        self.skip()
        value = self.value(f'a value for "{name}"')
        return Option(name, value, name_span=name_span, span=self.span(start))

    # --- values

    def value(self, wanted: str = "a value") -> Value:
        """A string, bareword, number, array, hash, or a codec with its block."""
        start = self.at
        named = NAME.match(self.text, start)
        if named is None:
            if self.stands("["):
                return self.array()
            if self.stands("{"):
                return self.hash()
            raise self.unexpected("value", wanted)
        if self.text.startswith("{", self.after_blanks(named.end())):
            return self.plugin("codec")
        if named["string"]:
            return self.string(named[0])
        word = self.take(BAREWORD)
        if word is not None:
            return String(word[0], quoted=False, span=self.span(start))
        if NUMBER.match(self.text, start):
            return self.number()
        raise self.unexpected("value", wanted)

    def string(self, quoted: str) -> String:
        """A text in quotes, which stands here."""
        start = self.at
        self.at += len(quoted)
        text = unescape(quoted[1:-1]) if self.support_escapes else quoted[1:-1]
        self.last_string = self.span(start)
        return String(text, span=self.last_string)

    def number(self) -> Number:
        """An integer, octal when it begins with 0, or a decimal number."""
        start = self.at
        found = self.take(NUMBER)
        assert found is not None
        text, span = found[0], self.span(start)
        value: int | float = 0
        try:
            value = self._decimal(text, span) if "." in text else self._integer(text, span)
        except ValueError:
            hint = f"write: {text.replace('0', '', 1)}"
            self.report(span, f"expected an octal number after the leading 0, got {text}", hint)
        return Number(value, text, span=span)

    def _decimal(self, text: str, span: Span) -> float:
        if text.endswith("."):
            self.report(span, f"expected digits after the dot, got {text}", f"write: {text}0 or {text[:-1]}")
        return float(text)

    def _integer(self, text: str, span: Span) -> int:
        digits = text.removeprefix("-")
        octal = digits.startswith("0")
        if len(digits) > 4000:  # Python refuses to read more; nothing but zeros in front would fit anyway
            digits = digits.lstrip("0")[:4000] or "0"
        value = int(digits, 8 if octal else 10) * (-1 if text.startswith("-") else 1)
        if value not in INTEGERS:
            shown = text if len(text) < 50 else f"{text[:20]}... with {len(text)} digits"
            hint = "as a text it may be longer: put it in quotes"
            self.report(span, f"expected a number of at most 64 bits, got {shown}", hint)
        return value

    def array(self) -> Array:
        """`[value, value]`."""
        start = self.at
        self.enter("[", "value", "the list")
        items: list[Value] = []
        while not self.leaves("]"):
            if items:
                if not self.accept(","):
                    raise self.unexpected("item", '"," or "]" in the list')
                self.skip()
            items.append(self.value("a value in the list"))
            self.skip()
        return Array(tuple(items), span=self.span(start))

    def hash(self) -> Hash:
        """`{ key => value key => value }`; no blank is needed between two pairs."""
        start = self.at
        self.enter("{", "value", "the hash")
        pairs: list[tuple[Value, Value]] = []
        seen: dict[str, Span] = {}
        while not self.leaves("}"):
            key = self.key(seen)
            self.skip()
            if not self.accept("=>"):
                raise self.unexpected("pair", f'"=>" after {key.span.text}')
            self.skip()
            pairs.append((key, self.value(f"a value for {key.span.text}")))
            self.skip()
        return Hash(tuple(pairs), span=self.span(start))

    def key(self, seen: dict[str, Span]) -> Value:
        """A hash's key; one that is written just as an earlier one is refused."""
        found = KEY.match(self.text, self.at)
        if found is None:
            raise self.unexpected("key", 'a key or "}" in the hash')
        start, written = self.at, found[0]
        key: Value
        if found["number"]:
            key = self.number()
        elif found["string"]:
            key = self.string(written)
        else:
            self.at = found.end()
            key = String(written, quoted=False, span=self.span(start))
        first = seen.setdefault(written, key.span)
        if first is not key.span:
            self.report(key.span, f"the key {written} stands twice in one hash", related=((first, "first here"),))
        return key
