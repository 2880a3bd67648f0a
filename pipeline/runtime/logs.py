"""Our own logs: structlog, as JSON lines or for a console, always on standard error."""

import logging
import sys
from typing import Any

import structlog

LEVELS = {"trace": 10, "debug": 10, "info": 20, "warn": 30, "error": 40, "fatal": 50}


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
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
