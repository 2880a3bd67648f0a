"""From the text of a User-Agent header to the fields that an event gets, through a cache."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.filters.useragent.layout import Layout

if TYPE_CHECKING:
    from ua_parser.core import Matchers

Agent = tuple[dict[str, Any], dict[str, Any]]
"""Fields below the target, and fields below @metadata.  They are shared: copy them."""
Parse = Callable[[str], Agent]

PARSER_FAULTS = (ValueError, TypeError, IndexError)
"""What a pattern raises whose groups are not those that its replacements name."""


class BadRegexesError(Exception):
    """The file of patterns can't be used; the text says why."""


def compile_parse(layout: Layout, metadata: Layout | None, regexes: Path | None, size: int) -> Parse:
    """A function (text) -> the fields for it, which remembers the `size` texts used last.

    It raises one of PARSER_FAULTS where a pattern is at odds with itself, and BadRegexesError is raised here for a file
    that can't be used.
    """
    from ua_parser import BasicResolver, Domain

    resolve = BasicResolver(_builtin() if regexes is None else _from_file(regexes))

    @lru_cache(maxsize=size)
    def parse(text: str) -> Agent:
        found = resolve(text, Domain.ALL).complete().with_defaults()
        return layout(found), metadata(found) if metadata else {}

    return parse


def _builtin() -> "Matchers":
    from ua_parser.loaders import load_builtins

    return load_builtins()


def _from_file(file: Path) -> "Matchers":
    from re import error as RegexError  # noqa: N812 - a class, whatever its name

    from ua_parser.loaders import load_yaml
    from yaml import YAMLError

    if load_yaml is None:  # never, since PyYAML is a dependency of ours
        raise BadRegexesError("PyYAML is not installed")
    try:
        return load_yaml(file)
    except OSError as error:
        raise BadRegexesError(f"{file} can't be read: {error.strerror}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise BadRegexesError(f"{file} is no YAML") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise BadRegexesError(f"expected the lists user_agent_parsers, os_parsers, device_parsers in {file}") from error
    except RegexError as error:
        raise BadRegexesError(f"{file}: {error}, in the pattern {error.pattern!r}") from error
