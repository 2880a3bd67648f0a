"""XPath on a text: what expressions find in it, as texts.

The rules are those of Nokogiri on libxml2: a broken text is read as far as it goes unless the options say otherwise,
and what is found is written as XML, but for attributes, which give their plain value.  Nothing outside the text is
read, entities that it declares are refused, and so is a text on which a search would take too long.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from pipeline.fields import Event, FieldReference
from pipeline.filters.xml.tree import XmlError
from pipeline.texts import ruby_text

Find = Callable[[Any], list[str]]
Extract = Callable[[Event, str], bool]

MOST_WORK = 25_000_000  # visits of elements that a search may need: a second or two at worst
KEPT = 256  # expressions kept for the namespaces of different texts
TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<literal>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<variable>\$[\w.:-]+)"""
    r"|(?P<name>[^\W\d][\w.-]*(?::(?!:)[^\W\d][\w.-]*|:\*)?)|(?P<sign>//|::|\.\.|!=|<=|>=|.)"
)
SEARCH = re.compile(r"//|(?:descendant|following|preceding|ancestor)(?:-or-self|-sibling)?\s*::")
NODE_TESTS = ("text", "node", "comment", "processing-instruction")
OPERATORS = ("and", "or", "div", "mod", "*")
BEFORE_OPERAND = (None, "(", ",", "|", "+", "-", "=", "!=", "<", "<=", ">", ">=")


def compile_extract(
    paths: Mapping[str, FieldReference],
    parse_options: Collection[str],
    *,
    namespaces: Mapping[str, str],
    without_namespaces: bool,
    always_list: bool,
) -> Extract:
    """A function (event, text) that sets a field for each path that finds something; whether one did.

    XmlError where the text can't be read, a path means nothing for it, or would take too long; FieldError where a
    field can't be set.
    """
    parser = _parser(parse_options)
    finders = [(_finder(path, namespaces), search_degree(path), field.setter()) for path, field in paths.items()]

    def extract(event: Event, text: str) -> bool:
        root = _root(text, parser)
        if root is None:
            return False
        if without_namespaces:
            _drop_namespaces(root)
        size, matched = text.count("<"), False
        for find, degree, put in finders:
            if degree > 1 and size**degree > MOST_WORK:
                raise XmlError("the text is too long for this search")
            found = find(root)
            if found:
                put(event, found if always_list or len(found) > 1 else found[0])
                matched = True
        return matched

    return extract


def check_path(path: str) -> None:
    """ValueError, saying why, for what is no XPath expression."""
    try:
        etree.XPath(path)
    except etree.XPathSyntaxError as error:
        raise ValueError(str(error)) from None


def search_degree(path: str) -> int:
    """By which power of the text's size the time of a search grows, at worst.

    Steps down, one after another, have to merge what they find; any other search, and each within a condition, is taken
    anew for every element.
    """
    down = anew = depth = 0
    for token in re.finditer(rf"\"[^\"]*\"|'[^']*'|[\[\]]|{SEARCH.pattern}", path):
        if token[0] in "[]":
            depth += 1 if token[0] == "[" else -1
        elif SEARCH.fullmatch(token[0]):
            goes_down = depth == 0 and token[0].startswith(("//", "descendant"))
            down, anew = (down + 1, anew) if goes_down else (down, anew + 1)
    return min(down, 2) + anew


def from_document(path: str) -> str:
    """The expression with a slash before each relative path, as the document is where it begins."""
    written, before, depth = [], None, 0
    tokens = [found for found in TOKEN.finditer(path) if found.lastgroup != "space"]
    for index, token in enumerate(tokens):
        text, after = token[0], tokens[index + 1][0] if index + 1 < len(tokens) else ""
        operand = before in BEFORE_OPERAND or before == "operator"
        if not operand and text in OPERATORS and before not in ("/", "//", "::", "@", "["):
            before, text = "operator", f" {text} "
        elif depth == 0 and operand and _begins_relative(token, after):
            before, text = token[0], f"/{text}"
        else:
            before = text
        depth += (text == "[") - (text == "]")
        written.append(text)
    return "".join(written)


def _begins_relative(token: re.Match[str], after: str) -> bool:
    if token.lastgroup == "name":
        return after != "(" or token[0] in NODE_TESTS
    return token[0] in (".", "..", "@", "*")


def _finder(path: str, namespaces: Mapping[str, str]) -> Find:
    """A function (root) -> what the path finds; unless prefixes are given the root's count, the default as xmlns."""
    expression = from_document(path)

    @lru_cache(maxsize=KEPT)
    def compiled(known: tuple[tuple[str, str], ...]) -> Any:
        return etree.XPath(expression, namespaces=dict(known), regexp=False)

    given = tuple(namespaces.items())

    def find(root: Any) -> list[str]:
        known = given or tuple((prefix or "xmlns", uri) for prefix, uri in root.nsmap.items())
        try:
            found = compiled(known)(root)
        except etree.XPathError as error:
            raise XmlError(f"XPath: {error}") from None
        return list(_texts(found if isinstance(found, list) else [found]))

    return find


def _texts(found: list[Any]) -> Iterator[str]:
    for one in found:
        if isinstance(one, str):
            plain = str(one)
            yield _escaped(plain) if getattr(one, "is_text", False) or getattr(one, "is_tail", False) else plain
        elif isinstance(one, bool | float):
            if one is not False:
                yield ruby_text(one)
        elif etree.iselement(one):
            yield _written(one)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _written(element: Any) -> str:
    """An element as XML, without the namespaces that stand above it."""
    text: str = etree.tostring(element, encoding="unicode", with_tail=False, pretty_print=True).removesuffix("\n")
    above = element.getparent()
    if above is None or " xmlns" not in text:
        return text
    head, end, rest = text.partition(">")
    for prefix, uri in above.nsmap.items():
        name = f"xmlns:{prefix}" if prefix else "xmlns"
        head = head.replace(f' {name}="{_escaped(uri)}"', "", 1)
    return head + end + rest


def _parser(options: Collection[str]) -> Any:
    """Without options it reads on behind an error.  lxml leaves out what is deeper than 256 levels."""
    return etree.XMLParser(
        encoding="utf-8",  # a declared one doesn't count: the text has been decoded
        recover=not options or "recover" in options,
        remove_blank_text="noblanks" in options,
        strip_cdata="nocdata" in options,
        ns_clean="nsclean" in options,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )


def _root(text: str, parser: Any) -> Any:
    if "<!ENTITY" in text:
        raise XmlError("entities that the text declares are not expanded")
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise XmlError(str(error)) from None


def _drop_namespaces(root: Any) -> None:
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
        for name, value in list(element.attrib.items()):
            if name.startswith("{"):
                del element.attrib[name]
                element.set(etree.QName(name).localname, value)
    etree.cleanup_namespaces(root)
