"""Host names to addresses, remembered as long as Java remembers them."""

import socket
from collections.abc import Callable

from pipeline.filters.geoip.addresses import may_be_public_host

FOUND = 30_000_000_000  # nanoseconds for which an answer holds
NOT_FOUND = 10_000_000_000
MOST = 1000  # names remembered


def compile_resolver(clock: Callable[[], int]) -> Callable[[str], str | None]:
    """A function (host name) -> its address, None where it has none.  It may take as long as the name service does."""
    known: dict[str, tuple[int, str | None]] = {}

    def resolve(name: str) -> str | None:
        now = clock()
        until, address = known.get(name, (0, None))
        if now < until:
            return address
        if len(known) >= MOST:
            known.clear()
        address = _ask(name) if may_be_public_host(name) else None
        known[name] = (now + (NOT_FOUND if address is None else FOUND), address)
        return address

    return resolve


def _ask(name: str) -> str | None:
    try:
        answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    addresses = [str(answer[4][0]) for answer in answers]
    return next((address for address in addresses if ":" not in address), next(iter(addresses), None))
