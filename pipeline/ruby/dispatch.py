"""Which function a method is for which type of receiver.

The files in methods/ register tables: a type, and name -> function(receiver, arguments..., block=None).  A call looks
its function up by the type of the receiver, in a table for its name, so that it costs one look into a dict.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pipeline.ruby.show import no_method

Method = Callable[..., Any]


class Dispatch(dict[type, Method]):
    """The functions of one method name, by the type of the receiver."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __missing__(self, kind: type) -> Method:
        def missing(receiver: Any, *args: Any, **options: Any) -> Any:
            raise no_method(self.name, receiver)

        return missing


_methods: dict[str, Dispatch] = {}


def dispatch(name: str) -> Dispatch:
    """The table of a method name; it is empty where no type has such a method."""
    found = _methods.get(name)
    if found is None:
        found = _methods[name] = Dispatch(name)
    return found


def register(kinds: Iterable[type], methods: Mapping[str, Method], *, override: bool = True) -> None:
    """Give some types some methods; without `override` those that they have already stay."""
    for name, method in methods.items():
        table = dispatch(name)
        for kind in kinds:
            if override or kind not in table:
                table[kind] = method


def known_methods() -> dict[str, list[type]]:
    """Every method, with the types that have it."""
    return {name: list(table) for name, table in _methods.items() if table}


@functools.lru_cache(maxsize=4096)
def shape(method: Method) -> tuple[int, int | None, bool]:
    """How few and how many arguments (None: any number) a method takes beside its receiver, and whether a block."""
    try:
        parameters = list(inspect.signature(method).parameters.values())
    except ValueError:
        return 0, None, False
    block = any(one.name == "block" for one in parameters)
    if parameters and parameters[0].kind is inspect.Parameter.VAR_POSITIONAL:
        return 0, None, block
    positional = [
        one
        for one in parameters[1:]
        if one.name != "block" and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]
    least = sum(one.default is inspect.Parameter.empty for one in positional)
    variadic = any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in parameters)
    return least, None if variadic else len(positional), block
