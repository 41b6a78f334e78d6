from typing import Any

import pytest

from mnist_lab.figures.film import Film

STILL = {"data": [{"type": "scatter", "y": [1]}], "layout": {"height": 100}}


def test_frames_are_checked_where_they_are_asked_for() -> None:
    shots = [{"name": f"{y}", "data": [{"type": "scatter", "y": [y]}], "traces": [0]} for y in (1, 2)]
    film = Film(STILL, shots)
    assert film.frames[1].data[0].y == (2,) and film.frames[1].name == "2"
    assert film.data[0].y == (1,) and film.layout.height == 100
    with pytest.raises(ValueError, match="why"):
        _ = Film(STILL, [{"name": "one", "data": [{"type": "scatter", "why": [2]}]}] * 2).frames


def test_what_is_to_be_kept_in_view_is_told_beside_the_frames() -> None:
    shots = [{"name": "one", "data": [], "traces": []}, {"name": "two", "data": [], "traces": [], "focus": 2.0}]
    film = Film(STILL, shots)
    assert [shot.get("focus") for shot in film.shots] == [None, 2.0]
    assert [frame.name for frame in film.frames] == ["one", "two"]


@pytest.mark.parametrize("shots", [[], [{"name": "one", "data": [], "traces": []}]])
def test_a_film_that_does_not_move_is_a_figure(shots: list[dict[str, Any]]) -> None:
    assert Film(STILL, shots).frames == () and Film(STILL, shots).shots == ()
