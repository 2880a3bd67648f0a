"""What processes report to their supervisor through shared memory."""

import pytest

from pipeline.runtime.board import ASKED, HEAD, PLACE, Board
from pipeline.runtime.ledger import Tally
from pipeline.runtime.live import line
from pipeline.runtime.status import ProcessStatus, Status


def report(number=1, received=0, **more):
    return ProcessStatus(number, 4711, "running", 0, Tally(received, received), **more)


def test_the_last_report_of_each_is_read():
    board = Board(2)
    assert board.read(1) is None
    for received in range(5):
        board.write(report(1, received, failures={"filter:json": received}))
        board.write(report(2, 10 * received, lag=7))
    assert board.read(1) == report(1, 4, failures={"filter:json": 4})
    assert board.read(2) == report(2, 40, lag=7)
    board.clear(1)
    assert board.read(1) is None
    assert board.read(2) is not None


@pytest.mark.parametrize("half", [0, 1])
def test_a_report_that_was_cut_off_is_passed_over_for_the_one_before(half):
    board = Board(1)
    for received in range(half + 3):
        board.write(report(received=received))
    last = (half + 3) % 2
    board._memory[ASKED + last * PLACE + HEAD.size] ^= 1
    assert board.read(1) == report(received=half + 1)


def test_a_report_that_is_too_long_keeps_its_numbers():
    board = Board(1)
    board.write(report(received=3, failures={f"filter:{number:0500d}": 2 for number in range(100)}))
    found = board.read(1)
    assert found.tally.received == 3
    assert sum(found.failures.values()) == 200


def test_what_is_asked_counts():
    board = Board(1)
    assert board.asked == 0
    board.ask()
    board.ask()
    assert board.asked == 2


def test_a_pipeline_is_the_sum_of_its_processes():
    one, two = report(1, 5, failures={"a": 1}), report(2, 7, failures={"a": 2, "b": 1}, lag=3)
    two.tally.received += 2
    status = Status("main", [one, two])
    assert status.tally.facts() == {
        "received": 14,
        "delivered": 12,
        "dropped": 0,
        "dead_lettered": 0,
        "in_flight": 2,
    }
    assert status.failures == {"a": 3, "b": 1}
    assert status.lag == 3
    assert line(status, 1234.5).startswith("2/2 workers  14 in  1,234/s  lag 3  in flight 2  failures 4")
    assert line(Status("main", [one]), 0).startswith("5 in  0/s  lag -  in flight 0  failures 1")
