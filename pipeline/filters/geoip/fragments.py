"""What an address adds to an event: built once, copied for each event so that none changes another's."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec
import orjson

from pipeline.jsontext import dumps

Path = tuple[str, ...]
Tree = dict[str, Any]


class Fragment:
    """The finished result for one address.

    `fresh()` gives it as maps of the caller's own, `encoded` and `raw` are the same as JSON; `values` are (path, value)
    pairs, to complete a map with.
    """

    __slots__ = ("_needing_room", "encoded", "fresh", "raw", "values")

    def __init__(self, values: Sequence[tuple[Path, Any]]) -> None:
        self.values = values

    def __getattr__(self, name: str) -> Any:
        """Work out what is asked for the first time: of an address that comes once, little is."""
        made = MAKERS[name](self.values)
        setattr(self, name, made)
        return made

    def complete(self, held: Tree) -> bool:
        """Add the values to a map that is there already; False, and nothing changed, where one has no room."""
        if not all(_has_room(held, path) for path in self._needing_room):
            return False
        for path, value in self.values:
            _put(held, path, value)
        return True


def tree_of(values: Sequence[tuple[Path, Any]]) -> Tree:
    """The values as maps."""
    tree: Tree = {}
    for path, value in values:
        _put(tree, path, value)
    return tree


def _outermost(paths: Iterable[Path]) -> Iterator[Path]:
    """The paths but those below an earlier one, which is new when their turn comes."""
    seen: set[Path] = set()
    for path in paths:
        if not any(path[:length] in seen for length in range(1, len(path))):
            yield path
        seen.add(path)


def _put(tree: Tree, path: Path, value: Any) -> None:
    last = path[-1]
    for name in path[:-1]:
        child = tree.get(name)
        if child is None:
            child = tree[name] = {}
        tree = child
    tree[last] = value.copy() if type(value) is dict else value


def _has_room(tree: Any, path: Path) -> bool:
    """Whether only maps, or nothing, stand above the place."""
    for name in path[:-1]:
        tree = tree.get(name)
        if tree is None:
            return True
        if type(tree) is not dict:
            return False
    return True


def copier(tree: Tree) -> Callable[[], Tree]:
    """A function that gives deep copies of a tree of maps; two levels below the top cost no further call."""
    inner = {name: value for name, value in tree.items() if type(value) is dict}
    top = tree.copy
    if not inner:
        return top
    if len(inner) > 1:
        return _copier_of_many(top, {name: copier(value) for name, value in inner.items()})
    ((name, middle),) = inner.items()
    lowest = {key: value for key, value in middle.items() if type(value) is dict}
    if len(lowest) != 1 or any(type(value) is dict for value in next(iter(lowest.values())).values()):
        return _copier_of_one(top, name, copier(middle))
    ((lowest_name, bottom),) = lowest.items()
    copy_middle, copy_bottom = middle.copy, bottom.copy

    def fresh() -> Tree:
        made = top()
        child = made[name] = copy_middle()
        child[lowest_name] = copy_bottom()
        return made

    return fresh


def _copier_of_one(top: Callable[[], Tree], name: str, copy: Callable[[], Tree]) -> Callable[[], Tree]:
    def fresh() -> Tree:
        made = top()
        made[name] = copy()
        return made

    return fresh


def _copier_of_many(top: Callable[[], Tree], copies: dict[str, Callable[[], Tree]]) -> Callable[[], Tree]:
    pairs = tuple(copies.items())

    def fresh() -> Tree:
        made = top()
        for name, copy in pairs:
            made[name] = copy()
        return made

    return fresh


MAKERS: dict[str, Callable[[Sequence[tuple[Path, Any]]], Any]] = {
    "_needing_room": lambda values: tuple(_outermost(path for path, _ in values)),
    "encoded": lambda values: orjson.Fragment(dumps(tree_of(values))),  # for orjson
    "fresh": lambda values: copier(tree_of(values)),
    "raw": lambda values: msgspec.Raw(dumps(tree_of(values))),  # for msgspec
}
