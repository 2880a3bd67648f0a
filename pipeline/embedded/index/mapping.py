"""The fields of an index: the first value of a field decides what kind it is, and what doesn't fit later is refused.

A document is taken whole or not at all: fields that a refused document would have added are forgotten again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.embedded.index.dynamic import Dynamic
from pipeline.embedded.index.errors import ApiError, UnfitError, bad_argument
from pipeline.embedded.index.kinds import KINDS, OpaqueKind, shown

FIELD_LIMIT = 1000
DEPTH_LIMIT = 20
RESERVED = frozenset(
    ("_id", "_index", "_source", "_routing", "_field_names", "_ignored", "_seq_no", "_version", "_tier")
)
OBJECT = {"type": "object"}


class Field:
    """One field: its definition as a mapping shows it, its kind, and the fields below it."""

    __slots__ = ("definition", "fields", "kind", "path", "plain", "properties")

    def __init__(self, path: str, definition: Mapping[str, Any]) -> None:
        if not isinstance(definition, Mapping):
            raise ApiError(
                400, "mapper_parsing_exception", f"expected an object for field [{path}], got [{definition}]"
            )
        self.path = path
        self.definition = {name: value for name, value in definition.items() if name not in ("properties", "fields")}
        kind = "object" if "properties" in definition else definition.get("type", "object")
        if not isinstance(kind, str) or kind not in KINDS:
            raise ApiError(
                400, "mapper_parsing_exception", f"no field type is called [{kind}], declared on field [{path}]"
            )
        self.kind = OpaqueKind() if definition.get("enabled") is False else KINDS[kind](self.definition)
        self.plain = self.kind.plain
        self.properties: dict[str, Field] = {}
        self.fields = {name: Field(f"{path}.{name}", inner) for name, inner in definition.get("fields", {}).items()}

    @property
    def type(self) -> str:
        """The name of its kind in a mapping."""
        return str(self.definition.get("type", "object"))

    def shown(self) -> dict[str, Any]:
        """The field as a mapping shows it."""
        definition = dict(self.definition)
        if self.kind.is_object and self.properties:
            if definition.get("type") == "object":
                del definition["type"]
            definition["properties"] = {name: self.properties[name].shown() for name in sorted(self.properties)}
        if self.fields:
            definition["fields"] = {name: field.shown() for name, field in self.fields.items()}
        return definition

    def below(self) -> Iterator["Field"]:
        """This field and all below it, with the fields of fields."""
        yield self
        for field in (*self.properties.values(), *self.fields.values()):
            yield from field.below()


class FieldMap:
    """All fields of one index."""

    def __init__(self) -> None:
        self.root = Field("", OBJECT)
        self.count = 0
        self.dynamic = Dynamic()
        self._added: list[tuple[dict[str, Field], str]] = []  # by the document, or the mapping, at hand

    def absorb(self, document: Mapping[str, Any], document_id: str) -> None:
        """Check a document against the fields that are known and add those that are not; ApiError refuses it."""
        self._added = []
        try:
            self._object(document, self.root, document_id)
            if self._added:
                self._check_limit()
                self._check_agreement(document, self.root, self._fresh())
        except BaseException:
            self._undo()
            raise

    def define(self, mappings: Mapping[str, Any]) -> None:
        """Add the fields that a mapping names; ApiError where one of them has another type already."""
        self._added = []
        try:
            self.dynamic.configure(mappings)
            self._define(mappings.get("properties", {}), self.root)
            self._check_limit()
        except BaseException:
            self._undo()
            raise

    def find(self, path: str) -> Field | None:
        """The field of that name, or None: "geoip.geo.city_name", "level.keyword"."""
        field = self.root
        for part in path.split("."):
            found = field.properties.get(part) or field.fields.get(part)
            if found is None:
                return None
            field = found
        return field

    def all(self) -> Iterator[Field]:
        """Every field, objects and the fields of fields included."""
        for field in self.root.properties.values():
            yield from field.below()

    def shown(self) -> dict[str, Any]:
        """What `_mapping` shows."""
        properties = self.root.shown().get("properties")
        return {**self.dynamic.shown(), **({"properties": properties} if properties else {})}

    def _object(self, value: Mapping[str, Any], field: Field, document_id: str) -> None:
        known = field.properties
        for name, item in value.items():
            child = known.get(name)
            if child is None:
                if self.dynamic.mode != "false":
                    self._unknown(name, item, field, document_id)
            elif item.__class__ not in child.plain:
                if item.__class__ is dict and child.kind.is_object:
                    self._object(item, child, document_id)
                else:
                    self._value(item, child, document_id)

    def _value(self, value: Any, field: Field, document_id: str) -> None:
        """Anything but what a look at its JSON type allows."""
        if isinstance(value, list):
            for item in value:
                if item.__class__ not in field.plain:
                    self._value(item, field, document_id)
        elif not field.kind.is_object:
            self._scalar(value, field, document_id)
        elif isinstance(value, dict):
            self._object(value, field, document_id)
        else:
            about = f"object mapping for [{field.path}] tried to parse field [{field.path}]"
            raise ApiError(400, "document_parsing_exception", f"{about} as object, but found a concrete value")

    def _scalar(self, value: Any, field: Field, document_id: str) -> None:
        try:
            field.kind.check(value)
        except UnfitError as unfit:
            if id(field) in self._fresh():
                raise _changed(field, self.dynamic.type_of(field.path, value)) from None
            reason = (
                f"failed to parse field [{field.path}] of type [{field.type}] in document with id '{document_id}'. "
                f"Preview of field's value: '{shown(value)}'"
            )
            cause = ApiError(400, unfit.kind, str(unfit))
            raise ApiError(400, "document_parsing_exception", reason, caused_by=cause) from None

    def _unknown(self, name: str, value: Any, parent: Field, document_id: str) -> None:
        if "." in name:
            self._dotted(name, value, parent, document_id)
            return
        if not name.strip():
            raise _refused("field name cannot be an empty string" if not name else "field name cannot be only blanks")
        if name in RESERVED and parent is self.root:
            raise _refused(f"Field [{name}] is a metadata field and cannot be added inside a document")
        path = f"{parent.path}.{name}" if parent.path else name
        definition = self.dynamic.definition(path, name, value)
        if definition is None:
            return
        if self.dynamic.mode == "strict":
            within = parent.path or "_doc"
            reason = f"mapping set to strict, dynamic introduction of [{name}] within [{within}] is not allowed"
            raise ApiError(400, "strict_dynamic_mapping_exception", reason)
        self._value(value, self._add(name, definition, parent), document_id)

    def _dotted(self, name: str, value: Any, parent: Field, document_id: str) -> None:
        """A name with dots stands for objects in each other."""
        first, _, rest = name.partition(".")
        if not all(part.strip() for part in name.split(".")):
            raise _refused(f"field name cannot contain only whitespace: ['{name}']")
        child = parent.properties.get(first)
        if child is None:
            self._unknown(first, {rest: value}, parent, document_id)
        else:
            self._value({rest: value}, child, document_id)

    def _add(self, name: str, definition: Mapping[str, Any], parent: Field) -> Field:
        field = Field(f"{parent.path}.{name}" if parent.path else name, definition)
        if field.kind.is_object and field.path.count(".") + 1 >= DEPTH_LIMIT:
            raise _refused(
                f"Limit of mapping depth [{DEPTH_LIMIT}] has been exceeded due to object field [{field.path}]"
            )
        parent.properties[name] = field
        self._added.append((parent.properties, name))
        self.count += 1 + len(field.fields)
        return field

    def _check_limit(self) -> None:
        if self.count > FIELD_LIMIT:
            added = sum(1 + len(properties[name].fields) for properties, name in self._added)
            raise _refused(f"Limit of total fields [{FIELD_LIMIT}] has been exceeded while adding new fields [{added}]")

    def _fresh(self) -> set[int]:
        """The fields that the document at hand has added, by identity."""
        return {id(properties[name]) for properties, name in self._added}

    def _check_agreement(self, value: Mapping[str, Any], field: Field, fresh: set[int]) -> None:
        """A document that adds a field must agree with itself on its type; later ones may be converted to it."""
        for name, item in value.items():
            child = field.properties.get(name)
            if child is not None:
                for each in flat(item):
                    self._check_one(each, child, fresh)

    def _check_one(self, value: Any, field: Field, fresh: set[int]) -> None:
        if isinstance(value, dict):
            self._check_agreement(value, field, fresh)
        elif id(field) in fresh and (found := self.dynamic.type_of(field.path, value)) != field.type:
            raise _changed(field, found)

    def _undo(self) -> None:
        for properties, name in reversed(self._added):
            self.count -= 1 + len(properties.pop(name).fields)

    def _define(self, properties: Mapping[str, Any], parent: Field) -> None:
        for name, definition in properties.items():
            field = parent.properties.get(name)
            wanted = Field(name, definition)
            if field is None:
                field = self._add(name, definition, parent)
            elif field.type != wanted.type:
                raise _changed(field, wanted.type)
            self._define(definition.get("properties", {}), field)


def flat(value: Any) -> list[Any]:
    """A value as a list: arrays opened however deep, nulls left out."""
    if isinstance(value, list):
        return [inner for item in value for inner in flat(item)]
    return [] if value is None else [value]


def _changed(field: Field, wanted: str) -> ApiError:
    return bad_argument(f"mapper [{field.path}] cannot be changed from type [{field.type}] to [{wanted}]")


def _refused(reason: str) -> ApiError:
    cause = bad_argument(reason)
    return ApiError(400, "document_parsing_exception", f"failed to parse: {reason}", caused_by=cause)
