"""What is imported, and so paid for at every start: each command takes in what it needs and nothing else."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
import json, sys
from pipeline.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""
CONFIG = """
    input { stdin { codec => json_lines } }
    filter { if [level] == "ERROR" { mutate { add_tag => ["error"] } } json { source => "message" } }
    output { stdout { codec => json_lines } }"""

# What is large, and no part of such a config needs; each name stands for all below it.
OF_PLUGINS = {
    "confluent_kafka",
    "elasticsearch",
    "elastic_transport",
    "geoip2",
    "http.client",
    "luqum",
    "maxminddb",
    "regex",
    "tzdata",
    "ua_parser",
    "waitress",
    "pipeline.embedded",
    "pipeline.filters.date",
    "pipeline.filters.grok",
    "pipeline.grokpatterns",
    "pipeline.inputs.kafka",
    "pipeline.kafka",
    "pipeline.outputs.elasticsearch",
}
OF_SETTINGS = {"yaml", "importlib.metadata", "importlib.resources", "pkgutil", "tempfile"}
OF_SEVERAL_PROCESSES = {"mmap", "multiprocessing", "pipeline.runtime.board", "pipeline.runtime.supervisor"}
OF_RUNNING = {"asyncio", "rich", "ssl", "structlog", "pipeline.runtime.runner"}
OF_TERMINALS = {"rich.live", "rich.progress", "rich.spinner"}
NEVER = OF_PLUGINS | OF_SETTINGS | OF_SEVERAL_PROCESSES


def imported(*arguments):
    """The modules that are there when a command has ended well."""
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        input=b'{"message":"{}"}\n',
        capture_output=True,
        timeout=60,
        check=True,
    )
    code, modules = json.loads(result.stderr.decode().splitlines()[-1])
    assert not code, result.stderr
    return set(modules)


def among(modules, names):
    return {name for name in names if any(one == name or one.startswith(f"{name}.") for one in modules)}


def test_the_version_needs_no_more_than_the_command_line():
    modules = imported("--version")
    assert {one for one in modules if one.split(".")[0] == "pipeline"} == {"pipeline", "pipeline.cli"}
    assert not among(modules, NEVER | OF_RUNNING | {"orjson", "msgspec", "decimal", "socket"})


@pytest.mark.parametrize(
    ("command", "without"),
    [("check", NEVER | OF_RUNNING), ("run", NEVER | OF_TERMINALS)],
)
def test_a_small_config_needs_no_part_of_a_large_one(command, without):
    modules = imported(command, "-e", CONFIG)
    assert {"pipeline.filters.json", "pipeline.inputs.stdin"} <= modules
    assert not among(modules, without)
