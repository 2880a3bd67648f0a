"""JAAS: how a Java program is told who it is, `module required key="value" ...;` (Java's ConfigFile syntax)."""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|\#[^\n]*|/\*.*?\*/)
      | "(?P<quoted>(?:[^"\\]|\\.)*)"
      | '(?P<single>(?:[^'\\]|\\.)*)'
      | (?P<sign>[{}=;])
      | (?P<word>[^\s{}=;"']+)""",
    re.VERBOSE | re.DOTALL,
)
FLAGS = ("required", "requisite", "sufficient", "optional")
END, EQUALS = ("sign", ";"), ("sign", "=")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class JaasError(ValueError):
    """The text is no JAAS configuration; the message tells what was expected."""


@dataclass(frozen=True, slots=True)
class LoginModule:
    """One login module: the last part of its class name, and its options."""

    name: str
    options: dict[str, str] = field(default_factory=dict, repr=False)  # passwords are among them


def parse_login(text: str) -> LoginModule:
    """The first login module of `sasl_jaas_config`, a list of modules that each end with a semicolon."""
    return _module(_tokens(text))


def parse_login_file(text: str) -> LoginModule:
    """The first login module of the section `KafkaClient { ... };` of a JAAS file."""
    tokens = _tokens(text)
    for index, token in enumerate(tokens):
        if token[1] == "KafkaClient" and tokens[index + 1 : index + 2] == [("sign", "{")]:
            return _module(tokens[index + 2 :])
    raise JaasError('expected a section "KafkaClient { ... };", found none')


def _tokens(text: str) -> list[tuple[str, str]]:
    """(kind, text) of each token: text (in quotes), sign or word."""
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise JaasError("a quoted value has no end")
        kind = found.lastgroup or ""
        if kind in ("quoted", "single"):
            tokens.append(("text", re.sub(r"\\(.)", lambda escape: ESCAPES.get(escape[1], escape[1]), found[kind])))
        elif kind != "blank":
            tokens.append((kind, found[kind]))
        place = found.end()
    return tokens


def _module(tokens: list[tuple[str, str]]) -> LoginModule:
    if len(tokens) < 2 or tokens[1][1].lower() not in FLAGS:
        raise JaasError('expected the class of a login module and "required"')
    options: dict[str, str] = {}
    rest = tokens[2:]
    while rest and rest[0] != END:
        if len(rest) < 3 or rest[1] != EQUALS:
            raise JaasError('expected key="value" pairs and a semicolon after them')
        options[rest[0][1]] = rest[2][1]
        rest = rest[3:]
    if not rest:
        raise JaasError("expected a semicolon at its end")
    return LoginModule(tokens[0][1].rpartition(".")[2], options)
