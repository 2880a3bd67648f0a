"""What holds for every test: how xdist spreads them, what the end of a run says of services that are missing."""

import json
from pathlib import Path

import pytest

MISSING = "real service missing: "
"""How the reason of a skip begins when this computer lacks what a real service needs."""


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """With `-n`, keep the tests of one xdist group in one process: the services are started once."""
    if config.getoption("numprocesses", None) and config.getoption("dist") in {"no", "load"}:
        config.option.dist = "loadgroup"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud which tests did not run for want of a service, and what to install."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)]
    missing = [reason.partition(MISSING)[2] for reason in reasons if MISSING in reason]
    if missing:
        terminalreporter.section("NOT TESTED against real services", yellow=True, bold=True)
        for text in sorted(set(missing)):
            terminalreporter.line(f"{missing.count(text)} tests skipped: {text}", yellow=True)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with databases of addresses, written from the facts that the golden cases were recorded with."""
    from mmdb_writer import MMDBWriter
    from netaddr import IPSet  # type: ignore[import-untyped]

    folder = tmp_path_factory.mktemp("databases")
    facts = json.loads((Path(__file__).parent / "golden" / "geoip-facts.json").read_text(encoding="utf-8"))
    for name, database in facts.items():
        writer = MMDBWriter(database["ip_version"], database["database_type"], ipv4_compatible=True)
        for network, record in database["networks"]:
            writer.insert_network(IPSet([network]), record)
        writer.to_db_file(str(folder / name))
    return folder
