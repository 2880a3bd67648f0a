"""Rows of a CSV text, cut into columns by the rules of Ruby's CSV (golden/notes/csv.md), and written."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.texts import ruby_text

Row = list[str | None]
ReadRow = Callable[[str], Row | None]
ReadRows = Callable[[str], Iterator[tuple[Row | None, str]]]
RowAt = Callable[[str, int, str], tuple[Row, int]]
LINE_END = re.compile("\r\n|\n|\r")


class RowError(ValueError):
    """The text is no CSV."""


def row_reader(separator: str, quote: str) -> ReadRow:
    """A function (text) -> the columns of its first row: null for an empty one, an empty text where it was quoted.

    An empty text has no row, which is None; an empty first line has one without columns.  RowError where quotes stand
    in the wrong place, and always where the separator is empty or the quote is not one character.
    """
    if not separator or len(quote) != 1:
        return _refuse
    row_at = _row_at(separator, quote)

    def read(text: str) -> Row | None:
        if quote in text or "\n" in text or "\r" in text:
            return row_at(text, 0, _line_end(text))[0]
        return _split(text, separator) if text else None

    return read


def _split(text: str, separator: str) -> Row:
    """The columns of a row without quotes."""
    row: Row = [*text.split(separator)]
    return [column or None for column in row] if "" in row else row


def _refuse(text: str) -> Row:
    raise RowError("the separator is empty, or the quote is not one character")


def rows_reader(separator: str, quote: str) -> ReadRows:
    """A function (text) -> each of its rows that has columns, and the text of that row.

    Where the text is no CSV that is None and all the rest.  The separator is not empty, the quote one character.
    """
    row_at = _row_at(separator, quote)

    def read(text: str) -> Iterator[tuple[Row | None, str]]:
        if text and quote not in text and "\n" not in text and "\r" not in text:
            yield _split(text, separator), text
            return
        line_end = _line_end(text)
        position = 0
        while position < len(text):
            try:
                row, end = row_at(text, position, line_end)
            except RowError:
                yield None, text[position:]
                return
            if row:
                yield row, text[position:end]
            position = end + len(line_end)

    return read


def _line_end(text: str) -> str:
    """The first line end of any kind is what ends rows."""
    found = LINE_END.search(text)
    return found[0] if found else "\n"


def _row_at(separator: str, quote: str) -> RowAt:
    """A function (text, position, line end) -> the row that begins there, and where it ends."""
    mark, end = re.escape(quote), re.escape(separator)
    plain = rf"[^{mark}\r\n{end}]" if len(separator) == 1 else rf"(?:(?!{end})[^{mark}\r\n])"
    next_column = re.compile(rf"(?:{mark}((?:[^{mark}]++|{mark}{mark})*+){mark}|({plain}*+))({end})?+").match

    def read(text: str, position: int, line_end: str) -> tuple[Row, int]:
        row: Row = []
        if text.startswith(line_end, position):
            return row, position
        while True:
            found = next_column(text, position)
            assert found is not None  # it matches nothing too
            quoted, column, more = found.groups()
            row.append((column or None) if quoted is None else quoted.replace(quote + quote, quote))
            position = found.end()
            if not more:
                break
        if position < len(text) and not text.startswith(line_end, position):
            raise RowError("a quote is not closed, or a quote or a line end stands in the middle of a column")
        return row, position

    return read


def row_writer(separator: str, quote: str) -> Callable[[Sequence[Any]], str]:
    """A function (values) -> a row: null is empty, an empty text quoted, all else as Ruby prints it."""
    special = re.compile(f"[\r\n{re.escape(separator)}{re.escape(quote)}]")

    def column(value: Any) -> str:
        if value is None:
            return ""
        text = ruby_text(value)
        if text and not special.search(text):
            return text
        return f"{quote}{text.replace(quote, quote + quote)}{quote}"

    return lambda values: separator.join(map(column, values)) + "\n"
