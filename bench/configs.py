"""Configs made from config/logs.conf, so that what is measured is what stands there."""

import uuid
from collections.abc import Sequence
from pathlib import Path

from pipeline.language import parse
from pipeline.source import Source

NULL = "output { null {} }"
FROM_KAFKA = 'input { kafka { codec => "json" } }'


def logs_config(tree: Path) -> str:
    """config/logs.conf of a tree."""
    return (tree / "config" / "logs.conf").read_text("utf-8")


def with_topic(config: str, topic: str, threads: int) -> str:
    """config/logs.conf with another topic, a group of its own and so many consumer threads."""
    config = replaced(config, 'topics => ["app-logs"]', f'topics => ["{topic}"] group_id => "{uuid.uuid4()}"')
    return replaced(config, "consumer_threads => 4", f"consumer_threads => {threads}")


LABOUR = r"""
  grok { match => { "path" => "^/v%{INT:[N][version]}/%{WORD:[N][resource]}/%{INT:[N][id]:int}$" } }
  grok { match => { "timestamp" => "^%{YEAR:[N][year]}-%{MONTHNUM:[N][month]}-%{MONTHDAY:[N][day]}T" } }
  ruby { code => "event.set('[N][parts]', event.get('request_id').split('-').map { |part| part.upcase })" }
"""
TIMES = 5  # makes some 50 microseconds of it


def with_labour(config: str) -> str:
    """config/logs.conf with filters that take long, so that neither Kafka nor who takes the documents is the limit."""
    labour = "".join(LABOUR.replace("[N]", f"[labour{number}]") for number in range(TIMES))
    return replaced(config, "  # Parse timestamp\n", labour)


def without_ids(config: str) -> str:
    """config/logs.conf with documents that Elasticsearch names."""
    return replaced(config, "elasticsearch {", "elasticsearch { deterministic_ids => false")


def replaced(config: str, old: str, new: str) -> str:
    """The config with one place changed; ValueError where that isn't there."""
    if config.count(old) != 1:
        raise ValueError(f"config/logs.conf no longer says {old}")
    return config.replace(old, new)


def statements(config: str) -> list[str]:
    """The texts of what stands in the filter section: filters and whole ifs."""
    sections = parse(Source("config", config)).sections
    return [config[node.span.start : node.span.end] for one in sections if one.kind == "filter" for node in one.body]


def section(config: str, kind: str) -> str:
    """The text of the one section of a kind."""
    (found,) = [one for one in parse(Source("config", config)).sections if one.kind == kind]
    return config[found.span.start : found.span.end]


def with_filters(filters: Sequence[str], source: str = FROM_KAFKA, output: str = NULL) -> str:
    """A config of these filters between an input and an output."""
    return "\n".join([source, "filter {", *filters, "}", output])
