"""MaxMind's GeoLite2 databases, for those who have an account; after dev.maxmind.com, "Updating databases"."""

import os
import re

from pipeline.geoip import Edition
from pipeline.geoip.errors import FetchError
from pipeline.geoip.http import Http, RefusedError, host
from pipeline.geoip.release import Release

SERVER = "https://download.maxmind.com/"
ACCOUNT, KEY = "GEOIPUPDATE_ACCOUNT_ID", "GEOIPUPDATE_LICENSE_KEY"  # the names that MaxMind's own updater knows
SHA256 = re.compile(r"([0-9a-f]{64})\s+\*?(\S+)\s*")
VERSION = re.compile(r"_(\d{8})\.tar\.gz$")
WHERE = "an account is free: https://www.maxmind.com/en/geolite2/signup"


def login() -> tuple[str, str]:
    """Account and licence key, from the environment."""
    account, key = os.environ.get(ACCOUNT, "").strip(), os.environ.get(KEY, "").strip()
    missing = [name for name, value in ((ACCOUNT, account), (KEY, key)) if not value]
    if missing:
        hint = "without an account: --source dbip"
        raise FetchError(f"MaxMind needs the environment variable {' and '.join(missing)}", (WHERE, hint), code=2)
    return account, key


def latest(http: Http, edition: Edition, server: str) -> Release:
    """The newest version of a database: the file of its checksum says what it is called."""
    url = f"{server.rstrip('/')}/geoip/databases/{edition.maxmind}/download?suffix=tar.gz"
    try:
        text = http.text(f"{url}.sha256")
    except RefusedError as error:
        raise _explained(error, url, edition) from None
    found = SHA256.fullmatch(text)
    if found is None:
        raise FetchError(f'"{host(url)}" gives no sha256 checksum, so what comes could not be verified')
    dated = VERSION.search(found[2])
    return Release(edition, "maxmind", dated[1] if dated else found[1][:12], url, "sha256", found[1])


def _explained(error: RefusedError, url: str, edition: Edition) -> FetchError:
    if error.status in (401, 403):
        hint = f"is {KEY} that of the account {ACCOUNT} names, and does the account hold {edition.maxmind}?"
        return FetchError(f'"{host(url)}" does not take the account and key', (hint, WHERE), code=2)
    if error.status == 429:
        return FetchError(f'"{host(url)}" has had enough requests of this account today', ("try again tomorrow",))
    return error
