"""Conditions on one field, as closures: (document id, document) -> bool.  Queries are built from them."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from pipeline.embedded.index.errors import UnfitError
from pipeline.embedded.index.kinds import KeywordKind, TextKind, shown, tokens
from pipeline.embedded.index.mapping import Field, FieldMap
from pipeline.embedded.index.reading import Document, has_value, reader, source_path, stored_reader

Condition = Callable[[str, Document], bool]


def always(document_id: str, document: Document) -> bool:
    """Every document."""
    return True


def never(document_id: str, document: Document) -> bool:
    """No document."""
    return False


def all_of(conditions: Sequence[Condition]) -> Condition:
    """Documents that meet all conditions."""
    if len(conditions) == 1:
        return conditions[0]
    return lambda document_id, document: all(condition(document_id, document) for condition in conditions)


def any_of(conditions: Sequence[Condition], least: int = 1) -> Condition:
    """Documents that meet at least so many of the conditions."""
    if least == 1:
        return lambda document_id, document: any(condition(document_id, document) for condition in conditions)
    return lambda document_id, document: sum(condition(document_id, document) for condition in conditions) >= least


def negated(condition: Condition) -> Condition:
    """Documents that don't meet it."""
    return lambda document_id, document: not condition(document_id, document)


def exists(fields: FieldMap, path: str) -> Condition:
    """Documents with any value under the path."""
    field = fields.find(path)
    if field is None:
        return never
    read = reader(source_path(fields, field))
    return lambda document_id, document: any(map(has_value, read(document)))


def equals(fields: FieldMap, field: Field, text: Any) -> Condition:
    """Documents whose field has the value; a text has it among its words.  UnfitError where it can't have it."""
    if isinstance(field.kind, TextKind):
        return _words(fields, field, lambda words: shown(text) in words)
    least, greatest = field.kind.span(text)
    return between(fields, field, lambda value: bool(least <= value <= greatest))


def between(fields: FieldMap, field: Field, fits: Callable[[Any], bool]) -> Condition:
    """Documents with a stored value that fits."""
    read = stored_reader(fields, field)
    return lambda document_id, document: any(map(fits, read(document)))


def matches(fields: FieldMap, field: Field, text: Any, *, every: bool = False) -> Condition:
    """Documents found by a text that is cut into words where the field is; `every` word, or any of them."""
    if not isinstance(field.kind, TextKind):
        return equals(fields, field, text)
    wanted = frozenset(tokens(shown(text)))
    if every:
        return _words(fields, field, lambda words: bool(wanted) and wanted.issubset(words))
    return _words(fields, field, lambda words: not wanted.isdisjoint(words))


def phrase(fields: FieldMap, field: Field, text: Any) -> Condition:
    """Documents with the words of a text one after the other."""
    if not isinstance(field.kind, TextKind):
        return equals(fields, field, text)
    wanted = tokens(shown(text))
    length = len(wanted)

    def follows(words: Sequence[str]) -> bool:
        return any(words[start : start + length] == wanted for start in range(len(words) - length + 1))

    return _words(fields, field, follows if wanted else lambda words: False)


def pattern(fields: FieldMap, field: Field, expression: re.Pattern[str]) -> Condition:
    """Documents with a word (of a text) or a whole value (of a keyword) that the pattern fits."""
    fits = expression.fullmatch
    if isinstance(field.kind, TextKind):
        return _words(fields, field, lambda words: any(map(fits, words)))
    if not isinstance(field.kind, KeywordKind):
        raise UnfitError(f"expected a keyword or text field, got [{field.path}] of type [{field.type}]")
    return between(fields, field, lambda value: fits(value) is not None)


def in_range(fields: FieldMap, field: Field, **bounds: Any) -> Condition:
    """Documents with a value within `gt`, `gte`, `lt`, `lte`; a day as `lte` or `gt` counts as its end."""
    tests: list[Callable[[Any], bool]] = []
    for name, bound in bounds.items():
        if bound is not None:
            tests.append(_bound(name, *field.kind.span(bound)))

    def fits(value: Any) -> bool:
        return all(test(value) for test in tests)

    if isinstance(field.kind, TextKind):
        return _words(fields, field, lambda words: any(map(fits, words)))
    return between(fields, field, fits)


def _bound(name: str, least: Any, greatest: Any) -> Callable[[Any], bool]:
    match name:
        case "gt":
            return lambda value: bool(value > greatest)
        case "gte":
            return lambda value: bool(value >= least)
        case "lt":
            return lambda value: bool(value < least)
    return lambda value: bool(value <= greatest)


def _words(fields: FieldMap, field: Field, fits: Callable[[Sequence[str]], bool]) -> Condition:
    read, terms = reader(source_path(fields, field)), field.kind.terms
    return lambda document_id, document: any(fits(terms(value) or ()) for value in read(document))


def regular(text: str) -> re.Pattern[str]:
    """A regular expression; UnfitError where it is none.  Lucene's own operators (~ & @ <1-9>) aren't known."""
    try:
        return re.compile(text)
    except re.error as error:
        raise UnfitError(f"expected a regular expression, got [{text}]: {error}") from None


def wildcard(text: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """A pattern of * and ? as a regular expression; a backslash takes the next character as it is."""
    parts = re.findall(r"\\.|.", text, re.DOTALL)
    expression = "".join({"*": ".*", "?": "."}.get(part) or re.escape(part[-1]) for part in parts)
    return re.compile(expression, re.DOTALL | (re.IGNORECASE if ignore_case else 0))
