"""`${NAME}` and `${NAME:default}` in a config: filled in from a keystore, then from the environment.

As Logstash does (golden/notes/language.md 14): inside option values, items of lists and values of hashes, and in
conditions where the variable is the whole text.  What does not look like a variable stays as it is.
"""

import os
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from pipeline.errors import OptionError

VARIABLE = re.compile(r"\$\{([a-zA-Z_.][a-zA-Z0-9_.]*)(?::([^}]*))?\}")
Lookup = Callable[[str], str | None]


def environment(keystore: Mapping[str, str] | None = None) -> Lookup:
    """A lookup that asks the keystore first, then the environment of this process."""
    secrets = keystore or {}

    def lookup(name: str) -> str | None:
        return secrets.get(name, os.environ.get(name))

    return lookup


def substitute(text: str, lookup: Lookup) -> str:
    """The text with every variable filled in; OptionError names the first that has neither a value nor a default."""
    if "${" not in text:
        return text

    def fill(found: re.Match[str]) -> str:
        value = lookup(found[1])
        if value is not None:
            return value
        if found[2] is not None:
            return found[2]
        near = get_close_matches(found[1], os.environ, n=1)
        hints = (f'did you mean "${{{near[0]}}}"?',) if near else ()
        raise OptionError(
            f'the variable "{found[1]}" is not set',
            hints=(*hints, f"set it in the environment, or give a default: ${{{found[1]}:default}}"),
        )

    return VARIABLE.sub(fill, text)


def substitute_whole(text: str, lookup: Lookup) -> str:
    """In conditions: only a text that is nothing but one variable is filled in."""
    return substitute(text, lookup) if VARIABLE.fullmatch(text) else text
