"""What holds for every test: how xdist spreads them, what the end of a run says of recordings and missing services."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.databases import write_databases

GOLDEN = Path(__file__).parent / "golden"
MISSING = "real service missing: "
"""How the reason of a skip begins when this computer lacks what a real service needs."""


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """With `-n`, keep the tests of one xdist group in one process: the services are started once."""
    if config.getoption("numprocesses", None) and config.getoption("dist") in {"no", "load"}:
        config.option.dist = "loadgroup"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note on each test of a recorded case which file it is of; the notes come back from the workers of xdist."""
    for item in items:
        mark = item.get_closest_marker("golden")
        if mark is not None:
            case = item.callspec.params["case"]  # type: ignore[attr-defined]
            area, deviations = mark.args[0] or case["area"], mark.kwargs.get("deviations", ())
            note = {
                "area": area,
                "deviates": case["id"] in deviations,
                "elsewhere": len(mark.kwargs.get("elsewhere", ())),
            }
            item.user_properties.append(("golden", note))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the recorded cases of each area; say aloud which tests did not run for want of a service."""
    say_golden(terminalreporter)
    say_missing(terminalreporter)


def say_golden(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each file of recordings that was touched: its cases, how many pass, how many differ on purpose."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    elsewhere: dict[str, int] = {}
    for outcome in ("passed", "xfailed", "xpassed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            note = dict(getattr(report, "user_properties", ())).get("golden")
            if note:
                kind = "deviations" if outcome == "xfailed" or note["deviates"] else outcome
                counts[note["area"]][kind if outcome in {"passed", "xfailed"} else "failed"] += 1
                elsewhere[note["area"]] = note["elsewhere"]
    if counts:
        terminalreporter.section("recordings of a real Logstash")
    for area, found in sorted(counts.items()):
        total = len((GOLDEN / f"{area}.jsonl").read_bytes().splitlines())
        found["held by other tests"] = elsewhere[area]
        found["not run"] = total - found.total()
        told = [f"{found['passed']} passed", f"{found['deviations']} deviations"]
        told += [f"{found[kind]} {kind}" for kind in ("failed", "held by other tests", "not run") if found[kind]]
        terminalreporter.line(f"{area:20} {total:4} cases: {', '.join(told)}", red=bool(found["failed"]))


def say_missing(terminalreporter: pytest.TerminalReporter) -> None:
    """Which tests did not run for want of a service, and what to install."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)]
    missing = [reason.partition(MISSING)[2] for reason in reasons if MISSING in reason]
    if missing:
        terminalreporter.section("NOT TESTED against real services", yellow=True, bold=True)
        for text in sorted(set(missing)):
            terminalreporter.line(f"{missing.count(text)} tests skipped: {text}", yellow=True)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with databases of addresses."""
    return write_databases(tmp_path_factory.mktemp("databases"))


@pytest.fixture(autouse=True)
def _logs_as_they_were(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test sets up for our own logs ends with it; no logger keeps what it was set up with."""
    configure = structlog.configure
    monkeypatch.setattr(
        structlog, "configure", lambda **given: configure(**{**given, "cache_logger_on_first_use": False})
    )
    yield
    structlog.reset_defaults()
