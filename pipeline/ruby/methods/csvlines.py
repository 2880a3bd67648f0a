"""CSV: a line to fields and back."""

import csv
import io
from typing import Any

from pipeline.ruby.dispatch import register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.operators import implicit_text
from pipeline.ruby.run import grown
from pipeline.ruby.show import text_of
from pipeline.ruby.values import Symbol

KNOWN = ("col_sep", "quote_char", "row_sep")


def _options(options: Any) -> dict[str, str]:
    chosen = {key.name: value for key, value in (options or {}).items() if isinstance(key, Symbol)}
    unknown = next((name for name in chosen if name not in KNOWN), None)
    if unknown is not None:
        raise RubyError("ArgumentError", f"CSV takes no {unknown} here, only {', '.join(KNOWN)}")
    return {"delimiter": chosen.get("col_sep", ","), "quotechar": chosen.get("quote_char", '"')}


def parse(text: Any, options: Any = None) -> list[list[Any]]:
    """`CSV.parse`: rows; a field of nothing is nil, one of quotes an empty text."""
    return [_row(line, options) for line in implicit_text(text).splitlines()]


def parse_line(text: Any, options: Any = None) -> list[Any] | None:
    """`CSV.parse_line`: the first row."""
    lines = implicit_text(text).splitlines()
    return _row(lines[0], options) if lines else None


def _row(line: str, options: Any) -> list[Any]:
    marks = _options(options)
    try:
        row = next(csv.reader([line], strict=True, delimiter=marks["delimiter"], quotechar=marks["quotechar"]), [])
    except (csv.Error, TypeError) as error:
        raise RubyError("CSV::MalformedCSVError", str(error)) from None
    empty = _empty_quoted(line, marks) if "" in row else set()
    return [None if field == "" and at not in empty else field for at, field in enumerate(row)]


def _empty_quoted(line: str, marks: dict[str, str]) -> set[int]:
    """Which of the fields without text stand in quotes."""
    quote, found, at, inside = marks["quotechar"], set(), 0, False
    for place, letter in enumerate(line):
        if letter == quote:
            if not inside and line[place + 1 : place + 2] == quote:
                found.add(at)
            inside = not inside
        elif letter == marks["delimiter"] and not inside:
            at += 1
    return found


def to_csv(items: Any, options: Any = None) -> str:
    """`to_csv`: a line with its end."""
    marks = _options(options)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", delimiter=marks["delimiter"], quotechar=marks["quotechar"])
    writer.writerow(["" if item is None else text_of(item) for item in items])
    return grown(out.getvalue())


register([list, tuple], {"to_csv": to_csv})
register([str], {"parse_csv": lambda text, options=None: parse_line(text, options)})
