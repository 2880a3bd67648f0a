"""Filter `fingerprint`: a hash of fields, such as an id that is the same whenever an event comes again."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from pipeline.event import Event, public_fields
from pipeline.fields import MISSING, FieldReference, parse_reference
from pipeline.filters.fingerprint import methods
from pipeline.plugin import FieldError, Filter, OptionError, Step, WithEcs, option
from pipeline.plugin.types import array, boolean, choice, field_reference, password

Change = Callable[[Event], None]


class FingerprintFilter(Filter, WithEcs):
    """Hash the value of `source`, a list item by item; of several fields the last one that is there counts.

    With `concatenate_sources` or `concatenate_all_fields` the names and values of all of them make one hash.  An event
    without any of the fields gets none, and still counts as a success.  A value that the method can't take tags the
    event _fingerprint_error.
    """

    source = option(array(field_reference), default="message", doc="Fields to make the fingerprint of.")
    target = option(
        field_reference, doc="Field for the fingerprint; [event][hash], or without an ECS layout fingerprint, if unset."
    )
    method = option(
        choice(*methods.DIGESTS, "MURMUR3", "MURMUR3_128", "IPV4_NETWORK", "UUID", "PUNCTUATION"),
        default="SHA1",
        doc="How to make it: a digest, a network, all punctuation of a text, or by chance (UUID).",
    )
    key = option(password, secret=True, doc="Key of an HMAC; for IPV4_NETWORK how many bits of an address to keep.")
    base64encode = option(boolean, default=False, doc="Write digests in base64 rather than hex.")
    concatenate_sources = option(boolean, default=False, doc="Make one fingerprint of the names and values of sources.")
    concatenate_all_fields = option(boolean, default=False, doc="Make one fingerprint of all fields of the event.")

    def check(self) -> Iterator[OptionError]:
        """A network needs the length of its prefix."""
        if self.method == "IPV4_NETWORK" and methods.prefix_length(self.key) is None:
            text = 'option "key": for the method IPV4_NETWORK expected how many bits to keep, 0 to 128'
            yield OptionError(text, path=("key",) if self.key is not None else (), hints=('write: key => "24"',))

    def compile(self) -> Step:
        """The step for the method, which reads the fields in the way that the options say."""
        change = self._change()
        fail = self.failure(["_fingerprint_error"])

        def fingerprint(event: Event) -> bool:
            try:
                change(event)
            except FieldError as error:
                return fail(event, error)
            return True

        return fingerprint

    def _change(self) -> Change:
        target = self.target or parse_reference("[event][hash]" if self.ecs else "fingerprint")
        put = target.setter()
        if self.method == "UUID":
            bits = self.context.random.getrandbits
            return lambda event: put(event, str(UUID(int=bits(128), version=4)))
        if self.method == "PUNCTUATION":
            in_order = sorted(self.source, key=_name)
            return _last(in_order, put, methods.punctuation)
        method = self._method()
        if self.concatenate_all_fields:
            return lambda event: put(event, method(_joined(sorted(public_fields(event)))))
        if self.concatenate_sources:
            return _of_sources(self.source, put, method)
        return _last(self.source, put, lambda value: _each(method, value))

    def _method(self) -> methods.Method:
        if self.method == "MURMUR3":
            return methods.murmur3
        if self.method == "MURMUR3_128":
            return methods.wide_murmur3(self.base64encode)
        if self.method == "IPV4_NETWORK":
            return methods.network(methods.prefix_length(self.key) or 0)
        return methods.digest(self.method, self.key, self.base64encode)


def _name(source: FieldReference) -> str:
    return source.text


def _each(method: methods.Method, value: Any) -> Any:
    return [method(item) for item in value] if type(value) is list else method(value)


def _last(sources: Sequence[FieldReference], put: Callable[[Event, Any], None], method: methods.Method) -> Change:
    """The last field that is there; null is there."""
    reads = [source.getter(MISSING) for source in sources]

    def change(event: Event) -> None:
        for read in reads:
            value = read(event)
            if value is not MISSING:
                put(event, method(value))

    return change


def _of_sources(sources: Sequence[FieldReference], put: Callable[[Event, Any], None], method: methods.Method) -> Change:
    reads = [(source.text, source.getter()) for source in sorted(sources, key=_name)]
    return lambda event: put(event, method(_joined([(name, read(event)) for name, read in reads])))


def _joined(fields: Sequence[tuple[str, Any]]) -> str:
    return "".join([f"|{name}|{methods.text_of(value)}" for name, value in fields]) + "|"
