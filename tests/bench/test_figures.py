"""Medians, ratios, spreads, exponents."""

import pytest

from bench.figures import compared, exponent, spread


def test_a_ratio_is_one_of_pairs():
    found = compared([2.0, 40.0, 6.0], [1.0, 10.0, 4.0])
    assert found == {
        "us_per_event": 6.0,
        "floor_us_per_event": 4.0,
        "ratio": 2.0,
        "spread": [1.5, 4.0],
        "pairs": 3,
    }


def test_the_spread_is_the_middle_half():
    assert spread([9, 1, 5, 4, 6, 3, 7, 2]) == [3, 6]


@pytest.mark.parametrize(
    ("costs", "power"), [([1, 2, 4], 1.0), ([5, 5, 5], 0.0), ([1, 4, 16], 2.0), ([1, 4, 5], 2.0), ([1, -1, 2], None)]
)
def test_an_exponent(costs, power):
    assert exponent([10, 20, 40], costs) == power
