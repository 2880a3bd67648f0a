"""The options of one plugin block: nodes to plain values, and the way back from a value to its place."""

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.compiler.variables import substitute
from pipeline.errors import OptionError
from pipeline.language import nodes
from pipeline.plugin.options import NameOf
from pipeline.source import Span

if TYPE_CHECKING:
    from pipeline.compiler.resolve import Resolver


class Values:
    """Turns a block's options into plain values; repeated options are merged as Logstash merges them."""

    def __init__(self, resolver: "Resolver", node: nodes.Plugin) -> None:
        self._resolver = resolver
        self._node = node

    def hide(self, names: Container[str]) -> None:
        """Keep the values of some options out of everything that is shown of the config."""
        for option in self._node.options:
            if option.name in names and "${" not in option.value.span.text:
                option.value.span.source.hide(option.value.span.start, option.value.span.end)

    def options(self) -> dict[str, Any]:
        """Name -> plain value of each option; faults in the values have been reported."""
        found: dict[str, Any] = {}
        for option in self._node.options:
            value = self._plain(option.value)
            found[option.name] = merged(found[option.name], value) if option.name in found else value
        return found

    def _plain(self, node: nodes.Value) -> Any:
        if isinstance(node, nodes.String):
            return self._text(node)
        if isinstance(node, nodes.Number):
            return node.value
        if isinstance(node, nodes.Array):
            return [self._plain(item) for item in node.items]
        if isinstance(node, nodes.Hash):
            return {self._key(key): self._plain(value) for key, value in node.pairs}
        return self._resolver.plugin(node, "codec") or "plain"  # its faults were reported

    def _text(self, node: nodes.String) -> str:
        try:
            # Twice, as Logstash does: a default or a value may itself name a variable.
            return substitute(substitute(node.text, self._resolver.lookup), self._resolver.lookup)
        except OptionError as error:
            self._resolver.report(node.span, error.message, *error.hints)
            return node.text

    def _key(self, node: nodes.Value) -> str:
        if isinstance(node, nodes.String):
            return node.text
        text = getattr(node, "text", "a value of several parts")
        self._resolver.report(node.span, f"expected a text as the key of a hash, got {text}", f'write: "{text}"')
        return str(text)

    def place(self, path: Sequence[str | int]) -> Span:
        """The span that an OptionError's path means: an option's name, its value, or something inside the value."""
        if not path:
            return self._node.name_span
        written = [option for option in self._node.options if option.name == path[0]]
        if not written:
            return self._node.name_span
        if isinstance(path[0], NameOf):
            return written[-1].name_span
        return _inside([option.value for option in written], list(path[1:]))


def _inside(values: list[nodes.Value], path: list[str | int]) -> Span:
    """Follow a path into the values of an option that may have been written several times."""
    if not path:
        return values[-1].span
    step, rest = path[0], path[1:]
    items = [item for value in values for item in (value.items if isinstance(value, nodes.Array) else [value])]
    if isinstance(step, int) and step < len(items):
        return _inside([items[step]], rest)
    for value in reversed(values):
        pairs = value.pairs if isinstance(value, nodes.Hash) else _as_pairs(value)
        for key, item in pairs:
            if getattr(key, "text", None) == step:
                return key.span if isinstance(step, NameOf) else _inside([item], rest)
    return values[-1].span


def _as_pairs(value: nodes.Value) -> list[tuple[nodes.Value, nodes.Value]]:
    """A list where a hash is usual: its items two by two."""
    items = value.items if isinstance(value, nodes.Array) else ()
    return list(zip(items[::2], items[1::2], strict=False))


def merged(first: Any, second: Any) -> Any:
    """What an option written twice means: hashes merge, lists take in what follows, others form a list.

    Equal values stay one; a list behind a single value becomes a list in a list.
    """
    if isinstance(first, dict) and isinstance(second, dict):
        return {**first, **second, **{key: _both(first[key], second[key]) for key in first.keys() & second.keys()}}
    if isinstance(first, list):
        return [*first, *_listed(second)]
    return first if first == second and type(first) is type(second) else [first, second]


def _both(first: Any, second: Any) -> Any:
    """What a key of two hashes holds: one of two equal single values, else a list of both."""
    if isinstance(first, dict) and isinstance(second, dict):
        return merged(first, second)
    if isinstance(second, list):
        return [*_listed(first), *second]
    if isinstance(first, list):
        return first if second in first else [*first, second]
    return first if first == second else [first, second]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
