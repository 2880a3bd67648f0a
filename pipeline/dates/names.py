"""Names of months, weekdays, halves of the day and eras in many languages, as they may stand in a text to be read."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.dates import english

OLD_TAGS = {"iw": "he", "in": "id", "ji": "yi"}
UNKNOWN = "und"


class Names(NamedTuple):
    """Text -> number, for every way in which a name may be written: as it is, in small letters, in capitals."""

    months: dict[str, int]
    weekdays: dict[str, int]
    halfdays: dict[str, int]
    eras: dict[str, int]


def is_known_locale(locale: str) -> bool:
    """Whether there are names for a locale's language; without them only English short names are understood."""
    return any(tag != UNKNOWN for tag in _tags(locale) if tag == "en" or tag in _by_tag())


@lru_cache(maxsize=64)
def find_names(locale: str | None) -> Names:
    """The names of a locale: a tag such as `fr`, `pt-BR` or `en_US`, in any case; without one it is English."""
    tags = list(_tags(locale or "en"))
    if tags[0] in ("en", "en-us"):
        found: dict[str, list[str]] = {
            "months": list(english.MONTHS),
            "short_months": list(english.SHORT_MONTHS),
            "weekdays": list(english.WEEKDAYS),
            "short_weekdays": list(english.SHORT_WEEKDAYS),
            "halfdays": list(english.HALFDAYS),
            "eras": list(english.ERAS),
        }
    else:
        found = next(_by_tag()[tag] for tag in (*tags, UNKNOWN) if tag in _by_tag())
    language = tags[-1]
    eras = _spellings(language, [found["eras"]], first=0)
    if language == "en":
        eras |= {"BCE": 0, "bce": 0, "CE": 1, "ce": 1}
    return Names(
        months=_spellings(language, [found["months"], found["short_months"]]),
        weekdays=_spellings(language, [found["weekdays"], found["short_weekdays"]]),
        halfdays=_spellings(language, [found["halfdays"]], first=0),
        eras=eras,
    )


def _tags(locale: str) -> Iterator[str]:
    """A tag and what it falls back to: its own beginnings, up to the language alone."""
    parts = locale.replace("_", "-").lower().split("-")
    parts[0] = OLD_TAGS.get(parts[0], parts[0])
    for end in range(len(parts), 0, -1):
        yield "-".join(parts[:end])


@lru_cache(maxsize=1)
def _by_tag() -> dict[str, dict[str, list[str]]]:
    from importlib.resources import files  # it brings tempfile, shutil and more along

    import orjson

    data = orjson.loads(files("pipeline.dates").joinpath("names.json").read_bytes())
    return {tag.lower(): locale for locale in data["locales"] for tag in locale["tags"]}


def _spellings(language: str, lists: Sequence[Sequence[str]], first: int = 1) -> dict[str, int]:
    found: dict[str, int] = {}
    for names in lists:
        for number, name in reversed(list(enumerate(names, first))):
            found |= dict.fromkeys((name, *_cases(language, name)), number)
    return found


def _cases(language: str, name: str) -> tuple[str, str]:
    """A name in small letters and in capitals; Turkish and Azerbaijani have two letters i."""
    if language in ("tr", "az"):
        return name.replace("I", "\N{LATIN SMALL LETTER DOTLESS I}").replace("İ", "i").lower(), name.replace(
            "i", "İ"
        ).upper()
    return name.lower(), name.upper()
