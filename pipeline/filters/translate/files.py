"""Dictionaries in files: YAML, JSON and CSV."""

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.jsontext import loads

Entries = dict[str, Any]
TIMESTAMP_TAG = "tag:yaml.org,2002:timestamp"
YAML_ENDINGS = (".yml", ".yaml")


class DictionaryError(ValueError):
    """The file holds no dictionary."""


def read_dictionary(path: Path, most_letters: int) -> tuple[Entries, Sequence[Any]]:
    """The entries of a file in its order, and its keys that are no texts, which nothing can match.

    A YAML file may have up to `most_letters` characters.  Raises OSError where the file can't be read, and ValueError
    where it holds no dictionary.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        text = file.read()
    if path.suffix.lower() in YAML_ENDINGS and len(text) > most_letters:
        raise DictionaryError(f"it has {len(text)} characters, more than {most_letters}")
    try:
        found = READERS[path.suffix.lower()](text)
        if not isinstance(found, dict):
            raise DictionaryError("it holds no map")
        entries = {key: _plain(value) for key, value in found.items() if isinstance(key, str)}
    except RecursionError:
        raise DictionaryError("it is nested too deeply") from None
    return entries, [key for key in found if not isinstance(key, str)]


def _yaml(text: str) -> Any:
    """Dates stay texts, since an event holds none."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    resolvers = {
        letter: [pair for pair in pairs if pair[0] != TIMESTAMP_TAG]
        for letter, pairs in base.yaml_implicit_resolvers.items()
    }
    loader = type("Loader", (base,), {"yaml_implicit_resolvers": resolvers})
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - it is a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DictionaryError(f"line {line}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise DictionaryError(str(error)) from None


def _json(text: str) -> Any:
    return loads(text.encode("utf-8"))


def _csv(text: str) -> Any:
    """Two columns, the key and its value; an empty value is null."""
    try:
        rows = [row for row in csv.reader(text.splitlines(keepends=True), strict=True) if row]
    except csv.Error as error:
        raise DictionaryError(str(error)) from None
    return {row[0]: (row[1] or None) if len(row) > 1 else None for row in rows}


READERS: dict[str, Callable[[str], Any]] = {**dict.fromkeys(YAML_ENDINGS, _yaml), ".json": _json, ".csv": _csv}


def _plain(value: Any) -> Any:
    """A value that an event can hold."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return Decimal(value)
    return value if value is None or isinstance(value, str | int | float | Decimal) else str(value)
