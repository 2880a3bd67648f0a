r"""Ruby's regular expressions (Onigmo, as JRuby has it) on Python's engines.

`compile_ruby` reads a pattern by Ruby's rules and writes it anew for `re`, which is two to four times as fast as the
`regex` package where it can do the job, or for `regex`: ignored case, `\b`, `\p{..}`, `[[:alpha:]]`, atomic groups.

Neither engine promises to end.  A pattern that may explode runs on `regex` with a time limit, which costs about 2 µs a
match; one whose work grows with a power of the length does so on texts that are long for that power only.
"""

import functools
import re
from collections.abc import Callable
from typing import Any

from pipeline.rubyregex.blame import HINTS, blame, explosive_repeats
from pipeline.rubyregex.danger import degree, is_explosive, parts_of, starts_a_line
from pipeline.rubyregex.nodes import Character, Node, RubyRegexError, Sequence, Special, width
from pipeline.rubyregex.parse import Modes, Parser
from pipeline.rubyregex.replace import Expand, compile_replacement
from pipeline.rubyregex.write import PatternWriter

__all__ = ["HINTS", "Expand", "RubyPattern", "RubyRegexError", "blame", "compile_replacement", "compile_ruby"]

QUICK = 0.02  # seconds that a match may keep all threads waiting
TIMEOUT = 1.0  # seconds for one match of a pattern that may explode
MOST_STEPS = 10**8  # about a second's worth
Search = Callable[..., Any]
Substitute = Callable[[Any, str], str]


class RubyPattern:
    """A compiled pattern.

    `search(text)` gives the first match or None and `sub(replacement, text)` replaces all; the replacement is a
    function of the match, or a text without backslashes.  A match has `group(number)`, `start` and `end` as in `re`.
    Both raise TimeoutError where the time limit is reached.
    """

    __slots__ = ("explosive_parts", "groups", "literal", "names", "search", "source", "sub", "translated")

    def __init__(self, source: str, node: Node, parser: Parser, timeout: float | None) -> None:
        writer = PatternWriter(parser.names)
        self.source = source
        self.translated = writer.write(node)
        self.literal = literal_text(node)  # the text that is all it matches, None for other patterns
        self.groups = parser.groups  # how many captures
        self.names = {name: tuple(numbers) for name, numbers in parser.names.items()}  # several where a name repeats
        self.explosive_parts: tuple[str, ...] = ()  # those that deserve a warning
        explosive = is_explosive(node)
        if explosive:
            self.explosive_parts = tuple(source[slice(*part.place)] for part in explosive_repeats(node))
        if timeout is not None and explosive:
            compiled = _compile(self.translated, True)
            self.search, self.sub = _limited(node, compiled, timeout)
            return
        compiled = _compile(self.translated, writer.needs_regex)
        self.search, self.sub = _holding(compiled.search), _substitute(node, compiled)
        power = degree(node)
        if timeout is not None and power > 1:
            self._guard(node, int(MOST_STEPS ** (1 / power)), timeout)
        if starts_a_line(node):
            self.search = _from_line_start(compiled, self.search)

    def __repr__(self) -> str:
        return f"RubyPattern({self.source!r})"

    def _guard(self, node: Node, most: int, timeout: float) -> None:
        """Set the time limit for texts of more than `most` characters only."""
        search, sub = self.search, self.sub
        limited: list[tuple[Search, Substitute]] = []

        def slow() -> tuple[Search, Substitute]:
            if not limited:
                limited.append(_limited(node, _compile(self.translated, True), timeout))
            return limited[0]

        self.search = lambda text: search(text) if len(text) <= most else slow()[0](text)
        self.sub = lambda expand, text: sub(expand, text) if len(text) <= most else slow()[1](expand, text)


def literal_text(node: Node) -> str | None:
    """The text that a pattern without anything special in it stands for."""
    items = node.items if isinstance(node, Sequence) else (node,)
    letters = [chr(item.code) for item in items if isinstance(item, Character)]
    return "".join(letters) if len(letters) == len(items) else None


def _compile(translated: str, needs_regex: bool) -> Any:
    if not needs_regex:
        try:
            return re.compile(translated)
        except re.error:
            pass  # a look-behind of varying width, for one
    import regex  # type: ignore[import-untyped]

    try:
        return regex.compile(translated, regex.VERSION1)
    except regex.error as error:
        raise RubyRegexError(error.msg) from None


def _limited(node: Node, compiled: Any, timeout: float) -> tuple[Search, Substitute]:
    search = _patient(compiled.search, timeout)
    if takes_nothing(node):
        return search, functools.partial(_replace_all, search)
    return search, _patient(compiled.sub, timeout)


def _holding(method: Any) -> Any:
    """A method of a pattern that keeps the interpreter to itself, as those of `re` do.

    The `regex` package lets other threads run during each match, and taking turns costs four threads three times the
    CPU of their matches (1.75 µs in place of 0.46, measured).
    """
    return method if isinstance(method.__self__, re.Pattern) else functools.partial(method, concurrent=False)


def _patient(method: Any, timeout: float) -> Any:
    """The same with a time limit; what takes long is done again, and then the other threads run meanwhile."""
    quick = min(QUICK, timeout)

    def limited(*arguments: Any) -> Any:
        try:
            return method(*arguments, concurrent=False, timeout=quick)
        except TimeoutError:
            if timeout <= quick:
                raise
        return method(*arguments, concurrent=True, timeout=timeout)

    return limited


def _substitute(node: Node, compiled: Any) -> Substitute:
    if takes_nothing(node):
        return functools.partial(_replace_all, _holding(compiled.search))
    substitute: Substitute = _holding(compiled.sub)
    return substitute


def takes_nothing(node: Node) -> bool:
    r"""Whether a match may be of nothing; `\K` leaves nothing too."""
    return width(node)[0] == 0 or any(isinstance(part, Special) and part.kind == "K" for part in parts_of(node))


def _replace_all(search: Search, replacement: Expand | str, text: str) -> str:
    """As Ruby's `gsub`: behind a match of nothing the next one starts a character further, never at the same place."""
    parts = []
    copied = position = 0
    while position <= len(text):
        found = search(text, position)
        if found is None:
            break
        end = found.end()
        parts += [text[copied : found.start()], replacement if isinstance(replacement, str) else replacement(found)]
        position = end + (end == found.start())
        copied = end
    parts.append(text[copied:])
    return "".join(parts)


def _from_line_start(compiled: Any, search: Search) -> Search:
    """A search that looks further only in a text that has further lines; most have none."""
    match = _holding(compiled.match)

    def search_lines(text: str) -> Any:
        if "\n" in text:
            return search(text)
        return match(text)

    return search_lines


@functools.lru_cache(maxsize=4096)
def compile_ruby(
    pattern: str,
    *,
    dot_all: bool = False,
    ignore_case: bool = False,
    extended: bool = False,
    timeout: float | None = TIMEOUT,
) -> RubyPattern:
    """Compile a pattern as Ruby writes them; RubyRegexError tells what is wrong with it.

    `dot_all`, `ignore_case` and `extended` are what Ruby's letters m, i and x behind a pattern mean.  `timeout` is in
    seconds; None sets no limit, for patterns of which the caller knows that they are harmless.
    """
    modes = Modes(ignore_case=ignore_case, dot_all=dot_all, extended=extended)
    try:
        parser = Parser(pattern, modes)
        node = parser.parse()
        if parser.names:
            parser = Parser(pattern, modes, named_only=True)
            node = parser.parse()
        return RubyPattern(pattern, node, parser, timeout)
    except RecursionError:
        raise RubyRegexError("it is nested too deep") from None
