r"""Sets of characters: as ranges of code points where they are known, as properties for the `regex` package otherwise.

`\d \w \s \h` are ASCII in Ruby, `[[:alpha:]]` and `\p{Alpha}` are Unicode (Onigmo's doc/RE, checked against JRuby).
"""

from dataclasses import dataclass

LAST = 0x10FFFF
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Characters:
    """A union of ranges, properties and sets, cut down to what is in each of `within` too; negated, all the rest."""

    ranges: Ranges = ()
    properties: tuple[str, ...] = ()  # such as \p{Lu}
    sets: "tuple[Characters, ...]" = ()
    within: "tuple[Characters, ...]" = ()  # what stands behind each &&
    negated: bool = False

    def known(self) -> Ranges | None:
        """All code points as sorted ranges; None where properties are in it."""
        parts = [one.known() for one in self.sets]
        limits = [one.known() for one in self.within]
        if self.properties or None in parts or None in limits:
            return None
        found = union([*self.ranges, *(pair for part in parts for pair in part or ())])
        for limit in limits:
            found = complement(union([*complement(found), *complement(limit or ())]))
        return complement(found) if self.negated else found


def union(ranges: list[tuple[int, int]]) -> Ranges:
    """Sorted ranges without overlap."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def complement(ranges: Ranges) -> Ranges:
    """All other code points."""
    found = []
    start = 0
    for low, high in ranges:
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    return (*found, (start, LAST)) if start <= LAST else tuple(found)


def disjoint(left: Ranges, right: Ranges) -> bool:
    """Whether no code point is in both."""
    return not any(low <= top and bottom <= high for low, high in left for bottom, top in right)


def spans(text: str) -> Ranges:
    """Ranges from pairs of characters: `spans("09AZ")`."""
    return tuple((ord(low), ord(high)) for low, high in zip(text[::2], text[1::2], strict=True))


ASCII: dict[str, Ranges] = {
    "digit": spans("09"),
    "word": spans("09AZ__az"),
    "space": spans("\t\r  "),
    "xdigit": spans("09AFaf"),
    "alpha": spans("AZaz"),
    "alnum": spans("09AZaz"),
    "upper": spans("AZ"),
    "lower": spans("az"),
    "blank": spans("\t\t  "),
    "cntrl": spans("\0\x1f\x7f\x7f"),
    "punct": spans("!/:@[`{~"),
    "graph": spans("!~"),
    "print": spans(" ~"),
    "ascii": spans("\0\x7f"),
}
LETTERS = {"d": "digit", "w": "word", "s": "space", "h": "xdigit"}

_SYMBOLS = tuple((ord(letter), ord(letter)) for letter in "$+<=>^`|~")
_UNSEEN = Characters(properties=(r"\p{White_Space}", r"\p{Cc}", r"\p{Cn}", r"\p{Cs}"), negated=True)
UNICODE: dict[str, Characters] = {
    "alpha": Characters(properties=(r"\p{Alphabetic}",)),
    "digit": Characters(properties=(r"\p{Nd}",)),
    "alnum": Characters(properties=(r"\p{Alphabetic}", r"\p{Nd}")),
    "upper": Characters(properties=(r"\p{Uppercase}",)),
    "lower": Characters(properties=(r"\p{Lowercase}",)),
    "space": Characters(properties=(r"\p{White_Space}",)),
    "blank": Characters(ranges=spans("\t\t"), properties=(r"\p{Zs}",)),
    "cntrl": Characters(properties=(r"\p{Cc}",)),
    "punct": Characters(ranges=_SYMBOLS, properties=(r"\p{P}",)),
    "word": Characters(properties=(r"\p{Alphabetic}", r"\p{M}", r"\p{Nd}", r"\p{Pc}")),
    "graph": _UNSEEN,
    "print": Characters(properties=(r"\p{Zs}",), sets=(_UNSEEN,)),
    "xdigit": Characters(ranges=ASCII["xdigit"]),
    "ascii": Characters(ranges=ASCII["ascii"]),
}
ALL = Characters(ranges=((0, LAST),))
PROPERTIES = {**UNICODE, "punct": Characters(properties=(r"\p{P}",)), "xposixpunct": UNICODE["punct"], "any": ALL}
