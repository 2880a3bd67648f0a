"""`pipeline run` and `pipeline check`: settings to a running pipeline, faults to the terminal."""

import gc
import sys
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.compiler import Checked, check_sources, compile_plan
from pipeline.configs import read_sources
from pipeline.errors import ConfigError, Diagnostic, OptionError
from pipeline.plugin.base import Context
from pipeline.runtime.failures import FailureReport

BAD_CONFIG = 2
FAILED = 1


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


def build_runner(settings: Mapping[str, Any]) -> Any:
    """A Runner for the config that the settings name, not started; ConfigError where the config is refused."""
    context = context_of(settings, offline=False)
    context.report = FailureReport()
    checked = checked_config(settings, context)
    if not checked.plan.inputs:
        raise ConfigError([Diagnostic("the config has no input, so nothing would ever happen")])
    program = compile_plan(checked)

    from pipeline.runtime.logs import configure_logs
    from pipeline.runtime.runner import Runner
    from pipeline.runtime.shutdown import Shutdown
    from pipeline.runtime.worker import Batching

    configure_logs(settings["log.level"], settings["log.format"])
    batching = Batching(settings["pipeline.batch.size"], settings["pipeline.batch.delay"] / 1000)
    return Runner(checked.plan, program, context, Shutdown(settings["pipeline.shutdown_timeout"]), batching)


def run_command(settings: Mapping[str, Any]) -> int:
    """Run a config until it ends; the exit code is 0, 1 where a worker failed, 2 where the config is refused."""
    try:
        runner = build_runner(settings)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return BAD_CONFIG
    if settings["pipeline.workers"] > 1:
        print(
            "warning: several worker processes are not supported yet; one runs, with the threads of its inputs",
            file=sys.stderr,
        )
    from pipeline.runtime.status import LiveLine

    with runner.shutdown.on_signals():
        try:
            runner.start()
        except (OptionError, OSError) as error:
            print(f"can't start: {error}", file=sys.stderr)
            return FAILED
        gc.freeze()
        with LiveLine(runner) as line:
            good = runner.wait(_ticker(runner, line.tick))
    return 0 if good else FAILED


def _ticker(runner: Any, redraw: Callable[[], None]) -> Callable[[], None]:
    """Redraw, and say once that the end was asked for, how long it may take, and how to cut it short."""
    import structlog

    said = False

    def tick() -> None:
        nonlocal said
        if runner.shutdown.requested and not said and runner.running():
            said = True
            structlog.get_logger("pipeline").info(
                "stopping; a second signal gives up what is in flight",
                in_flight=runner.totals().in_flight,
                seconds=runner.shutdown.grace,
            )
        redraw()

    return tick
