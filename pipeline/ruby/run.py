"""One run of a program: the steps that it may still take, its clock, the last match.  Each thread has its own.

Every turn of a loop costs a step, and so do 64 characters of each text that grows; a program that has used up its steps
ends, whatever it was doing.  So no event can stop a worker or fill its memory.
"""

import threading
import time
from collections.abc import Callable
from random import Random
from typing import Any

from pipeline.ruby.faults import Exhausted

STEPS = 1_000_000  # for one event: a second or two
LONGEST_TEXT = 16 * 1024 * 1024
SHORT = 4096  # texts below this cost nothing
BITS = 32_768  # of a whole number
MOST_ITEMS = 1_000_000  # of a list that is made by repeating or joining


class Run(threading.local):
    """What the library looks at while a program runs."""

    owner: Any = None  # whose program runs: what was set up here is for it
    steps = STEPS
    match: Any = None
    error: Any = None
    clock: Callable[[], int] = staticmethod(time.time_ns)
    random: Random = Random()  # noqa: S311 - what Ruby's rand gives is no secret either
    zone: Any = None
    log: Callable[[str, str], None] = staticmethod(lambda level, text: None)


RUN = Run()


def spend(steps: int) -> None:
    """Take some steps; Exhausted when there are no more."""
    RUN.steps -= steps
    if RUN.steps < 0:
        raise Exhausted(f"it took more than {STEPS:,} steps for one event")


def grown(text: str) -> str:
    """A text that was made longer, paid for."""
    length = len(text)
    if length > SHORT:
        check_length(length)
    return text


def check_length(length: int) -> None:
    """Pay for a text of so many characters before it is made."""
    if length > LONGEST_TEXT:
        raise Exhausted(f"a text of more than {LONGEST_TEXT:,} characters")
    spend(length >> 6)


def check_items(count: int) -> None:
    """Pay for a list of so many items before it is made."""
    if count > MOST_ITEMS:
        raise Exhausted(f"a list of more than {MOST_ITEMS:,} items")
    spend(count)


def bounded(number: int) -> int:
    """A whole number that may have become large."""
    if not -(1 << BITS) < number < 1 << BITS:
        raise Exhausted(f"a number of more than {BITS:,} bits")
    return number
