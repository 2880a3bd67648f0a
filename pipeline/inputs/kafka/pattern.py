"""`topics_pattern` is a regular expression of Java, matched against whole names; librdkafka takes POSIX's."""

import re

from pipeline.plugin import OptionError

CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \t"}
PIECE = re.compile(
    r"\\(?P<escape>.)|\(\?(?P<group>:|[^)]*)|\[(?P<set>\^?\]?(?:\\.|[^\]\\])*)\]|(?P<lazy>[*+?}][+?])|.", re.DOTALL
)


def subscription_pattern(pattern: str) -> str:
    """The pattern as librdkafka takes it; OptionError for what POSIX can't say."""
    return f"^({PIECE.sub(_piece, pattern)})$"


def _piece(found: re.Match[str]) -> str:
    if found["escape"] is not None:
        return _escape(found["escape"])
    if found["set"] is not None:
        inner = re.sub(r"\\(.)", lambda escape: CLASSES.get(escape[1], escape[1]), found["set"], flags=re.DOTALL)
        return f"[{inner}]"
    if found["group"] == ":":
        return "("
    if found["group"] is not None or found["lazy"]:
        raise OptionError(
            f'option "topics_pattern": expected a pattern without "{found[0]}", which librdkafka does not know',
            path=("topics_pattern",),
            hints=("it knows . * + ? {n,m} [...] (...) | ^ $",),
        )
    return found[0]


def _escape(letter: str) -> str:
    if letter in CLASSES:
        return f"[{CLASSES[letter]}]"
    if letter.lower() in CLASSES:
        return f"[^{CLASSES[letter.lower()]}]"
    if letter.isalnum():
        raise OptionError(
            f'option "topics_pattern": expected a pattern without "\\{letter}", which librdkafka does not know',
            path=("topics_pattern",),
        )
    return f"\\{letter}"
