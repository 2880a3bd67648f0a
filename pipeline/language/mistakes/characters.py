"""Characters that look like others, or can't be seen."""

from unicodedata import category, name, normalize

from pipeline.errors import Diagnostic
from pipeline.language.mistakes.place import Place

BLANKS = ("Zs", "Zl", "Zp")


def character_mistake(place: Place) -> Diagnostic | None:
    """A character that no config knows outside of strings and comments."""
    if place.at_end:
        return None
    letter = place.text[place.at]
    if letter == "#":
        return _comment(place)
    if letter.isascii() and letter != "`" and (letter.isprintable() or letter == "\n"):
        return None
    span = place.lexer.span(place.at, place.at + 1)
    message = f"expected {place.wanted}, got {described(letter)}"
    return place.fault(_advice(letter), span=span, message=message)


def _comment(place: Place) -> Diagnostic | None:
    if place.rule == "blank":
        return place.fault(
            "put a blank before the #", message="expected a blank before a comment that stands between options"
        )
    message = "a comment ends with its line, but this line ends with a carriage return alone"
    return place.fault("save the file with line feeds, or CR LF, as line ends", message=message)


def described(letter: str) -> str:
    """`a no-break space (U+00A0)`; what Unicode calls it, if it has a name."""
    if letter == "\ufeff":
        return "a byte order mark (U+FEFF)"
    known = name(letter, "").lower() or "control character"
    article = "an" if known[0] in "aeiou" else "a"
    return f"{article} {known} (U+{ord(letter):04X})"


def _advice(letter: str) -> str:
    if letter == "\ufeff":
        return "save the file as UTF-8 without a byte order mark"
    known, plain = name(letter, ""), normalize("NFKC", letter)
    if any(word in known for word in ("QUOTATION MARK", "APOSTROPHE", "ACUTE ACCENT", "GRAVE ACCENT")):
        return "strings stand in straight quotes: \" or '"
    if category(letter) == "Pd" or letter == "\N{MINUS SIGN}":
        return "write a plain - in its place"
    if len(plain) == 1 and plain.isascii() and plain.isprintable() and plain != " ":
        return f"write a plain {plain} in its place"
    if category(letter) in BLANKS:
        return "put a plain blank in its place; it may come from a web page"
    if category(letter) in ("Cc", "Cf"):
        return "delete it: it can't be seen in most editors"
    return "outside of strings and fields, letters other than a to z have no place: put the text in quotes"
