"""The first row of a CSV text, cut into columns by the rules of Ruby's CSV (golden/notes/csv.md)."""

import re
from collections.abc import Callable

Row = list[str | None]
ReadRow = Callable[[str], Row | None]
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
    read_quoted = _reader_of_quotes(separator, quote)

    def read(text: str) -> Row | None:
        if quote in text or "\n" in text or "\r" in text:
            return read_quoted(text)
        row: Row = [*text.split(separator)]
        if "" in row:
            return [column or None for column in row] if text else None
        return row

    return read


def _refuse(text: str) -> Row:
    raise RowError("the separator is empty, or the quote is not one character")


def _reader_of_quotes(separator: str, quote: str) -> Callable[[str], Row]:
    """The careful way, for texts with quotes or line ends; the first line end of any kind is what ends rows."""
    mark, end = re.escape(quote), re.escape(separator)
    quoted = re.compile(rf"{mark}((?:[^{mark}]|{mark}{mark})*+){mark}")
    plain = re.compile(rf"(?:(?!{end})[^{mark}\r\n])*")

    def read(text: str) -> Row:
        found = LINE_END.search(text)
        line_end = found[0] if found else "\n"
        row: Row = []
        position = 0
        if text.startswith(line_end):
            return row
        while True:
            if text.startswith(quote, position):
                column = quoted.match(text, position)
                if column is None:
                    raise RowError("a quote is not closed")
                row.append(column[1].replace(quote + quote, quote))
            else:
                column = plain.match(text, position)
                assert column is not None  # it matches nothing too
                row.append(column[0] or None)
            position = column.end()
            if position == len(text) or text.startswith(line_end, position):
                return row
            if not text.startswith(separator, position):
                raise RowError("a quote or a line end stands in the middle of a column")
            position += len(separator)

    return read
