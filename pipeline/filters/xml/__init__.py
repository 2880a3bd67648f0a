"""Filter `xml`: expand XML text held in one field into structured fields."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.event import Event
from pipeline.filters.xml.tree import BLANKS, XmlError, compile_reader
from pipeline.plugin import FieldError, Filter, NameOf, OptionError, Step, option
from pipeline.plugin.types import Type, boolean, field_reference, hash_of, shown, string

Change = Callable[[Event, str], bool]

PARSE_OPTIONS = ("recover", "strict", "noblanks", "nocdata", "nsclean", "noerror", "nowarning", "nonet", "pedantic",
                 "nodict", "noxincnode", "nobasefix", "compact", "biglines", "sax1", "old10")  # fmt: skip
UNSAFE = ("noent", "dtdload", "dtdattr", "dtdvalid", "xinclude", "huge")


def _parse_options(value: Any) -> list[str]:
    names = [name.strip().replace("_", "").lower() for name in re.split("[,|]", string(value))]
    for name in names:
        if name in UNSAFE:
            raise OptionError(f'"{name}" isn\'t supported: nothing outside the text is read, and no entity expanded')
        if name and name not in PARSE_OPTIONS:
            raise OptionError(f"expected some of {', '.join(PARSE_OPTIONS)}, got {shown(value)}")
    return [name for name in names if name]


class XmlFilter(Filter):
    """Expand the XML text of `source` into `target`, where elements and attributes become fields; take values by XPath.

    Prefixes of elements are dropped in `target`.  An event without a text in `source` passes unchanged, text that is
    not XML tags the event.  Entities that the text declares are refused, and nothing outside it is read.
    """

    source = option(field_reference, required=True, doc="Field with the XML text; a list of one text will do.")
    target = option(field_reference, doc="Field for the result, overwritten.")
    store_xml = option(boolean, default=True, doc="Whether to set `target`.")
    xpath = option(
        hash_of(field_reference),
        default={},
        doc="Values to take: XPath => field.  Elements are written as XML, texts as in XML, attributes plainly.",
    )
    force_array = option(boolean, default=True, doc="Make a list of every element or value, of single ones too.")
    force_content = option(boolean, default=False, doc='Hold text in a field "content" even without attributes.')
    suppress_empty = option(boolean, default=True, doc="Leave empty elements out, rather than make them empty maps.")
    namespaces = option(
        hash_of(string), default={}, doc="For XPath: prefix => namespace, in place of those of the root."
    )
    remove_namespaces = option(
        boolean, default=False, doc="For XPath: forget all namespaces first; `target` never has any."
    )
    parse_options = option(
        Type("parse options", _parse_options),
        default="",
        doc="For XPath: how to read the text, such as strict or noblanks; unless given, on behind errors.",
    )

    def check(self) -> Iterator[OptionError]:
        """What is stored needs a target, and expressions must be XPath."""
        if self.store_xml and self.target is None:
            yield OptionError('needs the option "target", or store_xml => false', hints=('add: target => "..."',))
        for path in self.xpath:
            from pipeline.filters.xml.xpath import check_path

            try:
                check_path(path)
            except ValueError as error:
                yield OptionError(f'option "xpath": not an XPath expression: {error}', path=("xpath", NameOf(path)))

    def common_failure(self) -> list[str]:
        """Logstash's filter catches it as its own."""
        return ["_xmlparsefailure"]

    def compile(self) -> Step:
        """The step; a text is parsed once for its XPath and once for its target."""
        read = self.source.getter()
        changes = [change for change in (self._taking(), self._storing()) if change is not None]
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
            matched = False
            try:
                for change in changes:
                    matched = change(event, value) or matched
            except (XmlError, FieldError) as error:
                return fail(event, error)
            return matched

        return xml

    def _taking(self) -> Change | None:
        if not self.xpath:
            return None
        from pipeline.filters.xml.xpath import compile_extract  # takes a while, and few need it

        return compile_extract(
            self.xpath,
            self.parse_options,
            namespaces=self.namespaces,
            without_namespaces=self.remove_namespaces,
            always_list=self.force_array,
        )

    def _storing(self) -> Change | None:
        if not self.store_xml or self.target is None:
            return None
        write = self.target.setter()
        parse = compile_reader(
            force_array=self.force_array, force_content=self.force_content, suppress_empty=self.suppress_empty
        )

        def store(event: Event, text: str) -> bool:
            write(event, parse(text))
            return True

        return store
