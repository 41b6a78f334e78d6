"""What the tests of figures share: each frame of each film is checked by Plotly, which the app leaves out."""

from typing import Any

import pytest

from mnist_lab.figures.film import Film


@pytest.fixture(autouse=True)
def checked_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask each new film for its frames: a property that Plotly does not know is an error."""
    made = Film.__init__

    def checked(film: Film, *args: Any) -> None:
        made(film, *args)
        assert len(film.frames) == len(film.shots) != 1

    monkeypatch.setattr(Film, "__init__", checked)
