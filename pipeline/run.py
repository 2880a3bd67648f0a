"""`pipeline run` and `pipeline check`: settings to a running pipeline, faults to the terminal."""

import gc
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.compiler import Checked, Plan, Program, check_sources, compile_plan
from pipeline.configs import read_sources
from pipeline.errors import ConfigError, Diagnostic, OptionError
from pipeline.escapes import set_escape_style
from pipeline.plugin.base import Context
from pipeline.runtime.failures import FailureReport

BAD_CONFIG = 2
FAILED = 1
WITHOUT_DATA = "positions can't be kept, and an event that can't be delivered would stop the intake"


def context_of(settings: Mapping[str, Any], *, offline: bool) -> Context:
    """What plugins may know of the process."""
    return Context(
        ecs_compatibility=settings["pipeline.ecs_compatibility"],
        pipeline_id=settings["pipeline.id"],
        data_path=settings["path.data"],
        offline=offline,
    )


def checked_config(settings: Mapping[str, Any], context: Context) -> Checked:
    """The checked config that the settings name; warnings are shown.  ConfigError tells every fault."""
    set_escape_style(settings["config.field_reference.escape_style"])
    sources = read_sources(settings)
    checked = check_sources(sources, context, support_escapes=settings["config.support_escapes"])
    if not checked.plan.outputs:
        print("warning: the config has no output, so every event is discarded\n", file=sys.stderr)
    for warning in checked.warnings:
        print(f"warning: {warning.render()}\n", file=sys.stderr)
    return checked


def check_command(settings: Mapping[str, Any]) -> int:
    """Check a config; the exit code is 0 or 2."""
    try:
        checked = checked_config(settings, context_of(settings, offline=True))
        if not checked.plan.inputs:
            print("warning: the config has no input, so `run` would refuse it\n", file=sys.stderr)
        compile_plan(checked)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return BAD_CONFIG
    print("the config is good")
    return 0


def load_config(settings: Mapping[str, Any]) -> "Loaded":
    """The config that the settings name, compiled; ConfigError where it is refused."""
    context = context_of(settings, offline=False)
    context.report = FailureReport()
    checked = checked_config(settings, context)
    if not checked.plan.inputs:
        raise ConfigError([Diagnostic("the config has no input, so nothing would ever happen")])
    return Loaded(settings, context, checked.plan, compile_plan(checked))


@dataclass(slots=True)
class Loaded:
    """A config that is good to run."""

    settings: Mapping[str, Any]
    context: Context
    plan: Plan
    program: Program

    def runner(self) -> Any:
        """A Runner for it, not started."""
        from pipeline.runtime.runner import Runner
        from pipeline.runtime.shutdown import Shutdown
        from pipeline.runtime.worker import Batching

        batching = Batching(self.settings["pipeline.batch.size"], self.settings["pipeline.batch.delay"] / 1000)
        shutdown = Shutdown(self.settings["pipeline.shutdown_timeout"])
        return Runner(self.plan, self.program, self.context, shutdown, batching)


def build_runner(settings: Mapping[str, Any]) -> Any:
    """A Runner for the config that the settings name, not started; ConfigError where the config is refused."""
    loaded = load_config(settings)
    from pipeline.runtime.logs import configure_logs

    configure_logs(settings["log.level"], settings["log.format"])
    return loaded.runner()


def run_command(settings: Mapping[str, Any]) -> int:
    """Run a config until it ends; the exit code is 0, 1 where a worker failed, 2 where the config is refused."""
    try:
        loaded = load_config(settings)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return BAD_CONFIG
    from pipeline.runtime.logs import configure_logs

    configure_logs(settings["log.level"], settings["log.format"])
    check_data_path(Path(settings["path.data"]))
    workers = workers_for(loaded.plan, settings["pipeline.workers"])
    return run_alone(loaded) if workers == 1 else run_several(loaded, workers)


def check_data_path(folder: Path) -> None:
    """Warn where nothing could be kept in the data folder, which is made when it is needed."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    if not there.is_dir():
        _warn(f'path.data: "{there}" is no folder; {WITHOUT_DATA}')
    elif not os.access(there, os.W_OK | os.X_OK):
        _warn(f'path.data: "{there}" can\'t be written to; {WITHOUT_DATA}')


def workers_for(plan: Plan, wanted: int) -> int:
    """How many processes there will be; what the inputs don't allow is told."""
    alone = [stage.plugin.name for stage in plan.inputs if not stage.plugin.shared]
    if wanted == 1 or not alone:
        return wanted
    names = ", ".join(f'"{name}"' for name in dict.fromkeys(alone))
    if len(alone) == len(plan.inputs):
        _warn(f"one worker process runs, not {wanted}: no second one could read from input {names}")
        return 1
    _warn(f"only the first of {wanted} worker processes reads from input {names}")
    return wanted


def run_alone(loaded: Loaded) -> int:
    """Run it in this process."""
    from pipeline.runtime.live import LiveLine
    from pipeline.runtime.shutdown import on_signals

    runner = loaded.runner()
    with on_signals(runner.shutdown.request):
        try:
            runner.start()
        except (OptionError, OSError) as error:
            print(f"can't start: {error}", file=sys.stderr)
            return FAILED
        gc.freeze()
        with LiveLine(runner.status) as line:
            good = runner.wait(_ticker(runner.shutdown, runner, line.tick))
    return 0 if good else FAILED


def run_several(loaded: Loaded, workers: int) -> int:
    """Run it in so many processes, of which this one is the supervisor."""
    import tempfile

    from pipeline.runtime.live import LiveLine
    from pipeline.runtime.supervisor import Supervisor

    context, parent = loaded.context, os.getpid()
    context.workers = workers
    with tempfile.TemporaryFile() as turn:
        context.one_writes = turn.fileno()

        def work(number: int, board: Any) -> int:
            return _work(loaded, number, board, parent)

        grace = loaded.settings["pipeline.shutdown_timeout"]
        supervisor = Supervisor(context.pipeline_id, workers, work, grace, context.random)
        gc.collect()
        gc.freeze()  # the processes share these pages as long as nobody writes to them
        with LiveLine(supervisor.status) as line:
            good = supervisor.run(_ticker(supervisor, supervisor, line.tick))
    return 0 if good else FAILED


def _work(loaded: Loaded, number: int, board: Any, parent: int) -> int:
    """What a worker process does."""
    from pipeline.runtime.logs import name_process
    from pipeline.runtime.member import Member
    from pipeline.runtime.supervisor import NOT_STARTED

    name_process(number)
    loaded.context.worker = number
    loaded.context.random.seed()  # or all would throw the same dice
    if number > 1:
        loaded.plan = replace(loaded.plan, inputs=[stage for stage in loaded.plan.inputs if stage.plugin.shared])
    try:
        return 0 if Member(loaded.runner(), board, number, parent).run(gc.freeze) else FAILED
    except (OptionError, OSError) as error:
        print(f"can't start: {error}", file=sys.stderr)
        return NOT_STARTED


def _warn(text: str) -> None:
    print(f"warning: {text}", file=sys.stderr)


def _ticker(ending: Any, pipeline: Any, redraw: Callable[[], None]) -> Callable[[], None]:
    """Redraw, and say once that the end was asked for, how long it may take, and how to cut it short.

    `ending` knows whether it was `requested` and the seconds of `grace`, `pipeline` whether it is `running`.
    """
    import structlog

    said = False

    def tick() -> None:
        nonlocal said
        if ending.requested and not said and pipeline.running():
            said = True
            structlog.get_logger("pipeline").info(
                "stopping; a second signal gives up what is in flight",
                in_flight=pipeline.status().tally.in_flight,
                seconds=ending.grace,
            )
        redraw()

    return tick
