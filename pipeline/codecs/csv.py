"""Codec `csv`: rows of columns."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import count

from pipeline.csvtext import CutsRows
from pipeline.csvtext.columns import FirstRow, Layout, Names, mapping
from pipeline.csvtext.rows import Row, row_writer, rows_reader
from pipeline.event import Event, add_original, from_data, public_fields
from pipeline.fields import ReferenceSyntaxError, parse_reference
from pipeline.framing import CutsStream, LineDecoder, Splitter, Take
from pipeline.jsontext import JsonError
from pipeline.plugin import Codec, Decoder, FieldError, OptionError, WithEcs, option
from pipeline.plugin.types import boolean

FAILURE = "_csvparsefailure"
MakeEvent = Callable[[Row], Event]


class CsvCodec(CutsRows, CutsStream, WithEcs, Codec):
    """Read each row as an event, and write the fields `columns`, or all, as a row.

    What is no CSV becomes the `message` of an event tagged `_csvparsefailure`.  In a stream a line is a row; in a
    record from an input with whole records (Kafka) there may be several, and quoted columns may hold line feeds.
    """

    include_headers = option(boolean, default=False, doc="Write the names of the fields once, before the first event.")

    def check(self) -> Iterator[OptionError]:
        """A separator and a quote that can be used; a warning where a header can't be told from data."""
        if not self.separator:
            yield OptionError('option "separator": expected at least one character, got none', path=("separator",))
        if len(self.quote) != 1:
            text = f'option "quote_char": expected one character, got "{self.quote_char}"'
            yield OptionError(text, path=("quote_char",))
        if self.detects:
            text = 'option "autodetect_column_names": after each start the first row is taken for names, and dropped'
            self.warn(text, "autodetect_column_names", hints=("name them by columns => [...]",))

    def decoder(self) -> Decoder:
        """A decoder for one stream, whose first row gives the names where they are wanted."""
        kind = HeaderDecoder if self.detects else LineDecoder
        return kind(Splitter(b"\n"), self._take(self.line_text(), self._first_row()), self.recoder())

    def record_decoder(self) -> Take:
        """A function (record) -> the events of its rows; the first row of all records gives the names."""
        return self._take(self.to_text(), self._shared_row)

    @cached_property
    def _shared_row(self) -> FirstRow[MakeEvent] | None:
        return self._first_row()

    def _first_row(self) -> FirstRow[MakeEvent] | None:
        return FirstRow(partial(_making, self)) if self.detects else None

    def _take(self, to_text: Callable[[bytes], str], first: FirstRow[MakeEvent] | None) -> Take:
        rows, made = rows_reader(self.separator, self.quote), _making(self, self.columns)
        clock, report, ecs = self.context.clock, self.context.report, self.ecs

        def failed(text: str, reason: object) -> Event:
            report(self, reason)
            return from_data({"message": text, "tags": [FAILURE]}, clock)

        def event_of(row: Row | None, text: str) -> Event:
            if row is None:
                return failed(text, "no CSV")
            try:
                event = first.made(row) if first is not None else made(row)
            except (FieldError, JsonError) as error:
                return failed(text, error)
            if ecs:
                add_original(event, text)
            return event

        def take(data: bytes | None) -> Sequence[Event]:
            if not data:
                return ()
            found = rows(to_text(data))
            if first is None:
                return [event_of(row, text) for row, text in found]
            return [event_of(row, text) for row, text in found if row is None or not first.takes(row)]

        return take

    def encoder(self) -> Callable[[Event], bytes]:
        """A function (event) -> its row in UTF-8, the first time behind a row of names where that is wanted."""
        write, names = row_writer(self.separator, self.quote), self.columns
        try:
            getters = [parse_reference(name).getter() for name in names]
        except ReferenceSyntaxError as error:
            raise OptionError(f'option "columns": a name is no field: {error}', path=("columns",)) from None
        headers, written = self.include_headers, self._written

        def encode(event: Event) -> bytes:
            fields = [get(event) for get in getters] if names else [value for _, value in public_fields(event)]
            text = write(fields)
            if headers and next(written) == 0:
                text = write(names or [name for name, _ in public_fields(event)]) + text
            return text.encode("utf-8", "replace")

        return encode

    @cached_property
    def _written(self) -> "count[int]":
        """Counts the rows of all threads, for the one that comes first."""
        return count()


class HeaderDecoder(LineDecoder):
    """The rows of one stream with a header; input file gives each file a decoder since there is `held`."""

    __slots__ = ()

    held = False


def _making(codec: CsvCodec, names: Names) -> MakeEvent:
    """A function (row) -> its event; FieldError or JsonError where it can't be one."""
    layout = Layout(None, codec.conversions(), codec.autogenerate_column_names, codec.skip_empty_columns)
    columns, clock = mapping(layout, names), codec.context.clock
    if codec.target is None:
        return lambda row: from_data(columns(row), clock)
    put = codec.target.setter()

    def event_of(row: Row) -> Event:
        event = from_data({}, clock)
        put(event, columns(row))
        return event

    return event_of
