"""CSV, for the filter and the codec csv: rows to columns, columns to values, and the options that both have."""

from pipeline.csvtext.convert import KINDS, Convert, converter
from pipeline.plugin import Plugin, option
from pipeline.plugin.types import array, boolean, choice, field_reference, hash_of, string


class CutsRows(Plugin):
    """A plugin that cuts rows into columns."""

    target = option(field_reference, doc="Field to put the columns below; the event itself if unset.")
    columns = option(array(string), default=[], doc="Names of the columns; further ones are called column3 and so on.")
    separator = option(string, default=",", doc='What stands between columns; a tab is a real tab, not "\\t".')
    quote_char = option(string, default='"', doc='Character around columns that hold a separator; "\\x00" for none.')
    convert = option(hash_of(choice(*KINDS)), default={}, doc="Types of columns: name => integer, date and so on.")
    autogenerate_column_names = option(boolean, default=True, doc="Keep columns that have no name, numbered.")
    autodetect_column_names = option(boolean, default=False, doc="Take the names from the first row, and drop it.")
    skip_empty_columns = option(boolean, default=False, doc="Set no field for an empty column.")

    @property
    def quote(self) -> str:
        """The character that quotes columns."""
        return "\0" if self.quote_char == "\\x00" else self.quote_char

    @property
    def detects(self) -> bool:
        """Whether the names come from the first row."""
        return self.autodetect_column_names and not self.columns

    def conversions(self) -> dict[str, Convert]:
        """Name of a column -> what makes its value of the text."""
        return {name: converter(kind, self.context.clock) for name, kind in self.convert.items()}
