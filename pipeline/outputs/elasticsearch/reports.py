"""What the output says in the log: each kind of trouble a line at most every ten seconds, never an event's content."""

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from pipeline.runtime.retry import Seldom

if TYPE_CHECKING:
    from pipeline.outputs.elasticsearch.answers import Failure

DENIED = (401, 403)
BUSY = 429


class Reports:
    """The log of one output, shared by its sinks."""

    def __init__(self, plugin: str, silenced: Collection[str] = ()) -> None:
        self._plugin = plugin
        self._silenced = frozenset(silenced)
        self._seldom: dict[str, Seldom] = {}
        self._troubled = False

    def _say(self, level: str, event: str, **facts: Any) -> None:
        seldom = self._seldom.setdefault(event, Seldom())
        if not seldom():
            return
        import structlog

        held_back = seldom.held_back()
        more = {"times": held_back + 1} if held_back else {}
        getattr(structlog.get_logger("pipeline"), level)(event, plugin=self._plugin, **facts, **more)

    def well(self) -> None:
        """A request is settled."""
        if self._troubled:
            self._troubled = False
            self._say("info", "elasticsearch takes documents again")

    def unreachable(self, trouble: object) -> None:
        """No node answered."""
        self._troubled = True
        self._say("error", "elasticsearch can't be reached, trying again", error=str(trouble))

    def answered(self, status: int) -> None:
        """A whole request was answered with a status other than success."""
        self._troubled = True
        if status in DENIED:
            self._say("error", "elasticsearch denies access, nothing is lost, trying again", status=status)
        elif status == BUSY:
            self._say("info", "elasticsearch is busy, trying again", status=status)
        else:
            self._say("error", "elasticsearch refused a bulk request, trying again", status=status)

    def not_understood(self) -> None:
        """The answer to a bulk request is not what Elasticsearch sends."""
        self._troubled = True
        self._say("error", "the answer to a bulk request isn't understood, trying again")

    def smaller(self, most_bytes: int, why: str) -> None:
        """Requests are made smaller than they were."""
        self._say("info", "requests to elasticsearch become smaller", most_bytes=most_bytes, why=why)

    def again(self, failures: Collection["Failure"]) -> None:
        """Some documents have to be sent again."""
        self._troubled = True
        if loud := self._loud(failures):
            self._say(
                "info", "elasticsearch did not take some documents, trying again", documents=len(failures), errors=loud
            )

    def refused(self, failures: Collection["Failure"]) -> None:
        """Some documents were refused for good."""
        if loud := self._loud(failures):
            self._say("warning", "elasticsearch refused documents for good", documents=len(failures), errors=loud)

    def _loud(self, failures: Collection["Failure"]) -> dict[str, int]:
        counts = Counter(
            f"{failure.status} {failure.kind}" for failure in failures if failure.kind not in self._silenced
        )
        return dict(counts.most_common(5))

    def set_up_waits(self, why: object) -> None:
        """Templates and the like can't be installed yet."""
        self._troubled = True
        self._say("warning", "elasticsearch is not ready, documents wait", error=str(why))

    def note(self, event: str, **facts: Any) -> None:
        """Something worth knowing about the cluster."""
        self._say("warning", event, **facts)
