"""`python -m pipeline.embedded.index`: the embedded index as a process of its own; its first line is its address."""

import argparse
import logging
import os
import sys
import threading
from collections.abc import Sequence

from waitress.server import create_server  # type: ignore[import-untyped]

from pipeline.embedded.index.app import App
from pipeline.embedded.index.http import MAX_BODY
from pipeline.embedded.index.store import MAX_BYTES, MAX_DOCUMENTS, Store

LOOPBACK = "127.0.0.1"
SETTINGS = {
    "threads": 1,  # Python code can't run twice at the same time anyway, and so nothing needs a lock
    "ident": None,
    "max_request_body_size": MAX_BODY,
    "inbuf_overflow": MAX_BODY,  # never to a temporary file
    "outbuf_overflow": MAX_BODY,
    "recv_bytes": 256 * 1024,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until the process is ended."""
    options = _options(arguments)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns whenever a request has to wait
    app = App(Store(options.max_documents, options.max_bytes))
    try:
        server = create_server(app, host=LOOPBACK, port=options.port, **SETTINGS)
    except OSError as error:
        sys.exit(f"can't listen on port {options.port}: {error.strerror}")
    sys.stdout.write(f"http://{LOOPBACK}:{server.effective_port}\n")
    sys.stdout.flush()
    if options.until_stdin_ends:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    server.run()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m pipeline.embedded.index",
        description="A small stand-in for Elasticsearch, on loopback and in memory.",
    )
    parser.add_argument("--port", type=int, default=9200, help="port to listen on; 0 takes a free one")
    parser.add_argument("--max-documents", type=int, default=MAX_DOCUMENTS, help="documents that it keeps at most")
    parser.add_argument("--max-bytes", type=int, default=MAX_BYTES, help="bytes of documents that it keeps at most")
    parser.add_argument("--until-stdin-ends", action="store_true", help="end when whoever started it is gone")
    return parser.parse_args(arguments)


def _end_with_stdin() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
