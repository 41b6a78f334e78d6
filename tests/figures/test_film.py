import pytest

from mnist_lab.figures.film import Film

STILL = {"data": [{"type": "scatter", "y": [1]}], "layout": {"height": 100}}


def test_frames_are_checked_where_they_are_asked_for() -> None:
    film = Film(STILL, [{"name": "one", "data": [{"type": "scatter", "y": [2]}], "traces": [0]}])
    assert film.frames[0].data[0].y == (2,) and film.frames[0].name == "one"
    assert film.data[0].y == (1,) and film.layout.height == 100
    with pytest.raises(ValueError, match="why"):
        _ = Film(STILL, [{"name": "one", "data": [{"type": "scatter", "why": [2]}]}]).frames


def test_a_film_of_no_frames_is_a_figure() -> None:
    assert Film(STILL, []).frames == () and Film(STILL, []).shots == ()
