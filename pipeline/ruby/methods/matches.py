"""Regexp and MatchData."""

from typing import Any

from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.methods.stringscan import match, matches_pattern
from pipeline.ruby.operators import case_equal, implicit_text, matches
from pipeline.ruby.run import RUN
from pipeline.ruby.values import MatchData, Regexp, symbol


def match_on(expression: Regexp, text: Any, start: int = 0, block: Any = None) -> Any:
    """`match`; nothing matches nil."""
    if text is None:
        RUN.match = None
        return None
    return match(implicit_text(text), expression, start, block)


def named(found: MatchData, *options: Any) -> dict[str, Any]:
    """`named_captures`."""
    return {name: found.group(name) for name in found.regexp.pattern.names}


def group_or_more(found: MatchData, which: Any, length: Any = None) -> Any:
    """`[]`: a group, or several."""
    if length is None and not hasattr(which, "exclusive"):
        return found.group(which)
    from pipeline.ruby.methods.arrays import at

    return at(all_groups(found), which, length)


def all_groups(found: MatchData) -> list[Any]:
    """The match and its groups."""
    return [found.match.group(), *found.groups()]


def begin(found: MatchData, which: Any) -> int | None:
    """`begin`."""
    start = found.match.start(which)
    return None if start < 0 else int(start)


MATCH: dict[str, Method] = {
    "[]": group_or_more,
    "captures": lambda found: found.groups(),
    "named_captures": named,
    "names": lambda found: list(found.regexp.pattern.names),
    "to_a": all_groups,
    "to_s": lambda found: found.match.group(),
    "values_at": lambda found, *places: [found.group(place) for place in places],
    "pre_match": lambda found: found.match.string[: found.match.start()],
    "post_match": lambda found: found.match.string[found.match.end() :],
    "begin": begin,
    "end": lambda found, which: found.match.end(which),
    "offset": lambda found, which: list(found.match.span(which)),
    "string": lambda found: found.match.string,
    "regexp": lambda found: found.regexp,
    "size": lambda found: found.regexp.pattern.groups + 1,
    "length": lambda found: found.regexp.pattern.groups + 1,
    "deconstruct_keys": lambda found, keys: {symbol(name): text for name, text in named(found).items()},
}
REGEXP: dict[str, Method] = {
    "match": match_on,
    "match?": lambda expression, text: text is not None and matches_pattern(implicit_text(text), expression),
    "=~": matches,
    "===": case_equal,
    "source": lambda expression: expression.source,
    "names": lambda expression: list(expression.pattern.names),
    "options": lambda expression: sum({"i": 1, "x": 2, "m": 4}[letter] for letter in expression.flags),
}
register([MatchData], MATCH)
register([Regexp], REGEXP)
