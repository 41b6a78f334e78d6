"""A figure that moves.

Plotly makes an object of each trace of each frame and checks its every property: for fifty frames that takes five times
as long as for the figure itself. A film keeps its frames as they were built; who asks for `frames` gets them checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import plotly.graph_objects as go


class Film(go.Figure):  # type: ignore[misc]
    """A figure with frames; where there is only one, nothing moves, and it has none.

    Parameters
    ----------
    still : mapping
        "data" and "layout", of which the first frame shows the same.
    shots : sequence of mapping
        The frames: "name", its caption; "data", what changes of some traces; "traces", which ones; perhaps "layout";
        perhaps "focus", the place on the x axis to be kept in view where the picture is wider than the screen.
    """

    def __init__(self, still: Mapping[str, Any], shots: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(still)
        self._shots = tuple(shots) if len(shots) > 1 else ()

    @property
    def shots(self) -> tuple[Mapping[str, Any], ...]:
        """The frames as they were built."""
        return self._shots

    @cached_property
    def frames(self) -> tuple[go.Frame, ...]:
        """The frames as Plotly's objects; ValueError for a property that Plotly does not know."""
        plotly = [{key: part for key, part in shot.items() if key != "focus"} for shot in self._shots]
        return tuple(go.Figure({"frames": plotly}).frames)
