"""How diagnostics print, and in which order."""

import pytest

from pipeline.errors import ConfigError, Diagnostic, OptionError, PipelineError, did_you_mean
from pipeline.source import Source, Span

MAIN = Source("main.conf", 'filter {\n  json { souce => "message" }\n}\n')
OTHER = Source("other.conf", "filter {\n}\n")


def span(culprit, source=MAIN):
    start = source.text.index(culprit)
    return Span(source, start, start + len(culprit))


def test_a_diagnostic_prints_its_place_its_line_and_its_hints():
    found = Diagnostic(
        'filter "json" has no option "souce"', span("souce"), ('did you mean "source"?', "options: source")
    )
    expected = """\
main.conf:2:10: filter "json" has no option "souce"
   2 |   json { souce => "message" }
     |          ^^^^^
     = did you mean "source"?
     = options: source"""
    assert expected == found.render()


def test_related_places_stand_below_their_notes():
    found = Diagnostic("the file ends inside filter", span("}\n"), related=((span("{"), "opened here"),))
    expected = """\
main.conf:2:29: the file ends inside filter
   2 |   json { souce => "message" }
     |                             ^
   1 | filter {
     |        ^ opened here"""
    assert expected == found.render()


def test_a_related_place_in_another_file_is_named():
    found = Diagnostic("used twice", span("json"), related=((span("filter", OTHER), "first used here"),))
    expected = """\
main.conf:2:3: used twice
   2 |   json { souce => "message" }
     |   ^^^^
other.conf:1:1:
   1 | filter {
     | ^ first used here"""
    assert expected == found.render()


def test_without_a_place_there_is_the_message():
    assert Diagnostic("no input", hints=("add one",)).render() == "no input\n     = add one"


def test_a_config_error_sorts_by_file_and_place():
    found = [
        Diagnostic("m2", span("json")),
        Diagnostic("o", span("filter", OTHER)),
        Diagnostic("none"),
        Diagnostic("m1", span("filter")),
    ]
    error = ConfigError(found)
    assert [diagnostic.message for diagnostic in error.diagnostics] == ["m1", "m2", "o", "none"]
    assert "\n\n".join(diagnostic.render() for diagnostic in error.diagnostics) == str(error)


def test_an_option_error_has_a_path_and_hints():
    error = OptionError("expected a number", path=["a", 1], hints=["write: 5"])
    assert (error.message, error.path, error.hints) == ("expected a number", ("a", 1), ("write: 5",))
    assert str(error) == "expected a number"


def test_all_errors_are_ours():
    assert issubclass(ConfigError, PipelineError) and issubclass(OptionError, PipelineError)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("souce", 'did you mean "source"?'), ("sourc", 'did you mean "source"?'), ("xyz", None), ("", None)],
)
def test_did_you_mean(name, expected):
    assert expected == did_you_mean(name, ["source", "target"])
