"""Filter `xml`: expand XML text held in one field into structured fields."""

from collections.abc import Iterator
from typing import Any

from pipeline.event import Event
from pipeline.filters.xml.tree import BLANKS, XmlError, compile_reader
from pipeline.plugin import FieldError, Filter, OptionError, Step, option
from pipeline.plugin.types import boolean, field_reference, hash_of, string

NO_XPATH = "XPath isn't supported; expand the whole text into a target and take the fields from there"


class XmlFilter(Filter):
    """Expand the XML text of `source` into `target`: elements and attributes become fields.

    Prefixes of elements are dropped.  An event without a text in `source` passes unchanged, text that is not XML tags
    the event.  Entities that the text declares are refused, and nothing outside it is read.
    """

    unsupported = {"xpath": NO_XPATH}  # noqa: RUF012 - Plugin declares it as a ClassVar

    source = option(field_reference, required=True, doc="Field with the XML text; a list of one text will do.")
    target = option(field_reference, doc="Field for the result, overwritten.")
    store_xml = option(boolean, default=True, doc="Whether to set `target`; without it nothing is done.")
    force_array = option(boolean, default=True, doc="Make a list of every element, of single ones too.")
    force_content = option(boolean, default=False, doc='Hold text in a field "content" even without attributes.')
    suppress_empty = option(boolean, default=True, doc="Leave empty elements out, rather than make them empty maps.")
    namespaces = option(hash_of(string), default={}, doc="Matters for XPath alone.")
    remove_namespaces = option(boolean, default=False, doc="Matters for XPath alone; elements never keep prefixes.")
    parse_options = option(string, doc="Matters for XPath alone; text that is not XML always fails.")

    def check(self) -> Iterator[OptionError]:
        """What is stored needs a target."""
        if self.store_xml and self.target is None:
            yield OptionError('needs the option "target", or store_xml => false', hints=('add: target => "..."',))

    def compile(self) -> Step:
        """The step; a text is parsed once and set whole."""
        if not self.store_xml or self.target is None:
            return lambda event: False
        read, write = self.source.getter(), self.target.setter()
        parse = compile_reader(
            force_array=self.force_array, force_content=self.force_content, suppress_empty=self.suppress_empty
        )
        fail = self.failure(["_xmlparsefailure"])

        def xml(event: Event) -> bool:
            value: Any = read(event)
            if value is None or value is False:
                return False
            if type(value) is list and len(value) == 1:
                value = value[0]
            if not isinstance(value, str):
                return fail(event, "not a text")
            if not value.strip(BLANKS):
                return False
            try:
                write(event, parse(value))
            except (XmlError, FieldError) as error:
                return fail(event, error)
            return True

        return xml
