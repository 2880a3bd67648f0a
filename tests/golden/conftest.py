"""Databases of addresses for the golden cases, written from their facts."""

import json
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def databases(tmp_path_factory):
    """A folder with the test databases."""
    from mmdb_writer import MMDBWriter
    from netaddr import IPSet

    folder = tmp_path_factory.mktemp("databases")
    facts = json.loads(Path(__file__).with_name("geoip-facts.json").read_text(encoding="utf-8"))
    for name, database in facts.items():
        writer = MMDBWriter(database["ip_version"], database["database_type"], ipv4_compatible=True)
        for network, record in database["networks"]:
            writer.insert_network(IPSet([network]), record)
        writer.to_db_file(str(folder / name))
    return folder
