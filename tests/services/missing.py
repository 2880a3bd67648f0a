"""What a test says when this computer lacks a tool that a real service needs."""


class MissingToolError(Exception):
    """A tool that only the user can install: what is needed, what was found, the command that installs it."""

    def __init__(self, needed: str, found: str, install: str) -> None:
        super().__init__(f"{needed} is needed, {found}; on Debian: {install}")
