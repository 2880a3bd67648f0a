"""What `pipeline check` warns of in a mutate block: things that Logstash takes, and that then surprise."""

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.fields import ReferenceSyntaxError, parse_reference
from pipeline.plugin import Filter, NameOf
from pipeline.plugin.add_field import as_list
from pipeline.sprintf import compile_template
from pipeline.texts import ruby_text

Advice = tuple[str, tuple[str | int, ...]]
TEXTS = ("coerce", "update", "replace", "add_field")  # field => template
MOVES = ("rename", "copy")  # field => field
LISTS = ("uppercase", "capitalize", "lowercase", "strip", "remove_field")
PAIRS = ("convert", "split", "join", "merge")


def broken_names(plugin: Filter) -> Iterator[Advice]:
    """Names that are no references, and templates that are faulty: the block fails on every event that gets there."""
    for option in LISTS:
        for index, name in enumerate(plugin.options[option]):
            yield from _broken(name, option, index)
    for index, item in enumerate(plugin.options["gsub"]):
        if index % 3 == 0 and isinstance(item, str):
            yield from _broken(item, "gsub", index)
    for option in (*TEXTS, *MOVES, *PAIRS):
        for name, value in plugin.options[option].items():
            yield from _broken(name, option, NameOf(name))
            if option in MOVES:
                yield from _broken(ruby_text(value), option, name)
            elif option in TEXTS:
                yield from _faulty(ruby_text(value), option, name)


def _broken(name: str, *path: str | int) -> Iterator[Advice]:
    if "%{" in name:
        yield from _faulty(name, *path)
        return
    try:
        parse_reference(name)
    except ReferenceSyntaxError as error:
        yield f'option "{path[0]}": "{name}" is no field, so this fails on every event: {error}', path


def _faulty(text: str, *path: str | int) -> Iterator[Advice]:
    for fault in compile_template(text).faults:
        yield f'option "{path[0]}": this fails on every event: {fault}', path


def order_matters(plugin: Filter) -> Iterator[Advice]:
    """Pairs of one option that read or write each other's fields: they do not run in the order of the config."""
    for option in (*MOVES, *TEXTS):
        pairs = plugin.options[option]
        if _depend(option, pairs):
            order = ", ".join(f'"{name}"' for name in pairs)
            yield f'option "{option}": its pairs depend on one another, and run in this order: {order}', (option,)


def _depend(option: str, pairs: Mapping[str, Any]) -> bool:
    writes = {name: {str(value)} if option in MOVES else {name} for name, value in pairs.items()}
    reads = {name: {name} if option in MOVES else _fields(value) for name, value in pairs.items()}
    return any(
        writes[one] & (reads[other] | (writes[other] if option in MOVES else set()))
        for one in pairs
        for other in pairs
        if one != other
    )


def _fields(value: Any) -> set[str]:
    texts = [ruby_text(item) for item in as_list(value)]
    return {_bare(name) for text in texts for name in compile_template(text).fields}


def _bare(name: str) -> str:
    """`[a]` as `a`: the same field."""
    return name[1:-1] if name.startswith("[") and name.endswith("]") and name.count("[") == 1 else name
