"""Failures of events: counted by plugin, logged at most once a second each, never with what the event holds."""

import threading
import time
from collections import Counter
from typing import Any

EVERY = 1.0  # seconds between two log lines about the same plugin


class FailureReport:
    """Counts failures; plugins call it through `Filter.failure`.  Shared by all threads."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._last: dict[str, float] = {}
        self._lock = threading.Lock()

    def __call__(self, plugin: Any, reason: object) -> None:
        """Book one failed event of a plugin."""
        label = plugin.label()
        now = time.monotonic()
        with self._lock:
            self.counts[label] += 1
            due = now - self._last.get(label, -EVERY) >= EVERY
            if due:
                self._last[label] = now
        if due:
            self._log(label, reason)

    def _log(self, label: str, reason: object) -> None:
        import structlog

        kind = type(reason).__name__ if isinstance(reason, BaseException) else str(reason)
        structlog.get_logger("pipeline").info("events failed", plugin=label, failed=self.counts[label], last=kind)
