"""A worker process as its supervisor has it: it does what the board asks, and reports on the board."""

import os
from collections.abc import Callable

from pipeline.runtime.board import Board
from pipeline.runtime.runner import Runner
from pipeline.runtime.shutdown import on_signals


class Member:
    """Runs a runner in a process that was just forked."""

    def __init__(self, runner: Runner, board: Board, number: int, parent: int) -> None:
        """`parent` is the supervisor's process id, asked for before the fork."""
        self._runner = runner
        self._board = board
        self._number = number
        self._parent = parent
        self._given_up = False

    def run(self, started: Callable[[], None]) -> bool:
        """Run to the end; returned is whether all went well.  OptionError or OSError where it can't start.

        Signals count once here, however many come: a terminal and a service manager send them to the supervisor and to
        its processes, and the supervisor passes them on.
        """
        shutdown = self._runner.shutdown
        with on_signals(shutdown.request_once):
            self._runner.start()
            started()
            self._report()
            good = self._runner.wait(self._tick)
        self._report()
        return good

    def _tick(self) -> None:
        """Called about five times a second."""
        shutdown = self._runner.shutdown
        if self._board.asked or os.getppid() != self._parent:  # a supervisor that is gone asks for nothing any more
            shutdown.request_once()
        if self._board.asked > 1 and not self._given_up:
            self._given_up = True
            shutdown.request()
        self._report()

    def _report(self) -> None:
        status = self._runner.report()
        status.number = self._number
        self._board.write(status)
