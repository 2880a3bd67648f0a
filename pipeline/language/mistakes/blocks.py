"""Mistakes around sections, plugins, options and values."""

import re

from pipeline.errors import Diagnostic, did_you_mean
from pipeline.language.lexer import NAME
from pipeline.language.mistakes.brackets import opened_here, suspect, times
from pipeline.language.mistakes.place import Place
from pipeline.language.mistakes.table import Mistake

SECTIONS = ("input", "filter", "output")
# A text that somebody forgot to put in quotes, and the name that stands before a wrong sign.
BARE = r"(?:%\{[^}\s]*\}|\$\{[^}\s]*\}|[^\s\"'{}\[\](),=>#])+"
NAMED = r"(?P<name>[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*"


def block_mistake(place: Place) -> Diagnostic | None:
    """Sections and blocks that begin where none may."""
    if place.rule == "section":
        return _no_section(place)
    if place.rule == "nested":
        return _section_inside(place)
    if place.rule == "arrow" and place.text.startswith("{", place.at):
        return _block_inside(place)
    return None


def _no_section(place: Place) -> Diagnostic | None:
    found = NAME.match(place.text, place.at)
    if found is None:
        return None
    word, behind = found[0], place.lexer.after_blanks(found.end())
    near = did_you_mean(word.lower(), SECTIONS)
    if near:
        return place.fault(near)
    if word in ("if", "else", "elseif"):
        return place.fault("a condition stands inside a section: filter { if ... { } }")
    if place.text.startswith("=>", behind):
        hint = f"options stand in the braces of a plugin: filter {{ mutate {{ {word} => ... }} }}"
        return place.fault(hint, message=f'the option "{word}" stands outside every plugin')
    if place.text.startswith("{", behind):
        hint = f"plugins stand inside a section: filter {{ {word} {{ ... }} }}"
        return place.fault(hint, message=f'the plugin "{word}" stands outside every section')
    return None


def _section_inside(place: Place) -> Diagnostic | None:
    assert place.inside is not None
    return place.fault(
        f'add the missing "}}"{times(len(place.lexer.open))} before it',
        message=f'"{place.thing().text}" begins while {place.inside.what} is still open',
        related=[opened_here(place.inside), *suspect(place)],
    )


def _block_inside(place: Place) -> Diagnostic | None:
    """`grok {` where an option of mutate could stand: a brace is missing above, or an arrow here."""
    assert place.inside is not None
    line = place.line_before()
    found = re.search(rf"{NAMED}\Z", line)
    inner = NAME.match(place.text, place.lexer.after_blanks(place.at + 1))
    if found is None:
        return None
    name, alone = found["name"], line[: found.start()].strip() == ""
    if alone and name[0] not in "\"'" and not (inner and inner["string"]) and _line_of(place) > place.inside.span.line:
        start = place.at - len(line) + found.start()
        return place.fault(
            'add the missing "}" before it, or "=>" behind it if it is an option',
            span=place.lexer.span(start, start + len(name)),
            message=f'"{name}" begins while {place.inside.what} is still open',
            related=[opened_here(place.inside)],
        )
    return place.fault(f"write: {name} => {{ ... }}")


def _line_of(place: Place) -> int:
    return place.lexer.source.position(place.at)[0]


BLOCKS = (
    # --- between sections and statements
    Mistake("section", r"-|\{|<", ("a config begins with a section: input {{ ... }}",)),
    Mistake("statement", r"[\[(!]", ('a condition begins with "if"',)),
    Mistake("statement", r",", ("plugins stand one after the other, without commas",)),
    Mistake("section statement option", r"//|/\*|;", ('a comment begins with "#"',)),
    Mistake("plugin", r"\S", message='expected "else if", got {got}', before=r"(?P<only>elsif|elif)\s*"),
    Mistake("plugin", r"\S", message='expected "if", got {got}', before=r"(?P<only>IF|If)\s*"),
    Mistake("plugin", r"\S", message='expected "else", got {got}', before=r"(?P<only>ELSE|Else)\s*"),
    Mistake("plugin", r"[\[(!\"']", ("write: if !(...)",), before=r"(?P<only>unless)\s*"),
    Mistake(
        "plugin",
        r"[\[(!\"']",
        ('a condition is written: if [field] == "value" {{ ... }}',),
        before=r"(?P<only>when|while|case|switch)\s*",
    ),
    Mistake("plugin", r"[\w\"'\[]", ("the options of a plugin stand in braces: {name} {{ ... }}",), before=NAMED),
    Mistake(
        "plugin",
        r"=>",
        ("options stand in the braces of a plugin",),
        message="expected a plugin, got the option {got}",
        before=r"(?P<only>[A-Za-z0-9_-]+)\s*",
    ),
    Mistake(
        "alone",
        r"else",
        ('an "else" stands right behind the closing brace of its "if"',),
        message='no "if" stands right before this "else"',
    ),
    # --- between options
    Mistake("option blank", r",", ("options stand one after the other, without commas",)),
    Mistake("option", r"=>", ('the name of the option is missing before "=>"',)),
    Mistake(
        "blank",
        r"[^\s,]",
        ("a quote inside a text? put the other kind of quotes around it",),
        message="expected a blank after this text, got {got}",
        before=r"[\"']",
    ),
    Mistake("blank item", r"_[0-9]", ('a number is written without "_"',), before=r"(?<!\w)(?P<start>-?[0-9]+)"),
    Mistake(
        "blank item",
        BARE,
        ('write: "{culprit}"',),
        message="expected quotes around a text of more than letters, digits and _, got {got}",
        before=rf"(?P<start>{BARE})",
    ),
    Mistake(
        "arrow",
        r"[\[\"'!(]",
        ("a condition stands around plugins, not inside one",),
        message='expected an option of {inside}, got "if"',
        before=r"(?P<only>if)\s*",
        opened=True,
    ),
    # --- between a name and its value
    Mistake("arrow pair", r"=\s+>", ('write "=>" without a blank',)),
    Mistake("arrow pair", r"==?>?|:=?|->|~>", ("write: {name} => ...",), before=NAMED),
    Mistake(
        "arrow pair",
        BARE,
        ('write: "{culprit}"',),
        message="expected quotes around a name of more than letters, digits and _, got {got}",
        before=rf"(?P<start>{BARE})",
    ),
    Mistake("arrow", r"[\"'\[\w$%/.-]", ('write "=>" between the option and its value: {name} => ...',), before=NAMED),
    Mistake("arrow", r"\}", ("an option needs a value: {name} => ...",), before=NAMED),
    Mistake("pair", r",", ('a list stands in brackets: ["a", "b"], a hash is written {{ "a" => "b" }}',)),
    Mistake("key", r",", ("the pairs of a hash stand one after the other, without commas",)),
    Mistake(
        "key",
        r"\[[^\]\n]*\](?:\[[^\]\n]*\])*",
        ('as a key, a field stands in quotes: "{0}"',),
        message="expected {wanted}, got {0}",
    ),
    # --- values
    Mistake("value key", r"\$\{[^}\s]*\}?", ('a variable stands in quotes: "{0}"',)),
    Mistake("value key", r"\$(?P<name>[A-Za-z0-9_]+)", ('a variable is written "${{{name}}}", in quotes',)),
    Mistake("value", r"\+[0-9]+", ("a number has no plus sign",)),
    Mistake("value", r"\.[0-9]+", ("a number begins with a digit: 0{0}",)),
    Mistake(
        "value key", r"[A-Za-z_](?![A-Za-z0-9_.:/@%-])", ('a word without quotes has two letters or more: write "{0}"',)
    ),
    Mistake("value key", BARE, ('a text stands in quotes: "{0}"',)),
    Mistake("value", r"\]", ('delete the comma before "]"',), before=r",\s*"),
    Mistake("value", r"\(", ('a list stands in brackets: ["a", "b"]',)),
    Mistake("value", r"=>?|>", ('one "=>" is enough',), before=r"=>\s*"),
    Mistake(
        "item",
        r"==|!=|=~|!~|<=?|>=?|=(?!>)",
        ('a field is closed by "]" behind its name: [{name}] {0} ...',),
        before=r"\[\s*(?P<name>[^\s\[\]]+)\s*",
    ),
    Mistake("item", r"=>|:", ('a hash is written in braces: {{ "a" => "b" }}',)),
    Mistake(
        "item",
        r"[\w%$-]",
        ("is a quote missing before or behind? each text stands in its own quotes",),
        before=r"[\"']",
    ),
    Mistake("item", r"[\"'\w\[{$%-]", ('put a comma between two values: ["a", "b"]',)),
)
