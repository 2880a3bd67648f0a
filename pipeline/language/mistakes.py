"""What to tell somebody whose config does not parse."""

import re

from pipeline.errors import Diagnostic
from pipeline.language.lexer import Lexer

SHOWN = re.compile(r"[A-Za-z0-9_-]+|=>|==|=~|!~|[^\s]")


def explain(lexer: Lexer, rule: str, wanted: str) -> Diagnostic:
    """The diagnostic for a rule that wanted something else than what stands here."""
    if lexer.at >= len(lexer.text):
        return _at_end(lexer, wanted)
    found = SHOWN.match(lexer.text, lexer.at)
    end = found.end() if found else lexer.at + 1
    span = lexer.span(lexer.at, end)
    return Diagnostic(f'expected {wanted}, got "{span.text}"', span, kind="syntax")


def _at_end(lexer: Lexer, wanted: str) -> Diagnostic:
    end = len(lexer.text.rstrip())
    opened = lexer.open[-1] if lexer.open else None
    message = f"the file ends inside {opened.what}" if opened else f"expected {wanted}, got the end of the file"
    related = ((opened.span, "opened here"),) if opened else ()
    return Diagnostic(message, lexer.span(end, end), related=related, kind="syntax")
