"""A file of networks that may change while the pipeline runs."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.filters.cidr.networks import Networks, parse_networks


class NetworkFile:
    """The networks in a file, read again after `interval` seconds; a file that can't be read leaves the last ones."""

    def __init__(self, path: Path, separator: str, interval: float, clock: Callable[[], int]) -> None:
        self._path = path
        self._separator = separator
        self._interval = int(interval * 1_000_000_000)
        self._clock = clock
        self._due = 0
        self._networks: Networks | None = None

    def read(self) -> tuple[Networks, Sequence[str]]:
        """What the file says now, and its entries that are no networks; OSError, ValueError: it can't be read."""
        return parse_networks(self._path.read_text(encoding="utf-8-sig").split(self._separator))

    def current(self) -> Networks:
        """The networks, never older than the interval while the file can be read.

        Threads may call it at the same time: at worst each of them reads the file.
        """
        now = self._clock()
        if self._networks is not None and now < self._due:
            return self._networks
        self._due = now + self._interval
        try:
            self._networks, _ = self.read()
        except (OSError, ValueError) as error:
            self._keep(error)
        return self._networks or Networks(())

    def _keep(self, error: Exception) -> None:
        import structlog

        log = structlog.get_logger(__name__)
        log.error("the file of networks can't be read, the last ones stay", path=str(self._path), error=str(error))
        self._networks = self._networks or Networks(())
