"""DB-IP's free databases, which the project ip-location-db publishes as npm packages."""

import base64
import binascii
import json
import shutil
import subprocess
from typing import Any
from urllib.parse import quote, urljoin

from pipeline.geoip import Edition
from pipeline.geoip.errors import FetchError
from pipeline.geoip.http import Http, RefusedError, host
from pipeline.geoip.release import Release

REGISTRY = "https://registry.npmjs.org/"
SCOPE = "@ip-location-db:registry"


def registry() -> str:
    """The registry that npm is set to use for these packages, where npm is installed; else the public one."""
    npm = shutil.which("npm")
    if npm is None:
        return REGISTRY
    try:
        asked = [npm, "config", "get", SCOPE, "registry"]
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=False).stdout  # noqa: S603 - npm's own command
    except (OSError, subprocess.SubprocessError):
        return REGISTRY
    said = dict(line.split("=", 1) for line in answer.splitlines() if "=" in line)
    return next((said[key] for key in (SCOPE, "registry") if said.get(key, "").startswith("http")), REGISTRY)


def latest(http: Http, edition: Edition, server: str) -> Release:
    """The newest version of a database, by the registry at the address `server`."""
    url = urljoin(server.rstrip("/") + "/", f"{quote(edition.package, safe='@')}/latest")
    try:
        text = http.text(url)
    except RefusedError as error:
        if error.status != 404:
            raise
        text = f'the npm registry at "{host(url)}" has no package "{edition.package}"'
        raise FetchError(text, ("another registry: --server https://...",)) from None
    try:
        manifest = json.loads(text)
        version, dist = manifest["version"], manifest["dist"]
        return Release(edition, "dbip", str(version), str(dist["tarball"]), "sha512", _sha512(dist))
    except (ValueError, TypeError, LookupError):
        raise FetchError(f'"{host(url)}" does not answer as an npm registry does') from None


def _sha512(dist: dict[str, Any]) -> str:
    """The checksum in the form of a Subresource Integrity text, which may name several."""
    for one in str(dist.get("integrity", "")).split():
        algorithm, _, encoded = one.partition("-")
        if algorithm == "sha512":
            try:
                return base64.b64decode(encoded.split("?")[0], validate=True).hex()
            except binascii.Error:
                break
    raise FetchError("the registry gives no sha512 checksum, so what comes could not be verified")
