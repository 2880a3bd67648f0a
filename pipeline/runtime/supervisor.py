"""Several processes of one pipeline: forked, watched, started again, ended.

The supervisor reads and compiles the config once, so that every fault is told once and before anything starts, and
then forks; the processes share what that took of memory.  It opens no connection and starts no thread, which is what
keeps forking safe at any time (the one that looks at geoip's databases lets go of all it holds before a fork).  How the
work is spread over the processes is the source's business: Kafka's group does it.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import structlog

from pipeline.runtime.board import Board
from pipeline.runtime.ledger import Tally, total
from pipeline.runtime.retry import Backoff
from pipeline.runtime.shutdown import SIGNALS, on_signals
from pipeline.runtime.status import ProcessStatus, Status

PAUSE = 0.1  # seconds between two looks at the processes
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds until a process that failed is started again
STEADY = 60.0  # seconds after which a process counts as one that works
MOST_FAILURES = 5  # in a row, of one process that did not get so far
LEAVING = 15.0  # seconds that a process may take to say farewell to Kafka and the like, beyond the deadline
NEVER = float("inf")
FAILED, NOT_STARTED = 1, 3  # exit codes of a process: it failed, or an input or output could not be opened

log = structlog.get_logger("pipeline")

Work = Callable[[int, Board], int]
"""(number, board) -> exit code: what a process does, from its fork to its end."""


@dataclass(slots=True)
class Process:
    """One process and its predecessors."""

    number: int
    backoff: Backoff
    due: float = NEVER  # when it is to be started, on the monotonic clock
    pid: int = 0  # 0 while none runs
    started: float = 0.0
    failures: int = 0  # in a row
    restarts: int = 0
    state: str = "waiting"
    past: list[Tally] = field(default_factory=list)  # of its predecessors, summed up

    @property
    def over(self) -> bool:
        """Whether it runs no longer and will not be started again."""
        return not self.pid and self.due == NEVER


class Supervisor:
    """Runs `count` processes of a pipeline, each of which does `work`; `grace` is that of their Shutdown."""

    def __init__(self, pipeline: str, count: int, work: Work, grace: float, chance: Random) -> None:
        self.pipeline = pipeline
        self.grace = grace
        self.requested = False
        self._board = Board(count)
        self._work = work
        self._chance = chance
        self._processes = [Process(number, self._new_backoff()) for number in range(1, count + 1)]
        self._deadline = NEVER
        self._good = True

    def request(self) -> None:
        """Ask all processes for their end; asked a second time, they give up what is in flight."""
        self._board.ask()
        self._deadline = min(self._deadline, time.monotonic() + LEAVING + (0 if self.requested else self.grace))
        self.requested = True

    def running(self) -> bool:
        """Whether any process runs."""
        return any(process.pid for process in self._processes)

    def run(self, tick: Callable[[], None] = lambda: None) -> bool:
        """Start them, and return when all have ended; returned is whether all of it went well.

        The first one starts alone.  What keeps it from starting, such as a port that is taken, would keep the others
        too, so it is told once and ends the whole.
        """
        first, *others = self._processes
        first.due = 0.0
        with on_signals(self.request):
            while not all(process.over for process in self._processes) or (others and not self.requested):
                self._start_due()
                self._reap()
                if others and self._is_up(first):
                    for process in others:
                        process.due = 0.0
                    others = []
                self._enforce_deadline()
                tick()
                time.sleep(PAUSE)
        self._tell()
        return self._good

    def status(self) -> Status:
        """What the processes reported last."""
        return Status(self.pipeline, [self._status_of(process) for process in self._processes])

    def _status_of(self, process: Process) -> ProcessStatus:
        status = self._board.read(process.number) or ProcessStatus(process.number)
        if not process.pid:
            status.state = process.state
        status.pid, status.restarts = process.pid, process.restarts
        status.tally = total([*process.past, status.tally])
        return status

    def _new_backoff(self) -> Backoff:
        return Backoff(FIRST_WAIT, LONGEST_WAIT, self._chance)

    def _is_up(self, process: Process) -> bool:
        found = self._board.read(process.number)
        return found is not None and found.state != "starting"

    # --- starting

    def _start_due(self) -> None:
        now = time.monotonic()
        for process in self._processes:
            if process.pid or now < process.due:
                continue
            process.due = NEVER
            if not self.requested:
                self._start(process)

    def _start(self, process: Process) -> None:
        self._remember(process)
        process.started = time.monotonic()
        flush_standard_streams()
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        process.pid = os.fork() or self._be(process.number)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def _be(self, number: int) -> int:
        """What the new process does; it never returns."""
        code = FAILED
        try:
            disregard_signals()
            code = self._work(number, self._board)
            flush_standard_streams()
        except BaseException:
            log.exception("worker process failed")
        finally:
            os._exit(code)  # what the supervisor has set up is not for its processes to end

    def _remember(self, process: Process) -> None:
        """Keep the ledger of a predecessor; what it had in flight is read, and counted, by another."""
        found = self._board.read(process.number)
        self._board.clear(process.number)
        if found is not None:
            found.tally.received -= found.tally.in_flight
            process.past = [total([*process.past, found.tally])]

    # --- ending

    def _reap(self) -> None:
        for process in self._processes:
            if process.pid:
                pid, status = os.waitpid(process.pid, os.WNOHANG)
                if pid:
                    self._ended(process, os.waitstatus_to_exitcode(status))

    def _ended(self, process: Process, code: int) -> None:
        """A process is gone: well, or to be replaced, or a reason to end the others too."""
        found = self._board.read(process.number)
        process.pid, process.state = 0, found.state if found and code >= 0 else "failed"
        if self.requested or process.state == "finished":
            self._good = self._good and code == 0
        elif process.state == "asked":
            log.warning("worker process was ended by a signal, starting it again", process=process.number)
            process.due, process.restarts, process.state = 0.0, process.restarts + 1, "waiting"
        elif process.state == "stopped" or (code == NOT_STARTED and not process.restarts):
            self._give_up()
        else:
            self._failed(process, code)

    def _failed(self, process: Process, code: int) -> None:
        if time.monotonic() - process.started >= STEADY:
            process.failures, process.backoff = 0, self._new_backoff()
        process.failures += 1
        why = {"signal": signal.Signals(-code).name} if code < 0 else {"exit_code": code}
        if process.failures >= MOST_FAILURES:
            log.error("worker process fails again and again, giving up", process=process.number, **why)
            self._give_up()
            return
        wait = process.backoff.next()
        log.error("worker process failed, starting it again", process=process.number, seconds=round(wait, 1), **why)
        process.due, process.restarts = time.monotonic() + wait, process.restarts + 1
        process.state = "waiting"

    def _give_up(self) -> None:
        """End the others: a pipeline that reads a part of its partitions helps nobody."""
        self._good = False
        if not self.requested:
            self.request()

    def _enforce_deadline(self) -> None:
        if time.monotonic() < self._deadline:
            return
        self._deadline, self._good = NEVER, False
        for process in self._processes:
            if process.pid:
                log.error("worker process doesn't end, killing it", process=process.number)
                os.kill(process.pid, signal.SIGKILL)

    def _tell(self) -> None:
        tally = self.status().tally
        log.info(
            "all worker processes ended",
            pipeline=self.pipeline,
            restarts=sum(process.restarts for process in self._processes),
            **tally.facts(),
        )


def flush_standard_streams() -> None:
    """Write what is buffered, or a fork would write it twice and an end by `os._exit` not at all."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def disregard_signals() -> None:
    """In a new process: what comes before it has handlers of its own reaches the supervisor too, which passes it on."""
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
