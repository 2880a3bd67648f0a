"""The floor: the work of config/logs.conf written out by hand as one straight loop, for this one config.

    python -m bench.floor kafka THREADS BOOTSTRAP TOPIC COUNT BATCH BULK_URL GEOIP.mmdb
    python -m bench.floor stdin

`kafka` reads COUNT records of `records.py` with THREADS consumers, filters, posts to BULK_URL/_bulk, commits.  It does
the same work for such records: error tag, JSON of `message` merged, `@timestamp` cut to milliseconds, geoip (cached),
daily index, `@version`.  `stdin` decodes lines of JSON and forgets them.  Neither has retries, a dead-letter queue, ids
or statistics: what those cost is the price of being a product.
"""

import http.client
import socket
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any
from urllib.parse import urlsplit

import ciso8601
import maxminddb
import orjson

PATIENCE = 300  # seconds until a run is given up
CONSUMER = {
    "auto.offset.reset": "earliest",
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "fetch.wait.max.ms": 50,
    "queued.max.messages.kbytes": 16384,
}
BULK = "/_bulk?filter_path=errors,items.*.error,items.*.status"


def locator(database: str) -> Callable[[Any], dict[str, Any] | None]:
    """A function (address) -> the ECS layout of the `geoip` filter for a City database, or None."""
    reader = maxminddb.open_database(database, maxminddb.MODE_MMAP_EXT)

    def name(part: Any) -> Any:
        return part.get("names", {}).get("en")

    def locate(address: Any) -> dict[str, Any] | None:
        try:
            found: Any = reader.get(address)
        except ValueError:
            found = None
        if not found or "location" not in found:
            return None
        region = (found.get("subdivisions") or [{}])[-1]
        country = found.get("country", {}).get("iso_code")
        geo = {
            "city_name": name(found.get("city", {})),
            "country_name": name(found.get("country", {})),
            "country_iso_code": country,
            "continent_code": found.get("continent", {}).get("code"),
            "postal_code": found.get("postal", {}).get("code"),
            "region_name": name(region),
            "region_iso_code": f"{country}-{region['iso_code']}" if "iso_code" in region else None,
            "timezone": found["location"].get("time_zone"),
            "location": {"lat": found["location"]["latitude"], "lon": found["location"]["longitude"]},
        }
        place = {"geo": {key: value for key, value in geo.items() if value is not None}, "ip": address}
        if "metro_code" in found["location"]:
            place["mmdb"] = {"dma_code": found["location"]["metro_code"]}
        return place

    return locate


def filters(database: str) -> Callable[[Iterable[Any]], bytearray]:  # noqa: C901 - one straight loop is the point
    """A function (records of Kafka) -> the text of their bulk request."""
    loads, dumps, parse, broken, append_newline = (
        orjson.loads,
        orjson.dumps,
        ciso8601.parse_datetime,
        orjson.JSONDecodeError,
        orjson.OPT_APPEND_NEWLINE,
    )
    locate = locator(database)
    places: dict[Any, Any] = {}
    heads: dict[str, bytes] = {}

    def run(messages: Iterable[Any]) -> bytearray:
        out = bytearray()  # a list of a thousand results would cost 4 us an event: malloc gives their pages back
        for message in messages:
            event = loads(message.value())
            if event.get("level") == "ERROR":
                event.setdefault("tags", []).append("error")
            text = event.get("message")
            if text is not None:
                try:
                    event.update(loads(text))
                except (broken, TypeError):
                    event.setdefault("tags", []).append("_jsonparsefailure")
            try:
                text = event["timestamp"]
                when = parse(text)  # raises where the text is no date
                if len(text) >= 24 and text[19] == "." and text[-1] == "Z":
                    stamp = event["@timestamp"] = text[:23] + "Z"
                else:
                    stamp = event["@timestamp"] = when.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"
            except (KeyError, ValueError):
                event.setdefault("tags", []).append("_dateparsefailure")
                stamp = event["@timestamp"] = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
            event["@version"] = "1"
            address = event.get("client_ip")
            try:
                place = places[address]
            except KeyError:
                place = places[address] = locate(address)
            if place is None:
                event["geoip"] = {}
                event.setdefault("tags", []).append("_geoip_lookup_failure")
            else:
                event["geoip"] = place
            day = stamp[:10]
            head = heads.get(day)
            if head is None:
                head = heads[day] = b'{"create":{"_index":"logs-%s"}}\n' % day.replace("-", ".").encode()
            out += head
            out += dumps(event, option=append_newline)
        return out

    return run


class Floor:
    """Threads that read a topic until they have read `count` records of it."""

    def __init__(self, bootstrap: str, topic: str, count: int, batch: str, url: str, database: str) -> None:
        self.settings = {"bootstrap.servers": bootstrap, "group.id": str(uuid.uuid4()), **CONSUMER}
        self.topic, self.count, self.batch, self.url = topic, count, int(batch), url
        self.filter = filters(database)
        self.total = 0
        self.done = threading.Event()
        self.lock = threading.Lock()

    def work(self) -> None:
        """One thread."""
        from confluent_kafka import Consumer

        consumer = Consumer(self.settings)
        consumer.subscribe([self.topic])
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc)
        while not self.done.is_set():
            messages = [message for message in consumer.consume(self.batch, 0.2) if not message.error()]
            if not messages:
                continue
            connection.request("POST", BULK, self.filter(messages), {"Content-Type": "application/x-ndjson"})
            answer = connection.getresponse().read()
            if b'"errors":false' not in answer:
                sys.exit(str(answer[:300]))
            consumer.commit(asynchronous=True)
            with self.lock:
                self.total += len(messages)
                if self.total >= self.count:
                    self.done.set()
        consumer.close()


def from_kafka(threads: str, bootstrap: str, topic: str, count: str, *more: str) -> None:
    """Read, filter, post, commit."""
    floor = Floor(bootstrap, topic, int(count), *more)
    workers = [threading.Thread(target=floor.work) for _ in range(int(threads))]
    for worker in workers:
        worker.start()
    floor.done.wait(PATIENCE)
    for worker in workers:
        worker.join()


def from_stdin() -> None:
    """Decode each line and give it what the input stdin gives: time, version, host."""
    host = {"hostname": socket.gethostname()}
    known, second = 0, ""
    for line in sys.stdin.buffer:
        event = orjson.loads(line)
        milliseconds = int(time.time() * 1000)
        if milliseconds // 1000 != known:
            known = milliseconds // 1000
            second = time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime(known))
        event["@timestamp"] = f"{second}{milliseconds % 1000:03d}Z"
        event["@version"] = "1"
        event["host"] = host


if __name__ == "__main__":
    kind, *arguments = sys.argv[1:]
    if kind == "kafka":
        from_kafka(*arguments)
    else:
        from_stdin()
