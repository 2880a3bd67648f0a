"""What a field becomes when its first value is seen, and the rules of a mapping that change it."""

import re
from collections.abc import Mapping
from fnmatch import translate
from typing import Any

from pipeline.embedded.index import datetext
from pipeline.embedded.index.errors import ApiError

TEXT = {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}
DEFAULTS: dict[str, dict[str, Any]] = {
    "object": {"type": "object"},
    "boolean": {"type": "boolean"},
    "long": {"type": "long"},
    "double": {"type": "float"},
    "string": TEXT,
}
NAMED = {"object": "object", "boolean": "boolean", "long": "long", "double": "double", "string": "text", "date": "date"}
CONDITIONS = {
    "match": (False, True),
    "unmatch": (False, False),
    "path_match": (True, True),
    "path_unmatch": (True, False),
}
"""Condition of a dynamic template: does it look at the whole path, and must the pattern fit."""


class Dynamic:
    """The dynamic part of a mapping: `dynamic`, `date_detection`, `dynamic_templates`."""

    def __init__(self) -> None:
        self.mode = "true"
        self.dates = True
        self.templates: list[tuple[str, Mapping[str, Any]]] = []
        self._given: dict[str, Any] = {}

    def configure(self, mappings: Mapping[str, Any]) -> None:
        """Take over what a mapping says of new fields."""
        self._given |= {
            key: mappings[key] for key in ("dynamic", "date_detection", "dynamic_templates") if key in mappings
        }
        self.mode = str(self._given.get("dynamic", True)).lower()
        self.dates = str(self._given.get("date_detection", True)).lower() == "true"
        self.templates = [pair for entry in self._given.get("dynamic_templates", ()) for pair in entry.items()]
        if self.mode not in ("true", "false", "strict", "runtime"):
            raise ApiError(
                400, "mapper_parsing_exception", f"expected true, false or strict for [dynamic], got [{self.mode}]"
            )

    def shown(self) -> dict[str, Any]:
        """The part of `_mapping` that is about new fields."""
        return self._given

    def definition(self, path: str, name: str, value: Any) -> Mapping[str, Any] | None:
        """What a new field with this first value becomes; None while there is no value to go by."""
        while isinstance(value, list):
            value = next((item for item in value if item not in (None, [])), None)
        if value is None:
            return None
        date_format = datetext.detect(value) if self.dates and isinstance(value, str) else None
        kind = "date" if date_format else _json_type(value)
        for _, template in self.templates:
            if _applies(template, path, name, kind):
                return {"type": NAMED[kind], **_filled(template.get("mapping", {}), name, NAMED[kind])}
        if date_format:
            return {"type": "date"} if date_format == datetext.ISO_FORMAT else {"type": "date", "format": date_format}
        return DEFAULTS[kind]

    def type_of(self, path: str, value: Any) -> str:
        """The type that a field with this value would have."""
        definition = self.definition(path, path.rpartition(".")[2], value) or {}
        return str(definition.get("type", "object"))


def _json_type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return {dict: "object", int: "long", float: "double", str: "string"}[type(value)]


def _applies(template: Mapping[str, Any], path: str, name: str, kind: str) -> bool:
    wanted = template.get("match_mapping_type", "*")
    if wanted != "*" and kind not in (wanted if isinstance(wanted, list) else [wanted]):
        return False
    regex = template.get("match_pattern") == "regex"
    for condition, (whole, must_fit) in CONDITIONS.items():
        patterns = template.get(condition)
        if patterns is not None:
            text = path if whole else name
            if any(_fits(text, pattern, regex) for pattern in _listed(patterns)) is not must_fit:
                return False
    return True


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _fits(text: str, pattern: str, regex: bool) -> bool:
    return re.fullmatch(pattern if regex else translate(pattern), text) is not None


def _filled(definition: Mapping[str, Any], name: str, kind: str) -> dict[str, Any]:
    """The mapping of a dynamic template with {name} and {dynamic_type} filled in."""
    return {key: _filled_value(value, name, kind) for key, value in definition.items()}


def _filled_value(value: Any, name: str, kind: str) -> Any:
    if isinstance(value, dict):
        return _filled(value, name, kind)
    return value.replace("{name}", name).replace("{dynamic_type}", kind) if isinstance(value, str) else value
