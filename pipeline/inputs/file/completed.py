"""What is done with a file that has been read whole and delivered: its path is logged, it is deleted, or both."""

from contextlib import suppress
from pathlib import Path

import structlog

log = structlog.get_logger("pipeline")


class Completed:
    """Carries out `file_completed_action`."""

    def __init__(self, action: str, log_path: Path | None) -> None:
        self._delete = "delete" in action
        self._log_path = log_path if "log" in action else None

    def do(self, path: str) -> bool:
        """Log a file, delete it, or both; returned is whether it is gone."""
        if self._log_path is not None:
            with self._log_path.open("a", encoding="utf-8", errors="surrogateescape") as file:
                file.write(f"{path}\n")
        return self.again(path)

    def again(self, path: str) -> bool:
        """The same for one that was logged before."""
        if not self._delete:
            return False
        try:
            with suppress(FileNotFoundError):
                Path(path).unlink()
        except OSError as error:
            log.error("file can't be deleted", path=path, error=error.strerror)  # noqa: TRY400
            return False
        return True
