"""Codec `cef`: ArcSight's Common Event Format."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from pipeline.charsets import utf8_text
from pipeline.codecs.cef.decode import CefError, compile_reader
from pipeline.codecs.cef.encode import compile_writer
from pipeline.codecs.cef.times import zone_named
from pipeline.dates import is_known_locale
from pipeline.event import Event, from_data
from pipeline.fields import ReferenceSyntaxError, parse_reference
from pipeline.framing import LineDecoder, Splitter, Take
from pipeline.plugin import Codec, Decoder, FieldError, OptionError, WithEcs, option
from pipeline.plugin.types import array, boolean, choice, field_reference, string
from pipeline.zones import ZoneError

FAILURE = "_cefparsefailure"
TEMPLATES = ("vendor", "product", "version", "signature", "name", "severity")


class CefCodec(WithEcs, Codec):
    """Read a message of CEF as an event, and write the fields `fields` of an event as one.

    Short keys become names such as sourceAddress, or with an ECS layout fields such as [source][ip], times moments.
    What is no CEF becomes the `message` of an event tagged `_cefparsefailure`.  A stream is cut at `delimiter`, or at
    line feeds unless it is given; a record from an input with whole records (Kafka) only at `delimiter`.
    """

    unsupported: ClassVar = {
        "sev": "Logstash has it no more either; it is called severity",
        "deprecated_v1_fields": "Logstash has it no more either; filter mutate renames fields",
    }

    vendor = option(string, default="Elasticsearch", doc="Vendor in the header of what is written; may hold %{...}.")
    product = option(string, default="Logstash", doc="Product in that header; may hold %{...}.")
    version = option(string, default="1.0", doc="Version of the product in that header; may hold %{...}.")
    signature = option(string, default="Logstash", doc="Id of the kind of event in that header; may hold %{...}.")
    name_ = option(string, default="Logstash", doc="Name of the event in that header; may hold %{...}.")
    severity = option(string, default="6", doc="0 to 10, in that header; may hold %{...}, and 6 stands for all else.")
    fields = option(array(string), default=[], doc="Fields to write behind the header.")
    reverse_mapping = option(boolean, default=False, doc="Write short keys in place of names.")
    delimiter = option(string, doc=r"Text between messages, both ways; \r and \n are line ends in it.")
    raw_data_field = option(field_reference, doc="Field for the message as it came.")
    device = option(
        choice("observer", "host"), default="observer", doc="Whose the fields of a device are with an ECS layout."
    )
    locale = option(string, doc="Language of the names of months, as in fr or pt_BR; English unless given.")
    default_timezone = option(string, doc="Time zone of times that name none; this machine's unless given.")

    def check(self) -> Iterator[OptionError]:
        """Placeholders, fields, zone and delimiter must be good; an unknown language is warned of."""
        for option_name in TEMPLATES:
            for fault in self.template(self.options[option_name]).faults:
                yield OptionError(f'option "{option_name}": {fault}', path=(option_name,))
        for index, field in enumerate(self.fields):
            try:
                parse_reference(field)
            except ReferenceSyntaxError as error:
                yield OptionError(f'option "fields": "{field}" is no field: {error}', path=("fields", index))
        if self.delimiter == "":
            yield OptionError('option "delimiter": expected at least one character, got none', path=("delimiter",))
        if self.default_timezone is not None:
            try:
                zone_named(self.default_timezone)
            except ZoneError as error:
                yield OptionError(f'option "default_timezone": {error}', path=("default_timezone",))
        if self.locale and not is_known_locale(self.locale):
            self.warn(f'option "locale": no names are known for "{self.locale}"', "locale")

    @property
    def _delimiter(self) -> str:
        return (self.delimiter or "").replace("\\r", "\r").replace("\\n", "\n")

    def decoder(self) -> Decoder:
        """A decoder for one stream."""
        return LineDecoder(Splitter((self._delimiter or "\n").encode("utf-8")), self._take(), None)

    def record_decoder(self) -> Take:
        """A function (record) -> its event, or with a delimiter its events."""
        take, delimiter = self._take(), self._delimiter.encode("utf-8")
        if not delimiter:
            return take
        return lambda record: [event for message in (record or b"").split(delimiter) for event in take(message)]

    def _take(self) -> Take:
        read, clock, report = compile_reader(self), self.context.clock, self.context.report

        def take(data: bytes | None) -> Sequence[Event]:
            if not data or data.isspace():
                return ()
            try:
                return (read(data.decode("utf-8")),)
            except (CefError, FieldError, UnicodeDecodeError) as error:
                report(self, str(error) if isinstance(error, CefError) else error)
                return (from_data({"message": utf8_text(data), "tags": [FAILURE]}, clock),)

        return take

    def encoder(self) -> Callable[[Event], bytes]:
        """A function (event) -> its message in UTF-8, and the delimiter."""
        write, ending = compile_writer(self), self._delimiter
        return lambda event: (write(event) + ending).encode("utf-8", "replace")
