"""From the word in a config to the class: `filter { json {` is the one Filter in `pipeline/filters/json.py`.

Nothing is registered: the path is the name.  Packages of others name theirs by the entry points `pipeline.filters`,
`pipeline.inputs`, `pipeline.outputs` and `pipeline.codecs`.
"""

import functools
import importlib
import re
from difflib import get_close_matches
from typing import Any

from pipeline.errors import OptionError
from pipeline.plugin.known import INSTEAD, KNOWN

KINDS = ("input", "codec", "filter", "output")
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


@functools.cache
def plugin_names(kind: str) -> tuple[str, ...]:
    """The names of all plugins of a kind, sorted: ours and those of installed entry points."""
    package = importlib.import_module(f"pipeline.{kind}s")
    import pkgutil
    from importlib.metadata import entry_points  # costs a tenth of the start-up

    ours = {found.name.rstrip("_") for found in pkgutil.iter_modules(package.__path__)}
    others = {found.name for found in entry_points(group=f"pipeline.{kind}s")}
    return tuple(sorted(ours | others))


@functools.cache
def find_plugin(kind: str, name: str) -> Any:
    """The plugin class for a kind ("input", "codec", "filter", "output") and a name; OptionError: there is none."""
    if not NAME.match(name):
        raise OptionError(f'no {kind} is called "{name}"', hints=_choices(kind, name))
    try:
        module = importlib.import_module(f"pipeline.{kind}s.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"pipeline.{kind}s.{name}":
            if str(error.name).startswith("pipeline."):
                raise
            raise OptionError(f'{kind} "{name}" needs the package "{error.name}"') from None
        return _entry_point(kind, name)
    return next(
        member
        for member in vars(module).values()
        if isinstance(member, type)
        and getattr(member, "name", None) == name
        and member.__module__.startswith(module.__name__)
    )


def _entry_point(kind: str, name: str) -> Any:
    from importlib.metadata import entry_points

    for found in entry_points(group=f"pipeline.{kind}s", name=name):
        return found.load()
    if name in KNOWN[kind]:
        hint = INSTEAD.get((kind, name)) or f"there are: {', '.join(plugin_names(kind))}"
        raise OptionError(f'{kind} "{name}" is one of Logstash\'s that is not supported here yet', hints=(hint,))
    raise OptionError(f'no {kind} is called "{name}"', hints=_choices(kind, name))


def _choices(kind: str, name: str) -> tuple[str, ...]:
    names = plugin_names(kind)
    other = next((k for k in KINDS if k != kind and name in plugin_names(k)), None)
    if other:
        return (f'"{name}" is {_a(other)}, not {_a(kind)}', f"{kind}s: {', '.join(names)}")
    near = get_close_matches(name, names, n=1)
    return (*((f'did you mean "{near[0]}"?',) if near else ()), f"{kind}s: {', '.join(names)}")


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aio' else 'a'} {kind}"
