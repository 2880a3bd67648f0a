"""The producer that all sinks of an output share, with the thread that hears of what became of its messages."""

import threading
from collections.abc import Callable
from typing import Any

from pipeline.kafka.log import ClientLog

POLL_SECONDS = 0.1


class SharedProducer:
    """Holds a producer, and makes a new one when that has failed for good, as an idempotent one can."""

    def __init__(self, make: Callable[[], Any], log: ClientLog) -> None:
        self._make = make
        self._log = log
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self.current = make()
        self._thread = threading.Thread(target=self._serve, name="kafka-output", daemon=True)
        self._thread.start()

    def renew(self, failed: Any) -> None:
        """Replace `failed`, unless that was done meanwhile."""
        with self._lock:
            if self.current is failed:
                self._log.warn("kafka producer failed, making a new one", "renew")
                self.current = self._make()
                failed.purge(blocking=False)

    def stop(self) -> None:
        """Give up what is still under way: it belongs to batches that were given up, and will be read again."""
        self._stopped.set()
        self._thread.join()
        self.current.purge()
        self.current.poll(0)

    def _serve(self) -> None:
        """Delivery reports and librdkafka's log lines come out of `poll`."""
        while not self._stopped.is_set():
            self.current.poll(POLL_SECONDS)
