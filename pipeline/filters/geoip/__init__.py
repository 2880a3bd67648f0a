"""Filter `geoip`: where in the world an address is, from a database on this machine."""

from collections.abc import Callable, Collection, Iterator
from textwrap import indent

from pipeline.event import Event, tag
from pipeline.fields import CHECKED, METADATA, FieldReference, parse_reference
from pipeline.filters.geoip.databases import Database, default_database, open_database
from pipeline.filters.geoip.fields import field_name
from pipeline.filters.geoip.fragments import Fragment
from pipeline.filters.geoip.lookup import NO_ADDRESS, NOT_FOUND, Find, Finder, Found, HostNameError, compile_find
from pipeline.filters.geoip.resolver import compile_resolver
from pipeline.plugin import FieldError, Filter, Later, OptionError, Step, WithEcs, option
from pipeline.plugin.snippet import Snippet, tagging
from pipeline.plugin.types import array, choice, field_reference, integer, path, string

BLOCKED = "a value that is no map stands where the result belongs"


class GeoipFilter(Filter, WithEcs):
    """Add to `target` what a MaxMind or DB-IP database knows of the address in `source`.

    City, Country, ASN, ISP, Domain, Connection-Type, Anonymous-IP and Enterprise databases can be read.  A file that is
    replaced while the pipeline runs is taken up within seconds.  A private or unknown address leaves an empty map and a
    tag, a missing one only the tag.
    """

    removed = {"lru_cache_size": 'it is called "cache_size" now'}  # noqa: RUF012 - Plugin declares it as a ClassVar

    source = option(field_reference, required=True, doc="Field that holds the address; of a list the first counts.")
    target = option(
        field_reference, doc="Field for the result: geoip unless given; with ECS [x] where source is [x][ip]."
    )
    database = option(path, doc="The .mmdb file; unless given, the one in the folder geoip of path.data.")
    default_database_type = option(choice("City", "ASN"), default="City", doc="Which database, if `database` is unset.")
    fields = option(array(field_name), doc="What to add, by MaxMind's names; all that is usual unless given.")
    cache_size = option(integer, default=1000, doc="How many addresses are remembered.")
    tag_on_failure = option(
        array(string), default=["_geoip_lookup_failure"], doc="Tags for addresses that aren't found."
    )

    def check(self) -> Iterator[OptionError]:
        """The target, the size of the cache, and the database, whose absence only warns offline."""
        if self._place() is None:
            hint = 'add: target => "..."   (needless only where the source is like [client][ip])'
            old = "for the layout of older configs, in [geoip]: ecs_compatibility => disabled"
            yield OptionError('needs the option "target" for the ECS layout', hints=(hint, old))
        if self.cache_size < 1:
            yield OptionError(f'option "cache_size": expected 1 or more, got {self.cache_size}', path=("cache_size",))
        try:
            self._open()
        except OptionError as error:
            if not self.context.offline:
                yield error
            else:
                self.warn(error.message, *error.path, hints=error.hints)

    def _open(self) -> Database:
        file = self.database or default_database(self.default_database_type, self.context.data_path)
        self._opened = open_database(file)  # kept, so that compile() finds it open
        return self._opened

    def _place(self) -> FieldReference | None:
        if self.target is not None or not self.ecs:
            return self.target or parse_reference("geoip")
        source = self.source.text
        return parse_reference(source[:-4]) if source.endswith("[ip]") and len(source) > 4 else None

    def compile(self) -> Step:
        """The step; addresses seen lately come from a cache, and each event gets maps of its own."""
        place = self._place()
        if self.context.offline or place is None:
            return lambda event: False
        database = self._open()
        finder = self._finder = Finder(database, self.cache_size, lambda: self._find(database))
        read, missed, fail = self.source.getter(), self._missing(place), self.failure(self.tag_on_failure)
        key, put = place.path[0], _putting(place)
        plain = len(place.path) == 1 and key not in ("tags", "@metadata", "@timestamp")
        resolve = compile_resolver(self.context.clock)

        def geoip(event: Event) -> bool:
            try:
                found = finder.find(read(event))
            except (TypeError, HostNameError):
                found = find_odd(read(event), finder.find, resolve)
            if found:
                if plain and key not in event:
                    event[key] = found.fresh()
                    return True
                return put(event, found) or fail(event, BLOCKED)
            return missed(event, found)

        return geoip

    def touches(self) -> Collection[str]:
        """The source, the target, and tags on failure."""
        place = self._place()
        return {self.source.path[0], "tags", *(place.path[:1] if place else ())}

    def snippet(self, step: Step, later: Later) -> Snippet | None:
        """For an address at the top and a target that isn't there; as JSON where nobody looks at the result again."""
        place = self._place()
        if self.context.offline or place is None or len(place.path) != 1 or len(self.source.path) != 1:
            return None
        source, target = self.source.path[0], place.path[0]
        if source == METADATA or target in (*CHECKED, source):
            return None
        names = {"source": source, "target": target, "finder": self._finder, "tag": tag, "step": step}
        tags = indent("\n".join(map(tagging, self.tag_on_failure)) or "pass", "  ")
        made = "found.fresh()" if later.sees(target) else "found.encoded"
        body = LOOK_UP.replace("$made", made).replace("$tags", tags)
        names["errors"] = (TypeError, HostNameError)
        return Snippet(body, names, certain=False, shaped=body.replace("found.encoded", "found.raw"))

    def _find(self, database: Database) -> Find:
        return compile_find(database, self.fields or [], ecs=self.ecs, report=self._report)

    def _report(self, error: Exception) -> None:
        self.context.report(self, error)

    def _missing(self, place: FieldReference) -> Callable[[Event, Found], bool]:
        """A function that marks an event whose address was missing (only tags) or not found (an empty map as well)."""
        tags = tuple(self.tag_on_failure)
        get, put = place.getter(), place.setter()

        def missed(event: Event, found: Found) -> bool:
            if found is NOT_FOUND and get(event) is None:
                try:
                    put(event, {})
                except FieldError as error:
                    self._report(error)
            for text in tags:
                tag(event, text)
            return False

        return missed


LOOK_UP = """\
try:
 value = event.get($source)
 found = $finder.recent.get(value, $finder)
 if found is $finder:
  found = $finder.look(value)
except $errors:
 matched = $step(event)
else:
 if $target in event:
  matched = $step(event)
 elif found:
  event[$target] = $made
  matched = True
 else:
  matched = False
  if found is None:
   event[$target] = {}
$tags
"""


def find_odd(address: object, find: Find, resolve: Callable[[str], str | None]) -> Found:
    """What is found for a list, whose first element counts, or for the name of a host."""
    if isinstance(address, list):
        address = address[0] if address else None
    if not isinstance(address, str):
        return NO_ADDRESS
    try:
        return find(address)
    except HostNameError:
        resolved = resolve(address)
        return NOT_FOUND if resolved is None else find(resolved)


def _putting(place: FieldReference) -> Callable[[Event, Fragment], bool]:
    """A function that adds what was found, to what is there already if anything is; False where it can't stand."""
    get, set_ = place.getter(), place.setter()

    def put(event: Event, found: Fragment) -> bool:
        held = get(event)
        if held is not None:
            return isinstance(held, dict) and found.complete(held)
        try:
            set_(event, found.fresh())
        except FieldError:
            return False
        return True

    return put
