"""Queries in JSON, compiled for one index: each kind is a function (scope, body) -> condition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pipeline.embedded.index import conditions
from pipeline.embedded.index.conditions import Condition
from pipeline.embedded.index.errors import ApiError, SearchError, UnfitError, bad_query
from pipeline.embedded.index.mapping import Field, FieldMap
from pipeline.embedded.index.querystring import compile_query_string

BOUNDS = ("gt", "gte", "lt", "lte")


@dataclass(frozen=True, slots=True)
class Scope:
    """The index that a query is compiled for."""

    index: str
    fields: FieldMap


Compile = Callable[[Scope, Any], Condition]


def compile_query(scope: Scope, query: Any) -> Condition:
    """A query object as a condition; ApiError where it is none that is known here."""
    if not isinstance(query, dict) or len(query) != 1:
        found = ", ".join(f"[{name}]" for name in query) if isinstance(query, dict) else "no object"
        raise bad_query(f"expected an object with one query, got {found or 'an empty object'}")
    ((name, body),) = query.items()
    if name not in QUERIES:
        near = get_close_matches(name, QUERIES, n=1)
        raise bad_query(f"unknown query [{name}]" + (f" did you mean [{near[0]}]?" if near else ""))
    if not isinstance(body, dict):
        raise bad_query(f"[{name}] query malformed, expected an object")
    try:
        return QUERIES[name](scope, body)
    except UnfitError as unfit:
        cause = ApiError(400, unfit.kind, str(unfit))
        reason = f"failed to create query: {unfit}"
        raise SearchError("query_shard_exception", reason, scope.index, caused_by=cause) from None


def _match_all(scope: Scope, body: Mapping[str, Any]) -> Condition:
    _only("match_all", body, "boost")
    return conditions.always


def _match_none(scope: Scope, body: Mapping[str, Any]) -> Condition:
    return conditions.never


def _term(scope: Scope, body: Mapping[str, Any]) -> Condition:
    path, options = _single("term", body, "value", "boost", "case_insensitive")
    if options.get("case_insensitive"):
        return _patterned(scope, path, conditions.wildcard(_escaped(options["value"]), ignore_case=True))
    return _on_field(scope, path, conditions.equals, options["value"])


def _terms(scope: Scope, body: Mapping[str, Any]) -> Condition:
    named = {path: values for path, values in body.items() if path != "boost"}
    if len(named) != 1:
        raise bad_query("[terms] query requires exactly one field")
    ((path, values),) = named.items()
    if not isinstance(values, list):
        raise bad_query(f"[terms] query expects an array of values for [{path}]")
    return conditions.any_of([_on_field(scope, path, conditions.equals, value) for value in values])


def _match(scope: Scope, body: Mapping[str, Any]) -> Condition:
    path, options = _single("match", body, "query", "operator", "boost", "lenient")
    every = str(options.get("operator", "or")).lower() == "and"

    def make(fields: FieldMap, field: Field, text: Any) -> Condition:
        return conditions.matches(fields, field, text, every=every)

    return _on_field(scope, path, make, options["query"], lenient=options.get("lenient") is True)


def _match_phrase(scope: Scope, body: Mapping[str, Any]) -> Condition:
    path, options = _single("match_phrase", body, "query", "boost")
    return _on_field(scope, path, conditions.phrase, options["query"])


def _wildcard(scope: Scope, body: Mapping[str, Any]) -> Condition:
    path, options = _single("wildcard", body, "value", "wildcard", "boost", "case_insensitive")
    text = str(options.get("value", options.get("wildcard")))
    return _patterned(scope, path, conditions.wildcard(text, ignore_case=options.get("case_insensitive") is True))


def _prefix(scope: Scope, body: Mapping[str, Any]) -> Condition:
    path, options = _single("prefix", body, "value", "boost", "case_insensitive")
    ignore_case = options.get("case_insensitive") is True
    return _patterned(scope, path, conditions.wildcard(_escaped(options["value"]) + "*", ignore_case=ignore_case))


def _escaped(text: Any) -> str:
    return "".join(f"\\{character}" if character in "*?\\" else character for character in str(text))


def _patterned(scope: Scope, path: str, expression: Any) -> Condition:
    return _on_field(scope, path, conditions.pattern, expression)


def _regexp(scope: Scope, body: Mapping[str, Any]) -> Condition:
    path, options = _single("regexp", body, "value", "boost", "case_insensitive", "flags")
    return _patterned(scope, path, conditions.regular(str(options["value"])))


def _exists(scope: Scope, body: Mapping[str, Any]) -> Condition:
    if "field" not in body:
        raise bad_query("[exists] must be provided with a [field]")
    _only("exists", body, "field", "boost")
    return conditions.exists(scope.fields, str(body["field"]))


def _range(scope: Scope, body: Mapping[str, Any]) -> Condition:
    path, bounds = _single("range", body, *BOUNDS, "from", "to", "format", "boost", "relation")
    if "format" in bounds:
        raise bad_query("[range] query: the embedded index knows no [format]")
    named = {name: bounds.get(name) for name in BOUNDS}
    named["gte"] = bounds.get("from", named["gte"])
    named["lte"] = bounds.get("to", named["lte"])
    return _on_field(scope, path, lambda fields, field, _: conditions.in_range(fields, field, **named), None)


def _ids(scope: Scope, body: Mapping[str, Any]) -> Condition:
    _only("ids", body, "values", "boost")
    values = body.get("values", [])
    wanted = frozenset(map(str, values if isinstance(values, list) else [values]))
    return lambda document_id, document: document_id in wanted


def _bool(scope: Scope, body: Mapping[str, Any]) -> Condition:
    _only("bool", body, "must", "filter", "should", "must_not", "minimum_should_match", "boost")
    required = _clauses(scope, body, "must") + _clauses(scope, body, "filter")
    optional = _clauses(scope, body, "should")
    required += [conditions.negated(clause) for clause in _clauses(scope, body, "must_not")]
    default = 1 if optional and not (body.get("must") or body.get("filter")) else 0
    least = _least(body.get("minimum_should_match", default), len(optional))
    if least:
        required.append(conditions.any_of(optional, least))
    return conditions.all_of(required) if required else conditions.always


def _clauses(scope: Scope, body: Mapping[str, Any], occur: str) -> list[Condition]:
    clauses = body.get(occur) or []
    return [compile_query(scope, clause) for clause in (clauses if isinstance(clauses, list) else [clauses])]


def _least(wanted: Any, clauses: int) -> int:
    text = str(wanted)
    try:
        number = clauses * int(text[:-1]) // 100 if text.endswith("%") else int(text)
    except ValueError:
        raise bad_query(f"[bool] query: expected a number or a percentage, got [{text}]") from None
    return number if number >= 0 else clauses + number


def _query_string(scope: Scope, body: Mapping[str, Any]) -> Condition:
    ignored = (
        "boost",
        "lenient",
        "analyze_wildcard",
        "allow_leading_wildcard",
        "time_zone",
        "auto_generate_synonyms_phrase_query",
    )
    _only("query_string", body, "query", "default_field", "fields", "default_operator", *ignored)
    if "query" not in body:
        raise bad_query("[query_string] must be provided with a [query]")
    fields = body.get("fields") or [body.get("default_field", "*")]
    every = str(body.get("default_operator", "or")).lower() == "and"
    return compile_query_string(scope.index, scope.fields, str(body["query"]), fields, every=every)


QUERIES: dict[str, Compile] = {
    "bool": _bool,
    "exists": _exists,
    "ids": _ids,
    "match": _match,
    "match_all": _match_all,
    "match_none": _match_none,
    "match_phrase": _match_phrase,
    "prefix": _prefix,
    "query_string": _query_string,
    "range": _range,
    "regexp": _regexp,
    "term": _term,
    "terms": _terms,
    "wildcard": _wildcard,
}


def _on_field(
    scope: Scope,
    path: str,
    make: Callable[[FieldMap, Field, Any], Condition],
    value: Any,
    *,
    lenient: bool = False,
) -> Condition:
    """The condition on a field; no document meets one on a field that isn't there."""
    if path == "_id":
        return lambda document_id, document: document_id == str(value)
    if path == "_index":
        return conditions.always if value == scope.index else conditions.never
    field = scope.fields.find(path)
    if field is None or field.kind.is_object:
        return conditions.never
    try:
        return make(scope.fields, field, value)
    except UnfitError:
        if lenient:
            return conditions.never
        raise


def _single(name: str, body: Mapping[str, Any], main: str, *others: str) -> tuple[str, Mapping[str, Any]]:
    """(field, options) of a query about one field; a bare value stands for its main option."""
    if len(body) != 1:
        found = " and ".join(f"[{path}]" for path in body)
        raise bad_query(f"[{name}] query doesn't support multiple fields, found {found or 'none'}")
    ((path, options),) = body.items()
    if not isinstance(options, dict):
        return path, {main: options}
    _only(name, options, main, *others)
    return path, options


def _only(name: str, body: Mapping[str, Any], *known: str) -> None:
    for key in body:
        if key not in known:
            raise bad_query(f"[{name}] query does not support [{key}]")
