"""Every setting of the process, declared once: name, type, default, help.

They come from flags, from `pipeline.yml` or `logstash.yml` in the settings folder, or from these defaults, in this
order.  The names are Logstash's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipeline.errors import OptionError
from pipeline.escapes import STYLES


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; `kind` is the type of its value, `choices` the only words that it takes."""

    name: str
    kind: type
    default: Any
    help: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 1_000_000
    shape: str = ""  # regular expression that a text must match


LOG_LEVELS = ("debug", "info", "warn", "error", "fatal", "trace")

SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("path.settings", str, "", "Folder with pipeline.yml (or logstash.yml)."),
        Setting("path.config", str, "", "Config: a file, a folder, or a pattern such as conf.d/*.conf."),
        Setting("path.data", str, "data", "Folder for positions, dead letters and databases."),
        Setting("config.string", str, "", "Config as text, in place of files."),
        Setting("config.support_escapes", bool, False, r"Read \n, \t, \" and the like in quoted texts of a config."),
        Setting(
            "config.field_reference.escape_style",
            str,
            "none",
            "How references name fields with brackets in their names: %5B with percent, &#91; with ampersand.",
            STYLES,
        ),
        Setting("pipeline.id", str, "main", "Name of the pipeline, in logs and metrics.", shape=r"[\w.-]*\w[\w.-]*"),
        Setting(
            "pipeline.workers", int, 1, "Worker processes; Kafka spreads its partitions over them.", least=1, most=1000
        ),
        Setting("pipeline.batch.size", int, 1000, "Most records that a thread takes in at once.", least=1),
        Setting("pipeline.batch.delay", int, 50, "Milliseconds to wait for the first record of a batch."),
        Setting(
            "pipeline.ecs_compatibility", str, "v8", "Layout of fields that plugins make.", ("disabled", "v1", "v8")
        ),
        Setting("pipeline.shutdown_timeout", int, 30, "Seconds that what is in flight has after a signal."),
        Setting(
            "log.level",
            str,
            "info",
            "Least level that is logged.",
            LOG_LEVELS,
        ),
        Setting("log.format", str, "", "json or plain; plain on a terminal, json elsewhere.", ("json", "plain", "")),
    )
}

IGNORED = tuple(
    """node. http. api. xpack. queue. dead_letter_queue. config.reload. config.debug metric. monitoring. path.logs
    path.plugins path.queue path.dead_letter_queue pipeline.ordered pipeline.plugin_classloaders
    pipeline.unsafe_shutdown pipeline.separate_logs allow_superuser modules cloud. slowlog. var. pipeline.buffer.type
    config.field_reference.parser""".split()  # noqa: SIM905 - reads better than a column of quotes
)


def resolve_settings(flags: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """All settings with their values, and warnings about those that a file names without effect.

    OptionError where a value or a name is wrong.
    """
    folder = flags.get("path.settings") or ""
    written, warnings = _from_file(Path(folder)) if folder else ({}, [])
    values = {name: setting.default for name, setting in SETTINGS.items()}
    for name, value in {**written, **{name: value for name, value in flags.items() if value is not None}}.items():
        values[name] = _checked(SETTINGS[name], value)
    return values, warnings


def _checked(setting: Setting, value: Any) -> Any:
    _check_kind(setting, value := _converted(setting, value))
    _check_range(setting, value)
    return value


def _converted(setting: Setting, value: Any) -> Any:
    """Flags give every value as text."""
    if setting.kind is int and isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value):
        return int(value)
    if setting.kind is bool and value in ("true", "false"):
        return value == "true"
    return value


def _check_kind(setting: Setting, value: Any) -> None:
    if not isinstance(value, setting.kind) or (setting.kind is int and isinstance(value, bool)):
        raise OptionError(f'setting "{setting.name}": expected {_type_name(setting.kind)}, got "{value}"')


def _check_range(setting: Setting, value: Any) -> None:
    if setting.kind is int and not setting.least <= value <= setting.most:
        expected = f"a whole number from {setting.least:,} to {setting.most:,}"
        raise OptionError(f'setting "{setting.name}": expected {expected}, got {value}')
    if setting.shape and not re.fullmatch(setting.shape, str(value)):
        raise OptionError(f'setting "{setting.name}": expected letters, digits, "_", "-" and ".", got "{value}"')
    if setting.choices and value not in setting.choices:
        near = get_close_matches(str(value), setting.choices, n=1)
        hints = (f'did you mean "{near[0]}"?',) if near else ()
        choices = ", ".join(choice for choice in setting.choices if choice)
        raise OptionError(f'setting "{setting.name}": expected one of {choices}, got "{value}"', hints=hints)


def _type_name(kind: type) -> str:
    return {int: "a whole number", bool: "true or false", str: "a text"}[kind]


def _from_file(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """What `pipeline.yml` or `logstash.yml` says, nested keys joined by dots."""
    path = next((found for name in ("pipeline.yml", "logstash.yml") if (found := folder / name).is_file()), None)
    if path is None:
        raise OptionError(f'no pipeline.yml or logstash.yml in "{folder}"')
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise OptionError(f"{path}: not YAML: {error}") from None
    except OSError as error:
        raise OptionError(f"{path}: {error.strerror}") from None
    if not isinstance(content, dict):
        raise OptionError(f'{path}: expected settings such as "log.level: info"')
    known, warnings = {}, []
    for name, value in _flat(content):
        if name in SETTINGS:
            known[name] = value
        elif name.startswith(IGNORED):
            warnings.append(f'{path}: the setting "{name}" has no effect here')
        else:
            near = get_close_matches(name, SETTINGS, n=1)
            raise OptionError(
                f'{path}: no setting is called "{name}"', hints=(f'did you mean "{near[0]}"?',) if near else ()
            )
    return known, warnings


def _flat(content: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in content.items():
        name = f"{prefix}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return found
