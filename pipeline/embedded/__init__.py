"""A broker and an index on loopback, for `make run`, the demo and tests: no Kafka, no Elasticsearch, no Java needed."""
