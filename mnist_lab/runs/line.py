"""Who trains now and who waits: first come, first served, so many at a time."""

from __future__ import annotations

import threading
from collections.abc import Hashable


class Line:
    """A line in front of a few places. Whoever leaves gives their place to the first in line.

    Parameters
    ----------
    places : int
        How many may be at work at a time.
    changed : threading.Condition
        Notified when somebody leaves, so that the next may look again.
    """

    def __init__(self, places: int, changed: threading.Condition) -> None:
        self.places = places
        self._changed = changed
        self._queue: list[Hashable] = []

    def join(self, who: Hashable) -> int:
        """Stand in line, at its end unless one stands there already; return the place as `place` does."""
        with self._changed:
            if who not in self._queue:
                self._queue.append(who)
            return self.place(who)

    def leave(self, who: Hashable) -> None:
        """Go away, from work or from the line."""
        with self._changed:
            if who in self._queue:
                self._queue.remove(who)
                self._changed.notify_all()

    def place(self, who: Hashable) -> int:
        """Return 0 for somebody at work or not here at all, n for the n-th in line."""
        with self._changed:
            return max(0, self._queue.index(who) - self.places + 1) if who in self._queue else 0

    @property
    def at_work(self) -> int:
        """How many are at work."""
        with self._changed:
            return min(len(self._queue), self.places)
