"""Filter `csv`: cut a text into columns, a field for each."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from pipeline.csvtext import CutsRows
from pipeline.csvtext.columns import FirstRow, Layout, storing
from pipeline.csvtext.rows import Row, RowError, row_reader
from pipeline.event import Event, tag
from pipeline.fields import ReferenceSyntaxError, parse_reference
from pipeline.plugin import Expand, FieldError, Filter, OptionError, Step, WithEcs, option
from pipeline.plugin.types import boolean, field_reference

EMPTY_ROW = "_csvskippedemptyfield"
FAILURE = "_csvparsefailure"
HEADER = None  # in place of whether an event matched: it is a header, and goes no further


class CsvFilter(CutsRows, Filter, WithEcs):
    """Cut the first row of `source` into columns and set a field for each, below `target` or in the event itself.

    An event without `source` passes unchanged.  Text with quotes in the wrong place, and what is no text, is tagged.
    """

    source = option(field_reference, default="message", doc="Field that holds the CSV text.")
    skip_header = option(boolean, default=False, doc="Drop events that hold just the names of the columns.")
    skip_empty_rows = option(boolean, default=False, doc=f"Give an empty text the tag {EMPTY_ROW}.")

    def check(self) -> Iterator[OptionError]:
        """Warn of what fails on every event, and of headers that can't be told from data."""
        for index, name in enumerate(self.columns):
            try:
                parse_reference(name)
            except ReferenceSyntaxError as error:
                text = f'option "columns": "{name}" is no field, so this fails on every event: {error}'
                self.warn(text, "columns", index)
        if not self.separator:
            self.warn('option "separator": it is empty, so this fails on every event', "separator")
        if len(self.quote) != 1:
            text = f'option "quote_char": expected one character, got "{self.quote_char}": this fails on every event'
            self.warn(text, "quote_char")
        if self.detects:
            text = 'option "autodetect_column_names": after each start the first event is taken for names, and dropped'
            hint = "name them by columns => [...], with skip_header => true"
            self.warn(text, "autodetect_column_names", hints=(hint,))
        elif self.skip_header and not self.columns:
            self.warn('option "skip_header": it needs the names of the columns, and does nothing', "skip_header")
        return iter(())

    def common_failure(self) -> list[str]:
        """As for what is no CSV."""
        return [FAILURE]

    def compile(self) -> Step | Expand:
        """A step, or where headers are dropped something that also does that."""
        if self.detects:
            return self._detecting()
        store = storing(self._layout(), self.columns)
        if self.skip_header and self.columns:
            names = self.columns
            return _dropping(self._step(store, lambda row: row == names))
        return self._step(store)

    def _detecting(self) -> Expand:
        """The first row gives the names, to all threads."""
        first = FirstRow(partial(storing, self._layout()))
        skip_header = self.skip_header

        def is_header(row: Row) -> bool:
            return first.takes(row) or (skip_header and bool(row) and row == first.names)

        def store(event: Event, row: Row) -> None:
            first.made(event, row)  # which changes when the names are there

        return _dropping(self._step(store, is_header))

    def _layout(self) -> Layout:
        return Layout(self.target, self.conversions(), self.autogenerate_column_names, self.skip_empty_columns)

    def _step(
        self, store: Callable[[Event, Row], None], is_header: Callable[[Row], bool] | None = None
    ) -> Callable[[Event], Any]:
        read, cut = self.source.getter(), row_reader(self.separator, self.quote)
        fail = self.failure([FAILURE])
        skip_empty_rows = self.skip_empty_rows

        def csv(event: Event) -> bool | None:
            text = read(event)
            if text is None or text is False:
                return False
            if type(text) is not str:
                return fail(event, "not a text")
            try:
                row = cut(text)
                if row is None:
                    return _pass_empty(event) if skip_empty_rows else fail(event, "an empty text")
                if is_header is not None and is_header(row):
                    return HEADER
                store(event, row)
            except (RowError, FieldError) as error:
                return fail(event, error)
            return True

        return csv


def _pass_empty(event: Event) -> bool:
    tag(event, EMPTY_ROW)
    return False


def _dropping(step: Callable[[Event], Any]) -> Expand:
    def expand(event: Event) -> tuple[Sequence[Event], Sequence[Event]]:
        matched = step(event)
        if matched is HEADER:
            return (), ()
        return (event,), ((event,) if matched else ())

    return Expand(expand)
