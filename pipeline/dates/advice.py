"""What is probably a slip in a Joda pattern: letters that mean something else than their writer thought."""

from collections.abc import Iterator

from pipeline.dates.joda_pattern import split_pattern

YEARS = frozenset("yYx")


def pattern_advice(pattern: str) -> Iterator[str]:
    """Sentences about letters of a valid Joda pattern that seem to be mixed up; none for a pattern in order."""
    used = {part.letter for part in split_pattern(pattern)}
    if {"m", "d"} <= used and used & YEARS and "M" not in used:
        yield f'"m" in "{pattern}" is the minute; the month is "M"'
    if "D" in used and "M" in used:
        yield f'"D" in "{pattern}" is the day of the year; the day of the month is "d"'
    if used & {"h", "K"} and "a" not in used:
        yield f'"h" and "K" in "{pattern}" count to 12 and need "a"; 24 hours are "H"'
    if "H" in used and "a" in used:
        yield f'"a" has no effect beside "H" in "{pattern}"; 12 hours are "h"'
    if "w" in used and used & {"y", "Y"} and "x" not in used:
        yield f'weeks in "{pattern}" belong to the year "x", which is not the calendar\'s'
