"""Every exception of ours, and the diagnostics that tell a user what is wrong with a config.

PipelineError
├── ConfigError       a config is refused; holds every diagnostic
├── OptionError       an option's value is wrong; the resolver adds the place
├── FieldError        a field can't be set, or a template is faulty
└── ConditionError    a condition can't be decided for this event
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from pipeline.source import Span, excerpt


class PipelineError(Exception):
    """Anything that we raise on purpose."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault or warning: what, where, and what would help."""

    message: str
    span: Span | None = None
    hints: tuple[str, ...] = ()
    related: tuple[tuple[Span, str], ...] = ()
    severity: Literal["error", "warning"] = "error"
    kind: Literal["syntax", "compile", "plugin", "start"] = "plugin"

    def render(self) -> str:
        """`path:line:column: message`, the line with a caret, related places, hints."""
        lines, hints = [self.message], list(self.hints)
        if self.span is not None:
            shown = self.span.source.without_secrets
            lines, hints = [f"{self.span.place}: {shown(self.message)}", excerpt(self.span)], [*map(shown, hints)]
        for span, note in self.related:
            if self.span is None or span.source is not self.span.source:
                lines.append(f"{span.place}:")
            lines.append(excerpt(Span(span.source, span.start, span.start + 1), note))
        return "\n".join([*lines, *(f"     = {hint}" for hint in hints)])


class ConfigError(PipelineError):
    """A config is refused; `diagnostics` are sorted by place, files in the order in which they are first named."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        given = list(diagnostics)
        sources = list(dict.fromkeys(found.span.source for found in given if found.span is not None))
        rank = {source: number for number, source in enumerate(sources)}

        def place(found: Diagnostic) -> tuple[int, int]:
            return (rank[found.span.source], found.span.start) if found.span is not None else (len(rank), 0)

        self.diagnostics = sorted(given, key=place)
        super().__init__()

    def __str__(self) -> str:
        return "\n\n".join(
            ("warning: " if diagnostic.severity == "warning" else "") + diagnostic.render()
            for diagnostic in self.diagnostics
        )


class OptionError(PipelineError):
    """An option's value is wrong; `path` leads from the option's name into its value.

    `within` is the place in a value that is itself a text of some language: offsets in the Source that it is parsed as.
    """

    def __init__(
        self, message: str, path: Sequence[str | int] = (), hints: Sequence[str] = (), within: Span | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = tuple(path)
        self.hints = tuple(hints)
        self.within = within

    def place(self, value: Span | None) -> Span | None:
        """Where it is, when the value stands at `value`: in there if that is the same text between quotes."""
        if self.within is None:
            return value
        if value is None or self.within.source.name not in ("", *self.path[:1]):
            return self.within
        if value.text[1:-1] != self.within.source.text:
            return value
        start = value.start + 1
        return Span(value.source, start + self.within.start, start + self.within.end)


class FieldError(PipelineError):
    """A field can't be set where it should, or a template is faulty; the filter that tried tags the event."""


class ConditionError(PipelineError):
    """A condition can't be decided for this event, such as a text compared with a number by `<`."""


def did_you_mean(name: str, choices: Iterable[str]) -> str | None:
    """`did you mean "x"?` for the closest of some words, None where none is close."""
    near = get_close_matches(name, list(choices), n=1)
    return f'did you mean "{near[0]}"?' if near else None
