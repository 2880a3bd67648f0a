"""Documentation of plugins, from their declarations alone: `pipeline plugins` and `pipeline plugins NAME`."""

import inspect
from collections.abc import Mapping
from typing import Any

from pipeline.plugin.find import KINDS, find_plugin, plugin_names
from pipeline.plugin.options import Option, declared_options, own_options

CONTROLS = {ord(letter): name for letter, name in {"\n": r"\n", "\r": r"\r", "\t": r"\t", "\0": r"\0"}.items()}


def list_plugins() -> str:
    """Every plugin, a line each, by kind."""
    parts = []
    for kind in KINDS:
        parts.append(f"{kind}s")
        parts += [f"  {name:16} {_first_line(find_plugin(kind, name))}" for name in plugin_names(kind)]
        parts.append("")
    return "\n".join([*parts, "`pipeline plugins NAME` documents one."])


def describe(name: str) -> str | None:
    """The documentation of every plugin of that name, None where there is none."""
    kinds = [kind for kind in KINDS if name in plugin_names(kind)]
    return "\n\n\n".join(_describe(kind, find_plugin(kind, name)) for kind in kinds) or None


def _describe(kind: str, plugin_class: Any) -> str:
    declared = declared_options(plugin_class)
    own = own_options(plugin_class)
    lines = [f"{kind} {plugin_class.name}", "", inspect.cleandoc(plugin_class.__doc__ or ""), ""]
    lines += ["options", *(_option(declared[name]) for name in own), ""] if own else []
    lines += [f"options of every {kind}", *(_option(one) for name, one in declared.items() if name not in own)]
    if plugin_class.unsupported:
        lines += ["", "not supported", *_by_reason(plugin_class.unsupported)]
    if plugin_class.removed:
        lines += ["", "of older versions, ignored with a warning", *_by_reason(plugin_class.removed)]
    return "\n".join(lines)


def _by_reason(reasons: Mapping[str, str]) -> list[str]:
    """Options that are refused or ignored, those with the same reason together."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        by_reason.setdefault(reason, []).append(name)
    return [f"  {', '.join(names)}\n      {reason}" for reason, names in by_reason.items()]


def _option(option: Option[Any]) -> str:
    default = (
        "required" if option.required else f"default {_shown(option.default)}" if option.default is not None else ""
    )
    facts = ", ".join(fact for fact in (option.kind.name, default) if fact)
    return f"  {option.name} ({facts})\n      {option.doc}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value.translate(CONTROLS)}"'
    if isinstance(value, dict):
        return (
            "{ " + " ".join(f"{_shown(key)} => {_shown(item)}" for key, item in value.items()) + " }" if value else "{}"
        )
    return "[" + ", ".join(map(_shown, value)) + "]" if isinstance(value, list) else str(value)


def _first_line(plugin_class: Any) -> str:
    return (plugin_class.__doc__ or "").strip().split("\n")[0]
