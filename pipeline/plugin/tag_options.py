"""The options `add_tag` and `remove_tag`."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.event import add_tag
from pipeline.fields import Event
from pipeline.plugin.base import Plugin
from pipeline.plugin.snippet import inlined
from pipeline.sprintf import Template
from pipeline.texts import ruby_text

Change = Callable[[Event], None]


def adding_tags(plugin: Plugin, tags: Sequence[Any]) -> Iterator[Change]:
    """The changes that add some tags, which may be there already."""
    templates = [plugin.template(ruby_text(tag)) for tag in tags]
    if len(templates) == 1 and templates[0].constant:
        yield _add_tag(templates[0].text)
    elif templates and all(template.constant for template in templates):
        yield _add_tags([template.text for template in templates])
    else:
        yield from (_add_rendered_tag(template) for template in templates)


def _add_tag(text: str) -> Change:
    def add_tag(event: Event) -> None:  # as the one in pipeline.event, which costs another call
        tags = event.get("tags")
        if tags is None:
            event["tags"] = [text]
        elif type(tags) is list:
            tags.append(text)
        else:
            event["tags"] = [tags, text]

    body = """
        held = event.get("tags")
        if held is None:
            event["tags"] = [$text]
        elif type(held) is list:
            held.append($text)
        else:
            event["tags"] = [held, $text]
    """
    return inlined(add_tag, body, text=text)


def _add_tags(texts: Sequence[str]) -> Change:
    several = tuple(texts)

    def add_tags(event: Event) -> None:
        tags = event.get("tags")
        if type(tags) is list:
            tags.extend(several)
        else:
            event["tags"] = [*several] if tags is None else [tags, *several]

    return add_tags


def _add_rendered_tag(template: Template) -> Change:
    render = template.render
    return lambda event: add_tag(event, render(event))


def removing_tags(plugin: Plugin, tags: Sequence[str]) -> Iterator[Change]:
    """All copies go and an emptied list stays; a text becomes a list."""
    if not tags:
        return
    templates = [plugin.template(tag) for tag in tags]
    renders = [template.render for template in templates]
    constant = frozenset(template.text for template in templates) if all(t.constant for t in templates) else None

    def remove_tag(event: Event) -> None:
        held = event.get("tags")
        if held is None:
            return
        gone = constant if constant is not None else {render(event) for render in renders}
        event["tags"] = [tag for tag in (held if type(held) is list else [held]) if tag not in gone]

    yield remove_tag
