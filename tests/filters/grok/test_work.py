"""Warnings about patterns that may take too long: at the place where the user wrote them, and only there."""

import pytest

from pipeline.filters.grok import GrokFilter
from pipeline.grokpatterns import bundled
from pipeline.plugin import Context
from pipeline.testing import config_warnings


def warned(**options):
    """The paths and messages of the warnings about work."""
    found = []

    def report(error, *, warning):
        assert warning, error
        if "may double" in error.message:
            found.append((error.path, error.message))

    GrokFilter.configured(Context(), options, report)
    return found


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine").write_text("# patterns\nGOOD \\w+\nBAD (?:\\d+\\.?)*\nALSO_BAD %{BAD}x\n")
    return str(tmp_path)


def test_a_pattern_in_a_file(folder):
    found = warned(match={"message": ["%{GOOD} %{ALSO_BAD}", "%{BAD}!"]}, patterns_dir=["/nonexistent", folder])
    ((path, message),) = found
    assert path == ("patterns_dir", 1)
    assert f'pattern "BAD" in line 3 of "{folder}/mine": the work of "(?:\\d+\\.?)*"' in message


def test_a_pattern_that_nobody_uses_is_no_danger(folder):
    assert warned(match={"message": "%{GOOD}"}, patterns_dir=[folder], pattern_definitions={"X": "(a+)+$"}) == []


def test_a_definition_hides_that_of_a_file(folder):
    found = warned(match={"message": "%{BAD}!"}, patterns_dir=[folder], pattern_definitions={"BAD": "(a+)+"})
    assert [path for path, _ in found] == [("pattern_definitions", "BAD")]


def test_a_repeat_of_a_bundled_pattern_is_the_users():
    found = warned(match={"message": ["ok", r"(?:%{NOTSPACE}\s*)+!"]})
    assert [path for path, _ in found] == [("match", "message", 1)]


def test_the_bundled_patterns_but_not_what_replaces_one():
    assert warned(match={"message": "%{UNIXPATH:path} x"}) == []
    found = warned(match={"message": "%{UNIXPATH:path} x"}, pattern_definitions={"UNIXPATH": "(?:/[^/]*/?)+"})
    assert [path for path, _ in found] == [("pattern_definitions", "UNIXPATH")]


@pytest.mark.parametrize("layout", ["legacy", "ecs-v1"])
def test_no_bundled_pattern_is_reported(layout):
    patterns = [f"^%{{{name}}}$" for name in bundled(layout)]
    assert warned(match={"message": patterns}, ecs_compatibility="disabled" if layout == "legacy" else "v8") == []


def test_the_warning_stands_at_the_pattern():
    config = 'filter { grok { match => { "a" => "x"\n "b" => ["y", "(a+)+z"] } } }'
    (warning,) = config_warnings(config)
    assert (warning.span.line, warning.span.text) == (2, '"(a+)+z"')
