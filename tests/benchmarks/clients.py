"""A visitor without a browser: speaks Streamlit's WebSocket as its page does, and times every answer."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.serving import Server

LOST_SECONDS = 15.0
_PROGRESS = re.compile(r"epoch (\d+) of \d+, batch ([\d\u202f]+) of ([\d\u202f]+)")


class Client:
    """One visitor.

    Attributes
    ----------
    fragments : id -> seconds
        The parts of the page that ask to be run again by themselves, and how often.
    ids : the ids of the widgets that have come
    inside : widget id -> id of its fragment
    query : str
        The page's URL parameters.
    step : int
        Batches trained, as the progress line says; -1 before it came. `seen` is when.
    errors : exceptions that the page showed
    """

    def __init__(self, connection: websockets.ClientConnection, query: str) -> None:
        self._connection = connection
        self.query = query
        self._page_hash = ""
        self.fragments: dict[str, float] = {}
        self.ids: set[str] = set()
        self.inside: dict[str, str] = {}
        self.step, self.seen = -1, 0.0
        self.received = 0
        self.errors: list[str] = []

    async def ask(self, *, page: str = "", fragment: str = "", state: WidgetState | None = None) -> float:
        """Have the page run, whole or one fragment; return the seconds until the answer was complete."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = page
        message.rerun_script.page_script_hash = "" if page else self._page_hash
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment) and state is None
        if state is not None:
            message.rerun_script.widget_states.widgets.append(state)
        began = time.perf_counter()
        await self._connection.send(message.SerializeToString())
        async with asyncio.timeout(LOST_SECONDS):
            while not self._take(await self._connection.recv()):
                pass
        return time.perf_counter() - began

    async def press(self, key: str) -> float:
        """Press the button with this key."""
        widget = self.widget(key)
        return await self.ask(fragment=self.inside.get(widget, ""), state=WidgetState(id=widget, trigger_value=True))

    def widget(self, key: str) -> str:
        """Return the id of the widget with this key."""
        return next(found for found in self.ids if f"-{key}:" in f"{found}:")

    def _take(self, data: bytes | str) -> bool:
        """Take in one message; say whether it ends the answer."""
        message = ForwardMsg()
        message.ParseFromString(data.encode() if isinstance(data, str) else data)
        self.received += len(data)
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "page_config_changed":  # the whole page runs, and says anew which parts tick
            self.fragments.clear()
        elif kind == "auto_rerun":
            self.fragments[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta":
            self._element(message)
        return kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        content = getattr(element, kind)
        if kind == "exception":
            self.errors.append(content.message)
        if kind == "progress" and (found := _PROGRESS.search(content.text)):
            epoch, batch, batches = (int(number.replace("\u202f", "")) for number in found.groups())
            self.step, self.seen = (epoch - 1) * batches + batch, time.perf_counter()
        widget = getattr(content, "id", "")
        if isinstance(widget, str) and widget:
            self.ids.add(widget)
            self.inside[widget] = message.delta.fragment_id


@asynccontextmanager
async def visiting(server: Server, page: str, query: str = "") -> AsyncIterator[Client]:
    """Open a page as one visitor; the connection closes with the block."""
    address = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    async with websockets.connect(address, subprotocols=["streamlit"], max_size=None, origin=server.url) as connection:
        client = Client(connection, query)
        await client.ask(page=page)
        yield client


async def tick(client: Client, seconds: float) -> list[float]:
    """Watch for so long, as a browser does: each fragment as often as it asks. Return the seconds of every answer."""
    answers: list[float] = []
    due: dict[str, float] = {}
    end = time.perf_counter() + seconds
    while (now := time.perf_counter()) < end:
        # A page that was run as a whole meanwhile may tick otherwise than before, or not at all any more.
        due = {part: due.get(part, now + every) for part, every in client.fragments.items()}
        part = min(due, key=lambda each: due[each], default="")
        wait = min(due.get(part, end), end) - now
        if wait > 0:
            await asyncio.sleep(wait)
        else:
            answers.append(await client.ask(fragment=part))
            due[part] = max(due[part] + client.fragments.get(part, 0), time.perf_counter())
    return answers
