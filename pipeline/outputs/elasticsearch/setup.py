"""What is done once before the first document: see that it is Elasticsearch, install the template, prepare the alias.

The order of the requests is Logstash's (golden/wire).  When Elasticsearch is away the pipeline starts all the same, and
the first batch waits until this is done.
"""

import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipeline.jsontext import JsonError, dumps, loads
from pipeline.outputs.elasticsearch.client import Client, Response, Unreachable
from pipeline.outputs.elasticsearch.templates import (
    COMPOSABLE_SINCE,
    Template,
    bundled,
    read_template,
    with_rollover,
    without_rollover,
)
from pipeline.plugin import OptionError
from pipeline.runtime.retry import Backoff

if TYPE_CHECKING:
    from pipeline.outputs.elasticsearch import ElasticsearchOutput
    from pipeline.outputs.elasticsearch.bulk import Wait

PRODUCT = "Elasticsearch"
FIRST_WITH_HEADER = (7, 14)
ASSUMED_VERSION = (8, 0)  # where GET / does not tell
DEFAULT_POLICY = "logstash-policy"
POLICY = {"policy": {"phases": {"hot": {"actions": {"rollover": {"max_size": "50gb", "max_age": "30d"}}}}}}
POLL = 0.5  # seconds between two looks whether another thread is done


class NotReady(Exception):  # noqa: N818 - a state of the world rather than an error
    """It can't be done now; later it may."""


class Setup:
    """Done once for all sinks of an output; `done` afterwards."""

    def __init__(self, output: "ElasticsearchOutput") -> None:
        self._output = output
        self._lock = threading.Lock()
        self.done = False

    def attempt(self, client: Client) -> None:
        """Try it all.  Raises NotReady, or OptionError where Elasticsearch refuses what the config asks for."""
        try:
            version = self._verify(client)
            self._look_at_license(client)
            output = self._output
            if output.manage_template and not output.uses_data_stream:
                self._install_template(client, version)
            if output.uses_ilm:
                self._prepare_alias(client)
                self._prepare_policy(client)
        except Unreachable as error:
            raise NotReady(str(error)) from None
        self.done = True

    def ensure(self, client: Client, wait: "Wait") -> None:
        """Return when it is done, trying for ever; one thread tries, the others wait for it."""
        output = self._output
        backoff = Backoff(output.retry_initial_interval, output.retry_max_interval, output.context.random)
        while not self.done:
            if not self._lock.acquire(blocking=False):
                wait(POLL)
                continue
            try:
                if not self.done:
                    self.attempt(client)
            except (NotReady, OptionError) as error:
                output.reports.set_up_waits(error)
            finally:
                self._lock.release()
            if not self.done:
                wait(backoff.next())

    def _verify(self, client: Client) -> tuple[int, ...]:
        """See that Elasticsearch answers; its version."""
        available(client.request("HEAD", self._output.client_settings.check_path))
        response = available(client.request("GET", "/"))
        if response.status == 401:
            raise OptionError("Elasticsearch does not accept the credentials (401)")
        found = json_of(response).get("version") if response.ok else None
        facts = found if isinstance(found, dict) else {}
        version = version_of(facts)
        genuine = response.product == PRODUCT or (version < FIRST_WITH_HEADER and "lucene_version" in facts)
        if not genuine or "distribution" in facts:
            raise OptionError(f"what answers at {self._output.nodes[0].label} is not Elasticsearch")
        return version

    def _look_at_license(self, client: Client) -> None:
        response = client.request("GET", "/_license")
        found = json_of(response).get("license") if response.ok else None
        if isinstance(found, dict) and found.get("status") == "expired":
            self._output.reports.note("the license of elasticsearch has expired")

    def _install_template(self, client: Client, version: tuple[int, ...]) -> None:
        output = self._output
        api = output.template_api
        composable = api == "composable" or (api == "auto" and version[0] >= COMPOSABLE_SINCE)
        place = f"/{'_index_template' if composable else '_template'}/{quote(output.final_template_name, safe='')}"
        if available(client.request("HEAD", place)).ok and not output.template_overwrite:
            return
        template = self.template(composable=composable)
        response = put(client, place, template)
        if response.status == 400 and output.uses_ilm and self._without_ilm(client):
            response = put(client, place, without_rollover(template))
        if not response.ok:
            hint = "or set manage_template => false, and install the template yourself"
            what = f'Elasticsearch refuses the index template "{output.final_template_name}": {reason_of(response)}'
            raise OptionError(what, hints=(hint,))

    def template(self, *, composable: bool) -> Template:
        """The template that goes to Elasticsearch."""
        output = self._output
        pattern = f"{output.default_name}-*"
        found = (
            read_template(output.template)
            if output.template
            else bundled(pattern, ecs=output.ecs, composable=composable)
        )
        if not output.uses_ilm:
            return found
        return with_rollover(found, output.alias, output.ilm_policy, composable=composable)

    def _prepare_alias(self, client: Client) -> None:
        """The first index behind the alias, unless the alias is there."""
        alias = self._output.alias
        if available(client.request("HEAD", f"/{quote(alias, safe='')}")).ok:
            return
        first = quote(f"<{alias}-{self._output.ilm_pattern}>", safe="")
        response = put(client, f"/{first}", {"aliases": {alias: {"is_write_index": True}}})
        if not response.ok and "resource_already_exists" not in reason_of(response):
            raise OptionError(f'Elasticsearch refuses the alias "{alias}": {reason_of(response)}')

    def _prepare_policy(self, client: Client) -> None:
        policy = self._output.ilm_policy
        place = f"/_ilm/policy/{quote(policy, safe='')}"
        response = available(client.request("GET", place))
        if response.ok:
            return
        if response.status != 404:
            self._no_ilm(response)
        elif policy != DEFAULT_POLICY:
            raise OptionError(f'Elasticsearch has no policy "{policy}"', hints=("create it, or leave ilm_policy out",))
        else:
            response = put(client, place, POLICY)
            if not response.ok:
                raise OptionError(f'Elasticsearch refuses the policy "{policy}": {reason_of(response)}')

    def _without_ilm(self, client: Client) -> bool:
        """Whether this Elasticsearch knows no index lifecycles: then a policy is neither found nor missed."""
        place = f"/_ilm/policy/{quote(self._output.ilm_policy, safe='')}"
        response = available(client.request("GET", place))
        return not response.ok and response.status != 404

    def _no_ilm(self, response: Response) -> None:
        if self._output.ilm_enabled == "true":
            hint = "set ilm_enabled => false"
            raise OptionError(f"Elasticsearch has no index lifecycles here: {reason_of(response)}", hints=(hint,))
        self._output.reports.note("elasticsearch has no index lifecycles, the alias will not roll over")


def put(client: Client, path: str, body: Any) -> Response:
    """Send JSON; NotReady where the node can't take it now."""
    return available(client.request("PUT", path, dumps(body)))


def available(response: Response) -> Response:
    """The response, or NotReady where it only says that the node is busy or broken."""
    if response.status == 429 or response.status >= 500:
        raise NotReady(f"answered {response.status}")
    return response


def json_of(response: Response) -> dict[str, Any]:
    """The JSON object of a body, an empty one where it holds none."""
    try:
        found = loads(response.body)
    except JsonError:
        return {}
    return found if isinstance(found, dict) else {}


def version_of(facts: dict[str, Any]) -> tuple[int, ...]:
    """Major and minor version, as GET / tells."""
    parts = str(facts.get("number", "")).split(".")[:2]
    return tuple(map(int, parts)) if len(parts) == 2 and all(part.isdecimal() for part in parts) else ASSUMED_VERSION


def reason_of(response: Response) -> str:
    """Why a request was refused, in Elasticsearch's words."""
    error = json_of(response).get("error")
    if isinstance(error, dict):
        cause = error.get("caused_by")
        deeper = f" ({cause['reason']})" if isinstance(cause, dict) and cause.get("reason") else ""
        return f"{error.get('type', 'error')}: {error.get('reason', '')}{deeper}"
    return str(error or f"status {response.status}")
