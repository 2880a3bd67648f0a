"""One version of a database, as its maker offers it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipeline.geoip import Edition
from pipeline.geoip.errors import FetchError


@dataclass(frozen=True, slots=True)
class Release:
    """What there is to fetch: a gzipped tar file at `url`, and its checksum by `algorithm`, in hexadecimal."""

    edition: Edition
    source: str
    version: str
    url: str
    algorithm: str
    checksum: str

    def verify(self, archive: Path) -> None:
        """FetchError where a file is not the one that was offered."""
        with archive.open("rb") as file:
            found = hashlib.file_digest(file, self.algorithm).hexdigest()
        if found != self.checksum:
            text = f"what came is not what was offered: its {self.algorithm} checksum is another"
            raise FetchError(text, ("nothing was changed; run it again, and if it stays so ask who runs the server",))


ATTRIBUTIONS = {  # as their licences ask for
    "dbip": "IP Geolocation by DB-IP, https://db-ip.com (CC BY 4.0); pages that show results must link to it",
    "maxmind": "This product includes GeoLite Data created by MaxMind, available from https://www.maxmind.com.",
}
