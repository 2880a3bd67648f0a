"""Query strings such as `level:ERROR AND NOT path:/v1/items*`: Lucene's syntax, parsed by luqum.

Operators bind as Lucene's classic parser binds them, not as in logic: each clause of a level is required, optional or
forbidden, and AND makes the clauses on both its sides required.
"""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from luqum import tree  # type: ignore[import-untyped]
from luqum.exceptions import ParseError  # type: ignore[import-untyped]
from luqum.parser import parser  # type: ignore[import-untyped]

from pipeline.embedded.index import conditions
from pipeline.embedded.index.conditions import Condition
from pipeline.embedded.index.errors import MALFORMED, ApiError, SearchError, UnfitError
from pipeline.embedded.index.kinds import KeywordKind, TextKind
from pipeline.embedded.index.mapping import Field, FieldMap
from pipeline.embedded.index.reading import leaves

REQUIRED, OPTIONAL, FORBIDDEN = "required", "optional", "forbidden"
SYMBOLS = re.compile(r'("(?:[^"\\]|\\.)*")|(?<![^\s(])(&&|\|\|)(?=\s)|(?<![^\s(])(!)(?=\S)')
WORDS = {"&&": "AND", "||": "OR"}
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
WILD = re.compile(r"(?<!\\)[*?]")


def compile_query_string(index: str, fields: FieldMap, text: str, default: Sequence[str], *, every: bool) -> Condition:
    """A query string as a condition on documents of one index.

    `default` are the fields of words that name none; with `every`, words without an operator between them must all fit.
    """
    if not text.strip():
        return conditions.never
    try:
        parsed = parser.parse(SYMBOLS.sub(_spelled, text))
    except (ParseError, ArithmeticError, *MALFORMED) as error:
        cause = ApiError(400, "parse_exception", f"Cannot parse '{text}': {error}")
        raise SearchError("query_shard_exception", f"Failed to parse query [{text}]", index, caused_by=cause) from None
    try:
        return _Compiler(index, fields, every).compile(parsed, list(default))
    except UnfitError as unfit:
        cause = ApiError(400, unfit.kind, str(unfit))
        raise SearchError("query_shard_exception", f"failed to create query: {unfit}", index, caused_by=cause) from None


def _spelled(found: re.Match[str]) -> str:
    return found[1] or WORDS.get(found[2]) or "NOT "


class _Compiler:
    def __init__(self, index: str, fields: FieldMap, every: bool) -> None:
        self._index = index
        self._fields = fields
        self._every = every

    def compile(self, node: Any, names: list[str]) -> Condition:
        """The condition that a node stands for; `names` are the fields that it is about."""
        match node:
            case tree.SearchField():
                return self._field(node, names)
            case tree.BaseGroup() | tree.Boost():
                return self.compile(node.children[0], names)
            case tree.BaseOperation() | tree.Not() | tree.Plus() | tree.Prohibit():
                return self._level(node, names)
            case tree.Word() | tree.Phrase() | tree.Regex() | tree.Range() | tree.From() | tree.To():
                return self._leaf(node, names)
        raise UnfitError(f"the embedded index knows no [{type(node).__name__.lower()}] in query strings")

    def _field(self, node: Any, names: list[str]) -> Condition:
        name = ESCAPE.sub(r"\1", node.name)
        if name == "_exists_":
            return conditions.exists(self._fields, ESCAPE.sub(r"\1", str(node.children[0]).strip('"')))
        return self.compile(node.children[0], [name])

    def _level(self, node: Any, names: list[str]) -> Condition:
        clauses = self._occurrences(list(_flat(node)))
        sorted_out: dict[str, list[Condition]] = {REQUIRED: [], OPTIONAL: [], FORBIDDEN: []}
        for occur, operand in clauses:
            sorted_out[occur].append(self.compile(operand, names))
        required = sorted_out[REQUIRED]
        if not required and sorted_out[OPTIONAL]:
            required = [conditions.any_of(sorted_out[OPTIONAL])]
        # As in Elasticsearch, what is only forbidden leaves all the rest.
        return conditions.all_of(required + [conditions.negated(each) for each in sorted_out[FORBIDDEN]])

    def _occurrences(self, operands: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Lucene's rule: (operator before it, operand) to (required, optional or forbidden, operand)."""
        found: list[tuple[str, Any]] = []
        for operator, operand in operands:
            if found and operator == "AND" and found[-1][0] == OPTIONAL:
                found[-1] = REQUIRED, found[-1][1]
            if found and self._every and operator == "OR" and found[-1][0] == REQUIRED:
                found[-1] = OPTIONAL, found[-1][1]
            match operand:
                case tree.Not() | tree.Prohibit():
                    found.append((FORBIDDEN, operand.children[0]))
                case tree.Plus():
                    found.append((REQUIRED, operand.children[0]))
                case _:
                    must = operator == "AND" or (self._every and operator != "OR")
                    found.append((REQUIRED if must else OPTIONAL, operand))
        return found

    def _leaf(self, node: Any, names: list[str]) -> Condition:
        if names == ["*"] and isinstance(node, tree.Word) and node.value == "*":
            return conditions.always
        found: list[Condition] = []
        for name in names:
            if name == "_id":
                wanted = _unescaped(node)
                found.append(lambda document_id, document, wanted=wanted: document_id == wanted)  # type: ignore[misc]
            elif name == "_index":
                found.append(conditions.always if fnmatchcase(self._index, _unescaped(node)) else conditions.never)
            elif isinstance(node, tree.Word) and node.value == "*":
                found.append(conditions.exists(self._fields, name))
            else:
                found += [self._on(field, node) for field in self._named(name)]
        return conditions.any_of(found)

    def _named(self, name: str) -> Iterator[Field]:
        if name == "*":
            yield from leaves(self._fields)
        elif "*" in name:
            yield from (field for field in self._fields.all() if fnmatchcase(field.path, name))
        else:
            field = self._fields.find(name)
            if field is not None and not field.kind.is_object:
                yield field

    def _on(self, field: Field, node: Any) -> Condition:
        try:
            return self._made(field, node)
        except UnfitError:
            return conditions.never  # a number field finds nothing for a word, as in Elasticsearch

    def _made(self, field: Field, node: Any) -> Condition:
        match node:
            case tree.Phrase():
                return conditions.phrase(self._fields, field, ESCAPE.sub(r"\1", node.value[1:-1]))
            case tree.Regex():
                return conditions.pattern(self._fields, field, conditions.regular(node.value[1:-1]))
            case tree.Range() | tree.From() | tree.To():
                return conditions.in_range(self._fields, field, **self._bounds(field, node))
        text = node.value
        if WILD.search(text) and isinstance(field.kind, TextKind | KeywordKind):
            lowered = text.lower() if isinstance(field.kind, TextKind) else text
            return conditions.pattern(self._fields, field, conditions.wildcard(lowered))
        return conditions.matches(self._fields, field, _unescaped(node), every=self._every)

    def _bounds(self, field: Field, node: Any) -> dict[str, Any]:
        bounds = _bounds(node)
        lowered = isinstance(field.kind, TextKind)
        return {name: text.lower() if text and lowered else text for name, text in bounds.items()}


def _flat(node: Any, operator: str = "") -> Iterator[tuple[str, Any]]:
    """The operands of one level with the operators before them, in the order in which they are written."""
    if not isinstance(node, tree.BaseOperation):
        yield operator, node
        return
    own = "AND" if isinstance(node, tree.AndOperation) else "OR" if isinstance(node, tree.OrOperation) else ""
    for number, child in enumerate(node.children):
        yield from _flat(child, own if number else operator)


def _unescaped(node: Any) -> str:
    text = node.value[1:-1] if isinstance(node, tree.Phrase) else str(node)
    return ESCAPE.sub(r"\1", text.strip())


def _bounds(node: Any) -> dict[str, str | None]:
    if isinstance(node, tree.From):
        found = {"gte" if node.include else "gt": node.children[0]}
    elif isinstance(node, tree.To):
        found = {"lte" if node.include else "lt": node.children[0]}
    else:
        found = {"gte" if node.include_low else "gt": node.low, "lte" if node.include_high else "lt": node.high}
    texts = {name: _unescaped(bound) for name, bound in found.items()}
    return {name: None if text == "*" else text for name, text in texts.items()}
