"""Texts whose quotes are not where they were meant."""

from pipeline.errors import Diagnostic
from pipeline.language.mistakes.place import Place
from pipeline.source import Span

NO_BACKSLASH = "a text can't end with a backslash: in a path write /, in a pattern [\\\\]"


def string_mistake(place: Place) -> Diagnostic | None:
    """A quote that nothing closes, and a text that took in more than it should."""
    if place.at_end:
        return None
    text = place.lexer.last_string
    if text is not None and text.end == place.at:
        return _swallowed(place, text)
    quote = place.text[place.at]
    if quote not in "\"'" or place.thing().end > place.at + 1:
        return None
    hint = NO_BACKSLASH if f"\\{quote}" in place.text[place.at :] else f"add the closing {quote}"
    return place.fault(hint, span=place.lexer.span(place.at, place.at + 1), message="this text is never closed")


def _swallowed(place: Place, text: Span) -> Diagnostic | None:
    """The text that ends right here, if more stands in it than in others."""
    written, quote = text.text, text.text[0]
    if f"\\{quote}" in written:
        return place.fault(NO_BACKSLASH, span=text, message=f"a backslash before {quote} keeps this text open")
    if "\n" not in written or place.text[place.at] in "#,]})=:":
        return None
    return place.fault(
        f"add the closing {quote}",
        span=place.lexer.span(text.start, text.start + 1),
        message=f"this text goes on to the {quote} in line {text.end_line}",
        related=[(place.lexer.span(text.end - 1, text.end), "it is closed here")],
    )
