"""Events end here."""

from tests.outputs.runs import run


def test_everything_is_taken_and_nothing_is_left(capfd):
    done = run("output { null { } }", [{"n": 1}, {"n": 2}])
    assert (done.letters, done.waits) == ([], [])
    assert capfd.readouterr().out == ""
