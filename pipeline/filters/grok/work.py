"""Where a part of a pattern was written that may take too long: in the config, in a file of patterns, or by us."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pipeline.grokpatterns import Library, bundled, numbered_patterns, pattern_files


class Place(NamedTuple):
    """The path that leads to where it was written, and what to say of that if it is in a file."""

    path: tuple[str | int, ...]
    note: str = ""


class Origins:
    """Tells where parts of the patterns of a filter come from."""

    def __init__(self, library: Library, layout: str, definitions: Mapping[str, str]) -> None:
        self._library = library
        self._layout = layout
        self._own = {name: Place(("pattern_definitions", name)) for name in definitions}
        self._filed: dict[str, Place] = {}

    def add_files(self, folders: Sequence[str], names: str) -> None:
        """Let the files be known that patterns come from; OSError where one can't be read."""
        for index, folder in enumerate(folders):
            for file in pattern_files(folder, names):
                for number, name, _ in numbered_patterns(file):
                    note = f', pattern "{name}" in line {number} of "{file}"'
                    self._filed[name] = Place(("patterns_dir", index), note)

    def place(self, part: str, otherwise: Place) -> Place | None:
        """Where the user wrote a part of a pattern; None where we did, so that the time limit has to do."""
        for places in (self._own, self._filed):
            holder = self._library.holder(part, places)
            if holder is not None:
                return places[holder]
        return None if self._library.holder(part, self._bundled) else otherwise

    @cached_property
    def _bundled(self) -> set[str]:
        return {*bundled(self._layout)} - {*self._own} - {*self._filed}
