"""Tables of mistakes: a row says in which rules, what stands there, and what to tell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import Diagnostic
from pipeline.language.mistakes.brackets import opened_here
from pipeline.language.mistakes.place import Place, shown
from pipeline.source import Span

# A text that somebody forgot to put in quotes, and the name that stands before a wrong sign.
BARE = r"(?:%\{[^}\s]*\}|\$\{[^}\s]*\}|[^\s\"'{}\[\](),=>#])+"
NAMED = r"(?P<name>[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One well-known mistake.

    `here` must match where the parse failed, `before` just before it in the same line.  The culprit is what stands
    here; with a group "start" in `before` it begins there, with a group "only" it is that group.  `hints` and
    `message` may use the groups of both, `{0}` for what `here` matched, `{wanted}`, `{culprit}`, `{got}` (the culprit
    in quotes) and `{inside}` (the block that is open).
    """

    rules: str
    here: str
    hints: tuple[str, ...] = ()
    message: str = "expected {wanted}, got {got}"
    before: str = ""
    opened: bool = False

    def at(self, place: Place) -> Diagnostic | None:
        """The diagnostic if this is the mistake."""
        if place.rule not in self.rules.split():
            return None
        here = re.compile(self.here).match(place.text, place.at)
        line = place.line_before()
        before = re.search(f"(?:{self.before})\\Z", line)
        if here is None or before is None:
            return None
        groups = {**before.groupdict(), **here.groupdict()}
        span = _culprit(place, here, before)
        told = {**groups, "wanted": place.wanted, "got": shown(span.text), "culprit": span.text}
        told["inside"] = place.inside.what if place.inside else ""
        related = [opened_here(place.inside)] if self.opened and place.inside else []
        hints = [hint.format(here[0], **told) for hint in self.hints]
        return place.fault(*hints, span=span, message=self.message.format(here[0], **told), related=related)


def _culprit(place: Place, here: re.Match[str], before: re.Match[str]) -> Span:
    groups, line_start = before.groupdict(), place.at - len(before.string)
    if "only" in groups:
        return place.lexer.span(line_start + before.start("only"), line_start + before.end("only"))
    start = line_start + before.start("start") if "start" in groups else place.at
    return place.lexer.span(start, max(here.end(), place.thing().end))


def row_mistake(place: Place, table: Sequence[Mistake]) -> Diagnostic | None:
    """The first row that knows this mistake."""
    if place.at_end:
        return None
    return next((found for row in table if (found := row.at(place)) is not None), None)
