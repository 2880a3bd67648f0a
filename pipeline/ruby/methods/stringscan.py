"""String methods that look for texts and patterns: split, sub, gsub, scan, index, slices, and what iterates."""

import re
from collections.abc import Callable
from typing import Any

from pipeline.errors import FieldError
from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.operators import implicit_text, search
from pipeline.ruby.run import RUN, grown, spend
from pipeline.ruby.show import described, text_of
from pipeline.ruby.values import Enumerator, MatchData, Range, Regexp, Symbol, regexp
from pipeline.rubyregex import compile_replacement

BLANKS = re.compile(r"[\0\t-\r ]+")


def literal(text: str) -> Regexp:
    """A text as a pattern that matches just it."""
    return regexp(re.sub(r"([\\.*?+^$|()\[\]{}\-/ \t\n])", _escape, text))


def _escape(found: re.Match[str]) -> str:
    return {"\n": "\\n", "\t": "\\t"}.get(found[1], f"\\{found[1]}")


def pattern_of(value: Any) -> Regexp:
    """A pattern or a text as a pattern."""
    if type(value) is Regexp:
        return value
    if type(value) is not str:
        raise RubyError("TypeError", f"wrong argument type {described(value)} (expected Regexp)")
    return literal(value)


def split(text: str, by: Any = None, limit: int = 0, block: Any = None) -> Any:
    """`split`, by blanks, a text or a pattern; empty parts at the end go unless a limit says otherwise."""
    if limit == 1:
        return [text] if text else []
    if by is None or by == " ":
        parts = _split_blanks(text, limit)
    elif type(by) is str:
        parts = (text.split(by, limit - 1 if limit > 0 else -1) if by else list(text)) if text else []
        if not by and limit > 0 and len(parts) >= limit:
            parts = [*parts[: limit - 1], "".join(parts[limit - 1 :])]
    else:
        parts = _split_pattern(text, pattern_of(by), limit)
    if not limit:
        while parts and not parts[-1]:
            parts.pop()
    if block is not None:
        for part in parts:
            block.one(part)
        return text
    return parts


def _split_blanks(text: str, limit: int) -> list[str]:
    text = text.lstrip("\0\t\n\v\f\r ")
    return BLANKS.split(text, limit - 1 if limit > 0 else 0) if text else []


def _split_pattern(text: str, by: Regexp, limit: int) -> list[str]:
    if not text:
        return []
    parts: list[str] = []
    start = 0
    cuts = 0
    for found in all_matches(text, by):
        begin, end = found.span()
        if limit > 0 and cuts >= limit - 1:
            break
        if end == begin and (begin == len(text) or begin == start == 0):
            continue
        if end == begin and begin == start:
            continue
        parts.append(text[start:begin])
        parts += [group for group in found.groups() if group is not None]
        start = end
        cuts += 1
    parts.append(text[start:])
    return parts


def all_matches(text: str, expression: Regexp) -> list[Any]:
    """Every match, as `gsub` finds them."""
    found: list[Any] = []

    def note(match: Any) -> str:
        found.append(match)
        return ""

    expression.pattern.sub(note, text)
    spend(len(found))
    return found


def _replacer(expression: Regexp, by: Any, block: Any) -> Callable[[Any], str] | str:
    """What replaces a match: a text with references, the value in a hash, or what a block says."""
    if block is not None:
        run = block.one

        def ask(match: Any) -> str:
            RUN.match = MatchData(match, expression)
            return text_of(run(match.group()))

        return ask
    if isinstance(by, dict):
        return lambda match: text_of(by[match.group()] if match.group() in by else _default(by, match.group()))
    pattern = expression.pattern
    return compile_replacement(implicit_text(by), pattern.names, pattern.groups)


def _default(by: Any, key: str) -> Any:
    return by.__missing__(key) if hasattr(by, "__missing__") else None


NOTHING: Any = object()


def gsub(text: str, what: Any, by: Any = NOTHING, block: Any = None) -> Any:
    """`gsub`."""
    if type(what) is str and type(by) is str and "\\" not in by:
        return grown(text.replace(what, by)) if what else grown(_between(text, by))
    expression = pattern_of(what)
    if by is NOTHING and block is None:
        return Enumerator([match.group() for match in all_matches(text, expression)], lambda items, one: text)
    try:
        made = expression.pattern.sub(_replacer(expression, None if by is NOTHING else by, block), text)
    except FieldError as error:
        raise RubyError("IndexError", str(error)) from None
    return grown(made)


def _between(text: str, by: str) -> str:
    return by + "".join(letter + by for letter in text)


def sub(text: str, what: Any, by: Any = NOTHING, block: Any = None) -> str:
    """`sub`: the first match only."""
    expression = pattern_of(what)
    found = search(expression, text)
    if found is None:
        return text
    if by is NOTHING and block is None:
        raise RubyError("ArgumentError", "wrong number of arguments (given 1, expected 2)")
    replace = _replacer(expression, None if by is NOTHING else by, block)
    match = found.match
    try:
        made = replace if isinstance(replace, str) else replace(match)
    except FieldError as error:
        raise RubyError("IndexError", str(error)) from None
    return grown(text[: match.start()] + made + text[match.end() :])


def scan(text: str, what: Any, block: Any = None) -> Any:
    """`scan`: every match, or its groups where there are any."""
    expression = pattern_of(what)
    matches = all_matches(text, expression)
    grouped = expression.pattern.groups > 0
    RUN.match = MatchData(matches[-1], expression) if matches else None
    if block is None:
        return [list(match.groups()) if grouped else match.group() for match in matches]
    for match in matches:
        RUN.match = MatchData(match, expression)
        block.one(list(match.groups()) if grouped else match.group())
    return text


def bounds(within: Range, length: int) -> tuple[int, int] | None:
    """Start and end of a range in something of a length; None where the start lies outside."""
    low = whole(within.low or 0)
    high = whole(within.high) if within.high is not None else -1
    exclusive = within.exclusive and within.high is not None
    low += length if low < 0 else 0
    high += length if high < 0 else 0
    if low < 0 or low > length:
        return None
    return low, max(min(high + (not exclusive), length), low)


def whole(value: Any) -> int:
    """A number as an index."""
    if type(value) is int:
        return value
    if type(value) is float:
        return int(value)
    raise RubyError(
        "TypeError",
        f"no implicit conversion {'from nil to integer' if value is None else f'of {described(value)} into Integer'}",
    )


def place(text: str, which: Any, length: Any = None) -> tuple[int, int] | None:
    """Where `text[which]` or `text[which, length]` stands, None where it is nowhere."""
    if type(which) is Range:
        return bounds(which, len(text))
    if type(which) is Regexp:
        found = search(which, text)
        if found is None:
            return None
        if length is None:
            return found.match.span()  # type: ignore[no-any-return]
        if found.group(length) is None:
            return None
        number = length if type(length) is int else which.pattern.names[text_of(length)][-1]
        return found.match.span(number)  # type: ignore[no-any-return]
    if type(which) is str:
        start = text.find(which)
        return None if start < 0 else (start, start + len(which))
    start = whole(which)
    start += len(text) if start < 0 else 0
    if length is None:
        return (start, start + 1) if 0 <= start < len(text) else None
    length = whole(length)
    return (start, min(start + length, len(text))) if 0 <= start <= len(text) and length >= 0 else None


def slice_of(text: str, which: Any, length: Any = None) -> str | None:
    """`[]`."""
    if type(which) is int and length is None:
        return text[which] if -len(text) <= which < len(text) else None
    found = place(text, which, length)
    return None if found is None else text[found[0] : found[1]]


def index(text: str, what: Any, start: int = 0) -> int | None:
    """`index`."""
    start += len(text) if start < 0 else 0
    if start < 0 or start > len(text):
        return None
    if type(what) is str:
        found = text.find(what, start)
        return None if found < 0 else found
    return next((match.start() for match in all_matches(text, pattern_of(what)) if match.start() >= start), None)


def rindex(text: str, what: Any, start: int | None = None) -> int | None:
    """`rindex`."""
    last = len(text) if start is None else start + (len(text) if start < 0 else 0)
    if type(what) is str:
        found = text.rfind(what, 0, last + len(what))
        return None if found < 0 else found
    starts = [match.start() for match in all_matches(text, pattern_of(what)) if match.start() <= last]
    return starts[-1] if starts else None


def partition(text: str, what: Any) -> list[str]:
    """`partition`."""
    found = place(text, what)
    return [text, "", ""] if found is None else [text[: found[0]], text[found[0] : found[1]], text[found[1] :]]


def rpartition(text: str, what: Any) -> list[str]:
    """`rpartition`."""
    if type(what) is str:
        return list(text.rpartition(what))
    matches = all_matches(text, pattern_of(what))
    if not matches:
        return ["", "", text]
    start, end = matches[-1].span()
    return [text[:start], text[start:end], text[end:]]


def match(text: str, what: Any, start: int = 0, block: Any = None) -> Any:
    """`match`."""
    expression = regexp(what) if type(what) is str else pattern_of(what)
    found = search(expression, text[start:] if start else text)
    return found if block is None or found is None else block.one(found)


def matches_pattern(text: str, what: Any) -> bool:
    """`match?`."""
    expression = regexp(what) if type(what) is str else pattern_of(what)
    return expression.pattern.search(text) is not None


def lines(text: str, ending: Any = "\n") -> list[str]:
    """`lines`: each with its line end, unless `chomp: true`."""
    chomped = isinstance(ending, dict) and ending.get(Symbol("chomp"))
    parts = re.findall(r"[^\n]*\n|[^\n]+", text)
    return [part.removesuffix("\n").removesuffix("\r") for part in parts] if chomped else parts


def each_of(make: Callable[..., list[Any]]) -> Method:
    """An iterating method over what `make` gives; without a block an Enumerator."""

    def each(text: str, *args: Any, block: Any = None) -> Any:
        items = make(text, *args)
        spend(len(items))
        if block is None:
            return Enumerator(items, lambda found, one: [one(item) for item in found] and text)
        run = block.one
        for item in items:
            run(item)
        return text

    return each


SCAN: dict[str, Method] = {
    "split": split,
    "gsub": gsub,
    "sub": sub,
    "scan": scan,
    "[]": slice_of,
    "slice": slice_of,
    "index": index,
    "rindex": rindex,
    "partition": partition,
    "rpartition": rpartition,
    "match": match,
    "match?": matches_pattern,
    "lines": lines,
    "each_char": each_of(list),
    "each_line": each_of(lines),
    "each_byte": each_of(lambda text: list(text.encode("utf-8", "surrogateescape"))),
}
register([str], SCAN)
register(
    [Symbol],
    {
        "[]": lambda value, *args: slice_of(value.name, *args),
        "match?": lambda value, what: matches_pattern(value.name, what),
    },
)
