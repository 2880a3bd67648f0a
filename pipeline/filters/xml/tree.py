"""XML text to maps, lists and texts.  The rules are those of golden/notes/xml.md."""

import re
from collections.abc import Callable
from typing import Any, NoReturn
from xml.parsers import expat

MAX_DEPTH = 500
CONTENT = "content"
UNKNOWN_ENTITY = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
ENTITIES = re.compile(  # outside what is no markup; an end that is missing is the end of the text
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|&(?!(?:lt|gt|amp|quot|apos);)(?P<name>[\w:][\w:.-]*+);",
    re.DOTALL,
)
BLANKS = " \t\n\v\f\r"  # a no-break space is text


class XmlError(Exception):
    """The text is not XML, or it is more than can be read safely."""


class _Node:
    """An element while it is read: its attributes and children as fields, its pieces of text."""

    __slots__ = ("attributes", "fields", "has_children", "name", "texts")

    def __init__(self, name: str, attributes: dict[str, Any]) -> None:
        self.name = name
        self.attributes = bool(attributes)
        self.fields: dict[str, Any] = attributes
        self.has_children = False
        self.texts = [""]


def compile_reader(*, force_array: bool, force_content: bool, suppress_empty: bool) -> Callable[[str], Any]:
    """A function (text) -> the value of its root element; XmlError where there is none."""

    def value_of(node: _Node) -> Any:
        if node.has_children:
            pieces = [piece for piece in node.texts if piece]
            if any(piece.strip(BLANKS) for piece in pieces):
                node.fields[CONTENT] = pieces[0] if len(pieces) == 1 else pieces
        elif any(node.texts):
            text = "".join(node.texts)
            if not node.attributes:
                if not text.strip(BLANKS):
                    return {}
                return {CONTENT: text} if force_content else text
            _join(node.fields, CONTENT, text, as_list=False)
        return node.fields or (None if suppress_empty else {})

    def close(parent: _Node, node: _Node) -> None:
        value = value_of(node)
        parent.has_children = True
        parent.texts.append("")
        if suppress_empty and not parent.attributes and _is_empty(value):
            return
        _join(parent.fields, node.name, value, as_list=force_array and node.name != CONTENT)

    return lambda text: _read(text, value_of, close)


def _read(text: str, value_of: Callable[[_Node], Any], close: Callable[[_Node, _Node], None]) -> Any:
    try:
        return _root(text, value_of, close)
    except expat.ExpatError as error:
        if error.code != UNKNOWN_ENTITY:
            raise XmlError(str(error)) from error
    try:
        return _root(ENTITIES.sub(_as_text, text), value_of, close)
    except expat.ExpatError as error:
        raise XmlError(str(error)) from error


def _as_text(found: re.Match[str]) -> str:
    """An entity that nothing declares stays as it is written."""
    return f"&amp;{found['name']};" if found["name"] else found[0]


def _root(text: str, value_of: Callable[[_Node], Any], close: Callable[[_Node, _Node], None]) -> Any:
    """Parse the text, closing every element into its parent; the value of the root.  Raises expat's errors too."""
    open_nodes: list[_Node] = []
    prefixes = {"xml", "xmlns"}  # Logstash forgets none where its element ends
    roots: list[_Node] = []

    def start(name: str, attributes: dict[str, Any]) -> None:
        if len(open_nodes) == MAX_DEPTH:
            raise XmlError(f"more than {MAX_DEPTH} levels")
        node = _Node(name.rpartition(":")[2], attributes)
        if attributes:
            prefixes.update([key[6:] for key in attributes if key.startswith("xmlns:")])
        for label in (name, *attributes):
            prefix, colon, local = label.partition(":")
            if colon and (prefix not in prefixes or ":" in local):
                raise XmlError(f'nothing declares the prefix of "{label}"')
        open_nodes.append(node)

    def end(name: str) -> None:
        node = open_nodes.pop()
        if open_nodes:
            close(open_nodes[-1], node)
        else:
            roots.append(node)

    def data(piece: str) -> None:
        open_nodes[-1].texts[-1] += piece

    def refuse(*_: Any) -> NoReturn:
        raise XmlError("entities that the text declares are not expanded")

    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.EntityDeclHandler = refuse
    parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    return value_of(roots[0])


def _join(fields: dict[str, Any], name: str, value: Any, *, as_list: bool) -> None:
    """Set a field; one that is there already becomes a list of both."""
    if name not in fields:
        fields[name] = [value] if as_list else value
    elif type(fields[name]) is list:
        fields[name].append(value)
    else:
        fields[name] = [fields[name], value]


def _is_empty(value: Any) -> bool:
    return not value or (type(value) is str and not value.strip(BLANKS))
