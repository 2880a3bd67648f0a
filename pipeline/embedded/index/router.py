"""From a method and a path to the function that answers."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from pipeline.embedded.index.errors import ApiError
from pipeline.embedded.index.http import Request, Response

PARTS = {
    "id": ".+",
    # A name that begins with an underscore is that of an API which isn't here; dates in names may hold a slash.
    "index": r"(?!_(?!all))(?:<[^>]+>|[^/])+",
}

Handler = Callable[[Request], Response]


class Route(NamedTuple):
    """A handler with its methods ("GET POST") and its path; {index} is one part of it, {id} all the rest."""

    methods: str
    path: str
    handler: Handler


class Router:
    """Routes in the order in which they are tried."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = [(_expression(route.path), frozenset(route.methods.split()), route.handler) for route in routes]

    def answer(self, request: Request) -> Response:
        """What the handler says; ApiError where there is none.  HEAD is answered as GET, without a body."""
        method = "GET" if request.method == "HEAD" else request.method
        allowed: set[str] = set()
        for expression, methods, handler in self._routes:
            found = expression.fullmatch(request.path)
            if found and method in methods:
                request.parts = found.groupdict()
                return handler(request)
            allowed |= methods if found else frozenset()
        if allowed:
            names = ", ".join(sorted(allowed))
            reason = f"Incorrect HTTP method for uri [{request.path}] and method [{request.method}], allowed: [{names}]"
            raise ApiError(405, "", reason)
        raise ApiError(400, "", f"no handler found for uri [{request.path}] and method [{request.method}]")


def _expression(path: str) -> re.Pattern[str]:
    expression = re.sub(r"\{(\w+)\}", lambda found: f"(?P<{found[1]}>{PARTS.get(found[1], '[^/]+')})", path)
    return re.compile(expression + "/?" if path != "/" else "/?", re.DOTALL)
