"""Brackets that are missing, or too many."""

from pipeline.errors import Diagnostic
from pipeline.language.lexer import Opened
from pipeline.language.mistakes.place import Place
from pipeline.source import Span

DEEPEST_INDENT = 100  # further right, a brace tells nothing
CLOSING = {"{": "}", "[": "]", "(": ")"}


def bracket_mistake(place: Place) -> Diagnostic | None:
    """The end of the file, and closing brackets that match nothing."""
    if place.at_end:
        return _end(place)
    letter = place.text[place.at]
    if place.inside and place.inside.bracket == "(" and letter == "{" and place.rule == "operator":
        return place.fault('add the missing ")"', related=[opened_here(place.inside)])
    if letter not in "}])":
        return None
    span = place.lexer.span(place.at, place.at + 1)
    if place.inside is None:
        return _too_many(place, span)
    if CLOSING[place.inside.bracket] == letter:
        return None
    closing = CLOSING[place.inside.bracket]
    message = f'expected {place.wanted}, got "{letter}"'
    if not any(CLOSING[opened.bracket] == letter for opened in place.lexer.open):
        return place.fault(f'no "{_opening(letter)}" is open that it could close', span=span, message=message)
    return place.fault(f'add the missing "{closing}"', span=span, message=message, related=[opened_here(place.inside)])


def _opening(closing: str) -> str:
    return next(opening for opening, end in CLOSING.items() if end == closing)


def opened_here(opened: Opened) -> tuple[Span, str]:
    """The related place that shows where a bracket was opened."""
    return opened.span, "opened here"


def _too_many(place: Place, span: Span) -> Diagnostic:
    related = []
    if place.lexer.closed:
        opened, at = place.lexer.closed[-1]
        related = [(place.lexer.span(at, at + 1), f"{opened.what} was closed here")]
    message = f'expected {place.wanted}, got "{span.text}"'
    return place.fault("nothing is open: delete it, or one above", span=span, message=message, related=related)


def _end(place: Place) -> Diagnostic:
    at = len(place.text.rstrip())
    span = place.lexer.span(at, at)
    if place.inside is None:
        return place.fault(span=span, message=f"expected {place.wanted}, got the end of the file")
    message = f"the file ends inside {place.inside.what}"
    if place.rule not in ("statement", "option", "key", "item"):
        message = f"expected {place.wanted}, got the end of the file"
    return place.fault(
        *still_open(place), span=span, message=message, related=[opened_here(place.inside), *suspect(place)]
    )


def still_open(place: Place) -> list[str]:
    """The hint that names the closing brackets to add."""
    waiting = list(reversed(place.lexer.open))
    closing = [CLOSING[opened.bracket] for opened in waiting]
    if len(closing) == 1:
        return [f'add the missing "{closing[0]}"']
    names = [opened.what.split('"')[1] if '"' in opened.what else opened.what for opened in waiting]
    listed = f"{', '.join(names[:-1])} and {names[-1]} are {'both' if len(names) == 2 else 'all'} open"
    if len(set(closing)) == 1:
        return [f'add the missing "{closing[0]}"{times(len(closing))}: {listed}']
    return [f"add the missing {' '.join(closing)}: {listed}"]


def times(number: int) -> str:
    """How often a bracket is missing, in words that follow it."""
    return {1: "", 2: " twice"}.get(number, f" {number} times")


def suspect(place: Place) -> list[tuple[Span, str]]:
    """The first block whose closing brace stands further left than its beginning: there a brace may be missing."""
    source = place.lexer.source
    for opened, at in sorted(place.lexer.closed, key=lambda pair: pair[1]):
        number, column = source.position(at)
        if column > DEEPEST_INDENT or opened.bracket != "{":
            continue
        indent = _indent(source.line(number))
        if column == indent + 1 and indent < _indent(source.line(opened.span.line)):
            return [(opened.span, f'closed by the "}}" in line {number}, which is indented less')]
    return []


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
