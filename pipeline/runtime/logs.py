"""Our own logs: structlog, as JSON lines or for a console, always on standard error."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

LEVELS = {"trace": 10, "debug": 10, "info": 20, "warn": 30, "error": 40, "fatal": 50}


_process = 0  # number of this process, where several run the same pipeline


def name_process(number: int) -> None:
    """Have every line from now on say which process it is from."""
    global _process  # noqa: PLW0603 - there is one for the process
    _process = number


def add_process(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor of structlog: adds the number of the process, where there are several."""
    if _process:
        event.setdefault("process", _process)
    return event


def over_live_line(logger: Any, method: str, line: Any) -> str:
    """A processor of structlog: has a line take the place of the live line, which is drawn again below it."""
    return f"\r\x1b[2K{line}"


def configure_logs(level: str = "info", style: str = "") -> None:
    """Set structlog up; `style` is "json" or "plain", empty for plain on a terminal and JSON elsewhere."""
    plain = style == "plain" or (not style and sys.stderr.isatty())
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if plain else structlog.processors.JSONRenderer()
    )
    logging.basicConfig(level=LEVELS[level], format="%(message)s", stream=sys.stderr, force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            add_process,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
            *([over_live_line] if sys.stderr.isatty() else []),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),  # line and line feed at once: processes share it
        cache_logger_on_first_use=True,
    )
