"""Waits that double with jitter, and log lines that don't flood."""

import random

import pytest

from pipeline.runtime.retry import Backoff, Seldom


class Highest(random.Random):
    def uniform(self, a, b):
        return b


@pytest.mark.parametrize(
    ("initial", "maximum", "expected"),
    [(2, 64, [2, 4, 8, 16, 32, 64, 64]), (1, 2, [1, 2, 2, 2, 2, 2, 2]), (5, 3, [3, 3, 3, 3, 3, 3, 3])],
)
def test_waits_double_up_to_the_maximum(initial, maximum, expected):
    backoff = Backoff(initial, maximum, Highest())
    assert [backoff.next() for _ in expected] == expected


def test_waits_are_spread_over_the_upper_half():
    found = [Backoff(8, 64, random.Random(seed)).next() for seed in range(200)]
    assert all(4 <= wait <= 8 for wait in found)
    assert max(found) - min(found) > 3


def test_seldom_counts_what_it_holds_back():
    now = 0.0
    seldom = Seldom(10, lambda: now)
    assert [seldom(), seldom(), seldom()] == [True, False, False]
    now = 10.0
    assert seldom()
    assert (seldom.held_back(), seldom.held_back()) == (2, 0)
