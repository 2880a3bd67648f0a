"""Index templates, composable and legacy: kept, shown, and applied to new indices."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from pipeline.embedded.index.errors import ApiError, bad_argument
from pipeline.embedded.index.mapping import FieldMap


class Templates:
    """All templates by name; `composable` are those of `_index_template`, `legacy` those of `_template`."""

    def __init__(self) -> None:
        self.composable: dict[str, dict[str, Any]] = {}
        self.legacy: dict[str, dict[str, Any]] = {}

    def put(self, name: str, body: Mapping[str, Any]) -> None:
        """Keep a composable template."""
        patterns = _patterns(body)
        if body.get("composed_of"):
            raise bad_argument("the embedded index has no component templates")
        _whole(body, "priority")
        _check_part(body.get("template") or {})
        self.composable[name] = {**body, "index_patterns": patterns, "composed_of": []}

    def put_legacy(self, name: str, body: Mapping[str, Any]) -> None:
        """Keep a legacy template."""
        _whole(body, "order")
        _check_part(body)
        empty: dict[str, Any] = {"order": 0, "settings": {}, "mappings": {}, "aliases": {}}
        self.legacy[name] = {**empty, **body, "index_patterns": _patterns(body)}

    def parts(self, index: str) -> Iterator[Mapping[str, Any]]:
        """What applies to a new index, weakest first: the composable template of highest priority, or all legacy."""
        fitting = [body for body in self.composable.values() if _fits(index, body)]
        if fitting:
            yield max(fitting, key=lambda body: _whole(body, "priority")).get("template") or {}
            return
        yield from sorted(
            (body for body in self.legacy.values() if _fits(index, body)), key=lambda body: _whole(body, "order")
        )


def _patterns(body: Mapping[str, Any]) -> list[str]:
    given = body.get("index_patterns")
    if not given:
        raise bad_argument("Required [index_patterns]")
    patterns = [given] if isinstance(given, str) else given
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        raise bad_argument(f"expected texts for [index_patterns], got [{given}]")
    return patterns


def _check_part(part: Any) -> None:
    """ApiError unless this could shape an index; trying it is the surest way to tell."""
    if not isinstance(part, dict):
        raise bad_argument(f"expected an object for [template], got [{part}]")
    for key in ("aliases", "mappings", "settings"):
        if not isinstance(part.get(key) or {}, dict):
            raise bad_argument(f"expected an object for [{key}], got [{part[key]}]")
    FieldMap().define(part.get("mappings") or {})


def _whole(body: Mapping[str, Any], name: str) -> int:
    number = body.get(name) or 0
    if not isinstance(number, int):
        raise bad_argument(f"expected a whole number for [{name}], got [{number}]")
    return number


def _fits(index: str, body: Mapping[str, Any]) -> bool:
    return any(fnmatchcase(index, pattern) for pattern in body["index_patterns"])


def missing(kind: str, name: str) -> ApiError:
    """A template that doesn't exist."""
    return ApiError(404, "resource_not_found_exception", f"{kind} matching [{name}] not found")
