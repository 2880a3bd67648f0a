"""Documentation of plugins, from their declarations alone: `pipeline plugins` and `pipeline plugins NAME`."""

import inspect
from typing import Any

from pipeline.plugin.find import KINDS, find_plugin, plugin_names
from pipeline.plugin.options import Option, declared_options, own_options


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
        lines += ["", "not supported", *(f"  {name}: {why}" for name, why in plugin_class.unsupported.items())]
    return "\n".join(lines)


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
        return f'"{value}"'
    if isinstance(value, dict):
        return (
            "{ " + " ".join(f"{_shown(key)} => {_shown(item)}" for key, item in value.items()) + " }" if value else "{}"
        )
    return "[" + ", ".join(map(_shown, value)) + "]" if isinstance(value, list) else str(value)


def _first_line(plugin_class: Any) -> str:
    return (plugin_class.__doc__ or "").strip().split("\n")[0]
