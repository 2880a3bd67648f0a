"""Filter `csv`: cut a text into columns, a field for each."""

from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import Any

from pipeline.event import Event, tag
from pipeline.fields import ReferenceSyntaxError, parse_reference
from pipeline.filters.csv.columns import Layout, storing
from pipeline.filters.csv.convert import KINDS, converter
from pipeline.filters.csv.rows import Row, RowError, row_reader
from pipeline.plugin import Expand, FieldError, Filter, OptionError, Step, WithEcs, option
from pipeline.plugin.types import array, boolean, choice, field_reference, hash_of, string

EMPTY_ROW = "_csvskippedemptyfield"
HEADER = None  # in place of whether an event matched: it is a header, and goes no further


class CsvFilter(Filter, WithEcs):
    """Cut the first row of `source` into columns and set a field for each, below `target` or in the event itself.

    An event without `source` passes unchanged.  Text with quotes in the wrong place, and what is no text, is tagged.
    """

    source = option(field_reference, default="message", doc="Field that holds the CSV text.")
    target = option(field_reference, doc="Field to put the columns below; the event itself if unset.")
    columns = option(array(string), default=[], doc="Names of the columns; further ones are called column3 and so on.")
    separator = option(string, default=",", doc='What stands between columns; a tab is a real tab, not "\\t".')
    quote_char = option(string, default='"', doc='Character around columns that hold a separator; "\\x00" for none.')
    convert = option(hash_of(choice(*KINDS)), default={}, doc="Types of columns: name => integer, date and so on.")
    autogenerate_column_names = option(boolean, default=True, doc="Keep columns that have no name, numbered.")
    autodetect_column_names = option(boolean, default=False, doc="Take the names from the first event, and drop it.")
    skip_header = option(boolean, default=False, doc="Drop events that hold just the names of the columns.")
    skip_empty_columns = option(boolean, default=False, doc="Set no field for an empty column.")
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
        if len(self._quote()) != 1:
            text = f'option "quote_char": expected one character, got "{self.quote_char}": this fails on every event'
            self.warn(text, "quote_char")
        if self.autodetect_column_names and not self.columns:
            text = 'option "autodetect_column_names": after each start the first event is taken for names, and dropped'
            hint = "name them by columns => [...], with skip_header => true"
            self.warn(text, "autodetect_column_names", hints=(hint,))
        elif self.skip_header and not self.columns:
            self.warn('option "skip_header": it needs the names of the columns, and does nothing', "skip_header")
        return iter(())

    def _quote(self) -> str:
        return "\0" if self.quote_char == "\\x00" else self.quote_char

    def compile(self) -> Step | Expand:
        """A step, or where headers are dropped something that also does that."""
        if self.autodetect_column_names and not self.columns:
            detected = _Detected(self._layout(), self.skip_header)
            return _dropping(self._step(detected.store, detected.is_header))
        store = storing(self._layout(), self.columns)
        if self.skip_header and self.columns:
            names = self.columns
            return _dropping(self._step(store, lambda row: row == names))
        return self._step(store)

    def _layout(self) -> Layout:
        conversions = {name: converter(kind, self.context.clock) for name, kind in self.convert.items()}
        return Layout(self.target, conversions, self.autogenerate_column_names, self.skip_empty_columns)

    def _step(
        self, store: Callable[[Event, Row], None], is_header: Callable[[Row], bool] | None = None
    ) -> Callable[[Event], Any]:
        read, cut = self.source.getter(), row_reader(self.separator, self._quote())
        fail = self.failure(["_csvparsefailure"])
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


class _Detected:
    """Names that the first row gives; all threads share them."""

    def __init__(self, layout: Layout, skip_header: bool) -> None:
        self._layout = layout
        self._skip_header = skip_header
        self._lock = Lock()
        self._names: Row = []
        self._store = storing(layout, ())

    def is_header(self, row: Row) -> bool:
        """Whether a row is to be dropped; the first one with columns is, once its names are taken."""
        if not self._names:
            with self._lock:
                if not self._names and row:
                    self._store = storing(self._layout, row)
                    self._names = row
                    return True
        return self._skip_header and bool(row) and row == self._names

    def store(self, event: Event, row: Row) -> None:
        """Set the columns of a row that is no header."""
        self._store(event, row)
