"""A Logstash-equivalent pipeline processor in pure Python.

config text ─ language ▸ tree ─ compiler.resolve ▸ plan ─ compiler.generate ▸ process(records)
Kafka ▸ input ▸ codec ▸ filters ▸ output ▸ Elasticsearch ▸ acknowledge ▸ commit to Kafka
"""

__version__ = "0.1.0"
