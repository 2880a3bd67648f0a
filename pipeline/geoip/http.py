"""Fetching over HTTP: small answers whole, files in pieces and on from where they stopped.

`requests` brings proxies, .netrc and redirects that lose the password.  Certificates are checked against what it
brings along and what the system trusts.
"""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from pipeline import __version__
from pipeline.geoip.errors import FetchError

TIMEOUT = 10, 60  # seconds to connect, and to wait for the next piece
PIECE = 1 << 16  # bytes; of a piece that breaks off nothing is kept
ATTEMPTS = 4
MOST_TEXT = 8 << 20  # bytes of an answer that is read whole
Progress = Callable[[int, int | None], None]  # bytes that are here, bytes that there are if that is known


class _SystemTrust(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, ssl_context=ssl.create_default_context())


class Http:
    """A client; `login` is a name and a password that only the host asked first gets to see."""

    def __init__(self, login: tuple[str, str] | None = None) -> None:
        self._session = requests.Session()
        self._session.mount("https://", _SystemTrust())
        self._session.headers["User-Agent"] = f"logpipeline/{__version__}"
        self._session.auth = login

    def text(self, url: str) -> str:
        """A small answer; FetchError where there is none."""
        try:
            with self._get(url) as response:
                return _read_text(response)
        except requests.RequestException as error:
            raise _unreachable(url, error) from None

    def download(self, url: str, part: Path, progress: Progress) -> None:
        """Bring a file to `part`, on from what is there already.

        A connection that breaks is made again a few times.  OSError where the file can't be written.
        """
        for attempt in range(ATTEMPTS):
            try:
                self._continue(url, part, progress)
            except requests.RequestException as error:
                if attempt == ATTEMPTS - 1:
                    hint = "run it again: it goes on where it stopped"
                    raise _unreachable(url, error, *([hint] if part.exists() else [])) from None
            else:
                return

    def _continue(self, url: str, part: Path, progress: Progress) -> None:
        have = part.stat().st_size if part.exists() else 0
        with self._get(url, {"Range": f"bytes={have}-"} if have else {}) as response:
            if response.status_code == requests.codes.range_not_satisfiable:
                return  # all of it is here
            if response.status_code != requests.codes.partial_content:
                have = 0
            length = response.headers.get("Content-Length", "")
            total = have + int(length) if length.isdecimal() else None
            with part.open("ab" if have else "wb") as file:
                progress(have, total)
                for piece in response.iter_content(PIECE):
                    file.write(piece)
                    have += len(piece)
                    progress(have, total)
        if total is not None and have < total:
            raise requests.ConnectionError("it broke off")

    def _get(self, url: str, headers: dict[str, str] | None = None) -> requests.Response:
        # compressed on the way, the bytes would not be those that the checksum is of
        wanted = {"Accept-Encoding": "identity", **(headers or {})}
        response = self._session.get(url, headers=wanted, stream=True, timeout=TIMEOUT)
        if not response.ok and response.status_code != requests.codes.range_not_satisfiable:
            response.close()
            raise refusal(url, response.status_code)
        return response


def _read_text(response: requests.Response) -> str:
    content = b""
    for piece in response.iter_content(PIECE):
        content += piece
        if len(content) > MOST_TEXT:
            raise FetchError(
                f'"{host(response.url)}" answers with more than {MOST_TEXT >> 20} MB, which is no description'
            )
    return content.decode("utf-8", "replace")


def host(url: str) -> str:
    """The host of an address, for messages: never the name and password that an address may hold."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the server"
    return f"{parts.hostname or 'the server'}{port}"


class RefusedError(FetchError):
    """The server answers with an HTTP status that is no success."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def refusal(url: str, status: int) -> RefusedError:
    """The error of an answer."""
    return RefusedError(f'"{host(url)}" answers with HTTP status {status}', status)


def _unreachable(url: str, error: Exception, *hints: str) -> FetchError:
    if isinstance(error, requests.exceptions.SSLError):
        text = f'the certificate of "{host(url)}" is not trusted'
        return FetchError(text, ("for an authority of your own, set SSL_CERT_FILE or REQUESTS_CA_BUNDLE", *hints))
    if isinstance(error, requests.exceptions.ProxyError):
        return FetchError(f'can\'t reach "{host(url)}" through the proxy that HTTPS_PROXY names', hints)
    if isinstance(error, requests.Timeout):
        return FetchError(f'"{host(url)}" takes too long to answer', hints)
    if isinstance(error, ValueError):  # what requests says of an address that is none
        return FetchError("expected an address such as https://registry.example.org", code=2)
    text = f'the connection to "{host(url)}" can\'t be made or breaks off'
    return FetchError(text, ("behind a proxy, set HTTPS_PROXY", *hints))
