"""What can go wrong while a database is fetched."""

from collections.abc import Sequence

from pipeline.errors import PipelineError


class FetchError(PipelineError):
    """A database can't be fetched or put in its place; `hints` are what would help, `code` is the exit code."""

    def __init__(self, message: str, hints: Sequence[str] = (), code: int = 1) -> None:
        super().__init__(message)
        self.hints = tuple(hints)
        self.code = code
