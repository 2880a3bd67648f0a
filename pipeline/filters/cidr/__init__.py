"""Filter `cidr`: tell whether an address lies in one of some networks."""

import functools
from collections.abc import Callable, Iterator, Sequence

from pipeline.event import Event
from pipeline.filters.cidr.file import NetworkFile
from pipeline.filters.cidr.networks import Networks, Range, parse_networks, parse_range
from pipeline.plugin import Filter, OptionError, Step, option
from pipeline.plugin.types import array, field_reference, number, path, string

KNOWN_TEXTS = 1024
Inside = Callable[[Event, Range], bool]


class CidrFilter(Filter):
    """Match where any of the addresses lies in any of the networks; only then the common options are applied.

    What is no address or no network is skipped without a tag.
    """

    address = option(array(string), default=[], doc='Addresses to look for, such as "%{ip}".')
    address_field = option(field_reference, doc="Field with an address, or a list of them, in place of address.")
    network = option(
        array(string), default=[], doc="Networks, each with a prefix or mask; several with commas between."
    )
    network_path = option(path, doc="File with the networks, in place of network.")
    refresh_interval = option(number, default=600, doc="Seconds after which the file is read again.")
    separator = option(string, default="\n", doc="Text between the networks in the file.")

    def check(self) -> Iterator[OptionError]:
        """Each of the two sides has one source; templates and the file must be usable."""
        if self.network and self.network_path:
            message = 'expected one of the options "network" and "network_path", got both'
            yield OptionError(message, path=("network_path",))
        if self.address and self.address_field:
            message = 'expected one of the options "address" and "address_field", got both'
            yield OptionError(message, path=("address_field",))
        if not self.address and not self.address_field:
            self.warn('without the option "address" or "address_field" nothing matches')
        if not self.network and not self.network_path:
            self.warn('without the option "network" or "network_path" nothing matches')
        for name, texts in (("address", self.address), ("network", self.network)):
            for index, text in enumerate(texts):
                for fault in self.template(text).faults:
                    yield OptionError(f'option "{name}": {fault}', path=(name, index))
        self._warn_of_networks()
        yield from self._check_file()

    def _warn_of_networks(self) -> None:
        for index, text in enumerate(self.network):
            if self.template(text).constant:
                for wrong in parse_networks(text.split(","))[1]:
                    self.warn(
                        f'option "network": expected a network such as "10.0.0.0/8", got "{wrong}"', "network", index
                    )

    def _check_file(self) -> Iterator[OptionError]:
        if not self.separator:
            yield OptionError('option "separator": expected at least one character, got none', path=("separator",))
        elif self.network_path:
            try:
                _, wrong = self._file().read()
            except (OSError, ValueError) as error:
                message = f'option "network_path": the file can\'t be read: {error}'
                if self.context.offline:
                    self.warn(message, "network_path")
                else:
                    yield OptionError(message, path=("network_path",))
            else:
                if wrong:
                    message = (
                        f'option "network_path": {len(wrong)} of its entries are no networks, the first is "{wrong[0]}"'
                    )
                    self.warn(message, "network_path")

    def _file(self) -> NetworkFile:
        assert self.network_path is not None
        return NetworkFile(self.network_path, self.separator, self.refresh_interval, self.context.clock)

    def compile(self) -> Step:
        """The step; networks are parsed once, with templates once for each text, from a file whenever it is read."""
        addresses_of, inside = self._addresses(), self._inside()

        def cidr(event: Event) -> bool:
            for text in addresses_of(event):
                wanted = parse_range(text)
                if wanted is not None and inside(event, wanted):
                    return True
            return False

        return cidr

    def _addresses(self) -> Callable[[Event], Sequence[str]]:
        if self.address_field:
            return _texts_of(self.address_field.getter())
        renders = [self.template(text).render for text in self.address]
        if len(renders) == 1:
            render = renders[0]
            return lambda event: (render(event),)
        return lambda event: [render(event) for render in renders]

    def _inside(self) -> Inside:
        if self.network_path:
            if self.context.offline:
                return lambda event, wanted: False
            current = self._file().current
            return lambda event, wanted: wanted in current()
        templates = [self.template(text) for text in self.network]
        fixed, _ = parse_networks(
            text for template in templates if template.constant for text in template.text.split(",")
        )
        renders = [template.render for template in templates if not template.constant]
        if not renders:
            return lambda event, wanted: wanted in fixed

        @functools.lru_cache(KNOWN_TEXTS)
        def networks(text: str) -> Networks:
            return parse_networks(text.split(","))[0]

        return lambda event, wanted: wanted in fixed or any(wanted in networks(render(event)) for render in renders)


def _texts_of(get: Callable[[Event], object]) -> Callable[[Event], Sequence[str]]:
    def texts(event: Event) -> Sequence[str]:
        value = get(event)
        if type(value) is str:
            return (value,)
        return [item for item in value if type(item) is str] if type(value) is list else ()

    return texts
