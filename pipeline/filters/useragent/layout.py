"""Which fields an event gets of what was parsed: flat ones, or those of the Elastic Common Schema."""

from collections.abc import Callable, Iterable
from itertools import takewhile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ua_parser import OS, DefaultedResult, UserAgent

Layout = Callable[["DefaultedResult"], dict[str, Any]]


def _version(parsed: "UserAgent | OS") -> str | None:
    """The parts as far as there are any, such as "17.2"."""
    parts = (parsed.major, parsed.minor, parsed.patch, parsed.patch_minor)
    return ".".join(part for part in takewhile(bool, parts) if part) or None


def _full(system: "OS") -> str:
    version = _version(system)
    return f"{system.family} {version}" if version else system.family


def _present(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if value}


def flat_layout(prefix: str) -> Layout:
    """The layout without ECS: every field is a text, its name begins with `prefix`."""

    def layout(found: "DefaultedResult") -> dict[str, Any]:
        agent, system = found.user_agent, found.os
        fields = {
            "name": agent.family,
            "version": _version(agent),
            "major": agent.major,
            "minor": agent.minor,
            "patch": agent.patch,
            "os": system.family,
            "os_name": system.family,
            "os_full": _full(system),
            "os_version": _version(system),
            "os_major": system.major,
            "os_minor": system.minor,
            "os_patch": system.patch,
            "device": found.device.family,
        }
        return _present((prefix + name, value) for name, value in fields.items())

    return layout


def ecs_layout(found: "DefaultedResult") -> dict[str, Any]:
    """The layout of the Elastic Common Schema, below the target."""
    agent, system = found.user_agent, found.os
    full = {"name": system.family, "version": _version(system), "full": _full(system)}
    fields = {
        "name": agent.family,
        "version": _version(agent),
        "os": _present(full.items()),
        "device": {"name": found.device.family},
    }
    return _present(fields.items())


def ecs_metadata(found: "DefaultedResult") -> dict[str, Any]:
    """The parts of the versions, which the schema has no fields for, below @metadata; empty where there are none."""
    agent, system = _parts(found.user_agent), _parts(found.os)
    fields = {"version": agent, "os": system and {"version": system}}
    known = _present(fields.items())
    return {"filter": {"user_agent": known}} if known else {}


def _parts(parsed: "UserAgent | OS") -> dict[str, Any]:
    parts = {"major": parsed.major, "minor": parsed.minor, "patch": parsed.patch}
    return _present(parts.items())
