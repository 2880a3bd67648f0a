"""How big requests may be after what was answered: the limit shrinks by halves, grows by steps, and is told."""

import pytest

from pipeline.outputs.elasticsearch.pace import HOLD, MOST_BYTES, SLOW, SMALL, STEP, Pace
from pipeline.outputs.elasticsearch.reports import Reports

MIB = 1 << 20


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def pace_of(*, timeout=60.0):
    clock = Clock()
    return Pace(Reports("output elasticsearch"), timeout, clock), clock


@pytest.mark.parametrize("answer", ["slow", "busy", "too_large"])
def test_half_of_what_was_sent(answer):
    pace, _ = pace_of()
    getattr(pace, answer)(4 * MIB)
    assert pace.most_bytes == 2 * MIB


def test_sinks_that_are_refused_at_once_say_one_thing():
    pace, _ = pace_of()
    for _ in range(4):
        pace.busy(4 * MIB)
    assert pace.most_bytes == 2 * MIB


def test_a_bigger_request_does_not_raise_the_limit_by_being_refused():
    pace, _ = pace_of()
    pace.busy(MIB)
    pace.busy(8 * MIB)
    assert pace.most_bytes == MIB // 2


@pytest.mark.parametrize(("size", "most"), [(SMALL, MOST_BYTES), (SMALL + 1, SMALL), (3 * SMALL, 3 * SMALL // 2)])
def test_a_small_request_can_not_be_to_blame(size, most):
    pace, _ = pace_of()
    pace.busy(size)
    assert pace.most_bytes == most


def test_one_document_above_all_limits_says_nothing():
    pace, _ = pace_of()
    pace.too_large(3 * MOST_BYTES)
    assert pace.most_bytes == MOST_BYTES


def test_it_grows_by_requests_that_use_the_limit_up_to_the_first_one():
    pace, _ = pace_of()
    pace.busy(4 * MIB)
    pace.settled(MIB, 0.1)
    assert pace.most_bytes == 2 * MIB
    pace.settled(2 * MIB, 0.1)
    assert pace.most_bytes == 2 * MIB + STEP
    for _ in range(MOST_BYTES // STEP):
        pace.settled(pace.most_bytes, 0.1)
    assert pace.most_bytes == MOST_BYTES


def test_what_was_too_large_is_not_tried_again_soon():
    pace, clock = pace_of()
    pace.too_large(4 * MIB)
    for clock.now in (0.0, HOLD - 1):
        pace.settled(2 * MIB, 0.1)
        assert pace.most_bytes == 2 * MIB
    clock.now = HOLD
    pace.settled(2 * MIB, 0.1)
    assert pace.most_bytes == 2 * MIB + STEP


def test_until_then_it_grows_up_to_there():
    pace, _ = pace_of()
    pace.too_large(4 * MIB)
    pace.busy(2 * MIB)
    pace.too_large(8 * MIB)
    assert pace.most_bytes == MIB
    for _ in range(2 * MIB // STEP):
        pace.settled(pace.most_bytes, 0.1)
    assert pace.most_bytes == 2 * MIB


@pytest.mark.parametrize(("timeout", "seconds"), [(60.0, SLOW), (4.0, 2.0)])
def test_an_answer_that_takes_long_shrinks_it(timeout, seconds):
    pace, _ = pace_of(timeout=timeout)
    pace.settled(4 * MIB, seconds)
    assert pace.most_bytes == MOST_BYTES
    pace.settled(4 * MIB, seconds + 0.1)
    assert pace.most_bytes == 2 * MIB


def test_it_says_why(capsys):
    pace, _ = pace_of()
    pace.busy(4 * MIB)
    text = "".join(capsys.readouterr())
    assert "requests to elasticsearch become smaller" in text
    assert str(2 * MIB) in text
    assert "busy" in text
