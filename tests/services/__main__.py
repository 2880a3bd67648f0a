"""`python -m tests.services`: a real Kafka and a real Elasticsearch for a developer, until Ctrl-C."""

import signal
import sys

from tests.services.elasticsearch import Elasticsearch
from tests.services.kafka import Kafka
from tests.services.maven import DownloadError
from tests.services.missing import MissingToolError
from tests.services.service import ServiceError


def main() -> None:
    """Start both, print their addresses, stay."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit())
    kafka, elasticsearch = Kafka(), Elasticsearch()
    try:
        print("starting Kafka and Elasticsearch; the first time they are downloaded (150 MB)", flush=True)
        for service in (kafka, elasticsearch):
            service.launch()
        for service in (kafka, elasticsearch):
            service.wait()
        print(f"Kafka          {kafka.bootstrap}\nElasticsearch  {elasticsearch.url}\nCtrl-C stops them", flush=True)
        signal.pause()
    except (MissingToolError, DownloadError, ServiceError) as error:
        sys.exit(str(error))
    finally:
        kafka.close()
        elasticsearch.close()


if __name__ == "__main__":
    main()
