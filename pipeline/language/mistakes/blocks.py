"""Mistakes around sections, plugins, options and values."""

import re

from pipeline.errors import Diagnostic, did_you_mean
from pipeline.language.lexer import NAME
from pipeline.language.mistakes.brackets import opened_here, suspect, times
from pipeline.language.mistakes.place import Place
from pipeline.language.mistakes.table import NAMED, Mistake

SECTIONS = ("input", "filter", "output")


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
    Mistake("alone", r"(?!else)\w+", message='expected "else", got {got}'),
    Mistake(
        "alone",
        r"else",
        ('an "else" stands right behind the closing brace of its "if"',),
        message='no "if" stands right before this "else"',
    ),
)
