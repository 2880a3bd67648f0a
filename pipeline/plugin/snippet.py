"""Snippets: what a step does to usual events, as lines of Python that the generated code holds in place of a call.

A call costs more than most steps do.  So a step may bring a snippet that does the same; where it can't, the snippet
calls the step.  The optimised build uses snippets and the plain one doesn't, and tests hold the two against each other.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import dedent, indent
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
NAME = re.compile(r"\$([a-z][a-z_0-9]*)")


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines over the local variable `event`; `$name` stands for a value of `names`.

    Unless it is `certain` to match, a filter's snippet sets the local variable `matched`; all other locals are its own.
    """

    body: str
    names: Mapping[str, Any] = field(default_factory=dict)
    certain: bool = True
    before: str = ""  # lines that run once for each batch of records
    shaped: str = ""  # the body to take where the event is no dict but has a slot for each field (compiler/shapes.py)
    value: str = ""  # what the lines have worked out, as the inside of an f-string

    def text(self, bind: Callable[[Any, str], str], *, shaped: bool = False) -> tuple[str, str]:
        """`before` and the body with Python in place of each `$name`: a literal, or the name that `bind` gives."""
        written: dict[str, str] = {}

        def replace(found: re.Match[str]) -> str:
            name = found[1]
            if name not in written:
                value = self.names[name]
                written[name] = repr(value) if type(value) in (str, int) else bind(value, name)
            return written[name]

        return NAME.sub(replace, self.before), NAME.sub(replace, (shaped and self.shaped) or self.body)


def with_snippet(step: Function, snippet: Snippet | None) -> Function:
    """The same step, bringing a snippet."""
    step.snippet = snippet  # type: ignore[attr-defined]
    return step


def inlined(step: Function, body: str, **names: Any) -> Function:
    """The same step, with a snippet that always matches; `body` may stand indented in the source."""
    return with_snippet(step, Snippet(dedent(body).strip("\n"), names))


def snippet_of(step: Any) -> Snippet | None:
    """The snippet that a step brings, if any."""
    return getattr(step, "snippet", None)


def in_sequence(steps: Sequence[Any], *, may_fail: bool) -> Snippet | None:
    """One snippet for steps that follow each other, calls where a step has none; None when all would be calls.

    With `may_fail` a call that returns False ends the sequence.
    """
    if not any(map(snippet_of, steps)):
        return None
    lines: list[str] = []
    names: dict[str, Any] = {}
    depth = 0
    for number, step in enumerate(steps):
        own = snippet_of(step)
        if own is not None:
            lines.append(indent(NAME.sub(rf"$\1_{number}", own.body), " " * depth))
            names |= {f"{name}_{number}": value for name, value in own.names.items()}
            continue
        names[f"step_{number}"] = step
        guards = may_fail and number < len(steps) - 1
        lines.append(" " * depth + (f"if $step_{number}(event):" if guards else f"$step_{number}(event)"))
        depth += guards
    return Snippet("\n".join(lines), names)


def keeping_original(text: str) -> str:
    """Lines that do what `pipeline.event.add_original` does; the expression `text` is asked only where it is wanted."""
    return dedent(f"""\
        held = event.get("event")
        if type(held) is dict:
         if "original" not in held:
          held["original"] = {text}
        elif "event" not in event:
         event["event"] = {{"original": {text}}}
        """)


def tagging(text: str) -> str:
    """Lines that do what `pipeline.event.tag` does: add a tag that the event lacks.  `$tag` must be that function."""
    quoted = repr(text)
    return dedent(f"""\
        held = event.get("tags")
        if held is None:
         event["tags"] = [{quoted}]
        elif type(held) is not list:
         $tag(event, {quoted})
        elif {quoted} not in held:
         held.append({quoted})""")
