"""The embedded index answers as a real Elasticsearch did: searches, sorting, aggregations, mappings, refusals."""

import json

import pytest

from pipeline.embedded.index import EmbeddedIndex
from tests.embedded.index.asked import ANSWERS, ask, caller

RECORDED = json.loads(ANSWERS.read_text("utf-8"))
MAPPING = RECORDED.pop("mapping")


@pytest.fixture(scope="module")
def ours():
    with EmbeddedIndex() as index:
        return ask(caller(index.url))


@pytest.mark.parametrize("question", RECORDED)
def test_answer(ours, question):
    assert ours[question] == RECORDED[question]


def test_no_question_is_missing(ours):
    assert set(ours) == {*RECORDED, "mapping"}


@pytest.mark.parametrize("document", MAPPING["outcomes"])
def test_document_is_taken_or_refused(ours, document):
    assert ours["mapping"]["outcomes"][document] == MAPPING["outcomes"][document]


@pytest.mark.parametrize("field", MAPPING["fields"])
def test_field_has_become(ours, field):
    assert ours["mapping"]["fields"][field] == MAPPING["fields"][field]


def test_no_field_is_missing_or_too_many(ours):
    assert set(ours["mapping"]["fields"]) == set(MAPPING["fields"])
