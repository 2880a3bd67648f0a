"""docs/RUBY.md lists the methods and classes that there are: `python tests/ruby/test_docs.py` writes the lists anew."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from textwrap import fill

from pipeline.ruby import RUN, STEPS, NewEventBlock, RubyEvent
from pipeline.ruby.classes import LIBRARIES, METHODS
from pipeline.ruby.compile.support import GLOBALS
from pipeline.ruby.dispatch import known_methods
from pipeline.ruby.faults import PARENTS
from pipeline.ruby.methods.addresses import Address, Location
from pipeline.ruby.methods.kernel import KERNEL
from pipeline.ruby.methods.mutations import MUTATIONS
from pipeline.ruby.methods.sets import RubySet
from pipeline.ruby.moments import RubyDate, RubyTime
from pipeline.ruby.run import BITS, LONGEST_TEXT, MOST_ITEMS
from pipeline.ruby.values import Block, Enumerator, MatchData, Range, Regexp, Symbol
from pipeline.timestamp import Timestamp

PAGE = Path(__file__).parents[2] / "docs" / "RUBY.md"
OWN = (Address, Location, RubySet)  # they have few of the methods that every value has
TYPES = {
    "event": RubyEvent, "new_event_block": NewEventBlock, "String": str, "Symbol": Symbol, "Integer": int, "Float": float, "BigDecimal": Decimal,
    "Rational": Fraction, "Array": list, "Hash": dict, "Range": Range, "nil": type(None), "true and false": bool, "Time and DateTime": RubyTime,
    "Date": RubyDate, "LogStash::Timestamp": Timestamp, "Regexp": Regexp, "MatchData": MatchData, "Proc": Block, "Enumerator": Enumerator,
    "IPAddr": Address, "URI": Location, "Set": RubySet, "logger": type(GLOBALS["logger"]),
}  # fmt: skip


def listed():
    """The part of the page that is written from the tables."""
    methods = known_methods()
    everything = {
        name for name, kinds in methods.items() if all(kind in kinds for kind in TYPES.values() if kind not in OWN)
    }
    parts = [paragraph("Every value", everything)]
    for title, kind in TYPES.items():
        own = {name for name, kinds in methods.items() if kind in kinds} - everything
        parts.append(paragraph(title, own | (set(MUTATIONS) - {"[]="} if kind is str else set())))
    parts.append(paragraph("Without a receiver", {*KERNEL, "lambda", "proc", "require", "block_given?"}))
    parts.append("## Classes, and what they have themselves\n")
    parts += [
        paragraph(name, methods)
        for name, methods in METHODS.items()
        if methods and name not in PARENTS and name != "Kernel"
    ]
    parts.append(paragraph("Exceptions", PARENTS))
    parts.append(paragraph("Libraries that can be required", LIBRARIES))
    return "\n".join(parts)


def paragraph(title, names):
    """One type and its methods, in lines of a bearable length."""
    return (
        fill(
            f"**{title}**: " + " ".join(f"`{name}`" for name in sorted(names)),
            120,
            break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
    )


def test_the_page_lists_what_there_is():
    assert PAGE.read_text("utf-8").endswith(f"## Methods\n\n{listed()}")


def test_the_page_tells_the_limits_that_there_are():
    text = re.sub(r"\s+", " ", PAGE.read_text("utf-8"))
    assert f"{STEPS:,} steps for one event" in text
    assert f"at most {LONGEST_TEXT >> 20} Mi characters" in text
    assert f"{MOST_ITEMS:,} items, a whole number {BITS:,} bits" in text
    assert RUN.steps <= STEPS


if __name__ == "__main__":
    page = PAGE.read_text("utf-8")
    PAGE.write_text(page[: page.index("## Methods\n")] + f"## Methods\n\n{listed()}", "utf-8")
