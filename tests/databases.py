"""Databases of addresses with the facts that the golden cases were recorded with, written anew where they are needed."""

import json
from collections.abc import Collection
from pathlib import Path

FACTS = Path(__file__).parent / "golden" / "geoip-facts.json"


def write_databases(folder: Path, names: Collection[str] = ()) -> Path:
    """Write the databases of these file names into `folder`, all of them unless some are named; returns the folder."""
    from mmdb_writer import MMDBWriter
    from netaddr import IPSet  # type: ignore[import-untyped]

    for name, database in json.loads(FACTS.read_text(encoding="utf-8")).items():
        if names and name not in names:
            continue
        writer = MMDBWriter(database["ip_version"], database["database_type"], ipv4_compatible=True)
        for network, record in database["networks"]:
            writer.insert_network(IPSet([network]), record)
        writer.to_db_file(str(folder / name))
    return folder
