"""What `show` sends to the browser and what it makes of the answers; the browser's part is in tests/browser."""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from mnist_lab.figures import theme
from mnist_lab.figures.film import Film
from mnist_lab.ui import plot, scripts


def line(points: int = 2000) -> go.Figure:
    figure = theme.blank()
    figure.add_scatter(y=np.linspace(0, 1, points, dtype=np.float32))
    return figure


def test_number_arrays_travel_as_their_bytes() -> None:
    sent = json.loads(plot.payload(line(), alt="a line"))
    y = sent["figure"]["data"][0]["y"]
    assert y["dtype"] == "f4"
    assert np.frombuffer(base64.b64decode(y["bdata"]), np.float32).tolist() == pytest.approx(np.linspace(0, 1, 2000))
    assert sent["alt"] == "a line"
    assert sent["frames"] == []


def test_an_update_is_small() -> None:
    """2,000 points of 4 bytes are 8,000 bytes, 10,668 in base64; all the rest stays under 1.5 kB."""
    assert len(plot.payload(line(), alt="a line", dark=theme.DARK)) < 10_668 + 1_500


def test_the_loader_that_travels_with_each_update_is_small() -> None:
    assert len(scripts.loader("app/static/plot.js?v=12345678", "app/static/plotly.min.js?v=7.1.0")) < 300


@pytest.mark.parametrize("make", [list, np.array, lambda numbers: np.array(numbers, np.float32)])
def test_frames_travel_with_captions_and_as_bytes(make: Any) -> None:
    still = {"data": [{"type": "scatter", "y": [0, 0]}]}
    shots = [{"name": f"step {k}", "data": [{"type": "scatter", "y": make([k, 1.5])}], "traces": [0]} for k in range(3)]
    frames = json.loads(plot.payload(Film(still, shots)))["frames"]
    assert [frame["name"] for frame in frames] == ["step 0", "step 1", "step 2"]
    assert frames[1]["traces"] == [0]
    assert received(frames[2]["data"][0]["y"]) == [2, 1.5]


def received(sent: Any) -> Any:
    """What the browser makes of an array."""
    if isinstance(sent, list):
        return sent
    assert sent["dtype"] in ("i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8")
    flat = np.frombuffer(base64.b64decode(sent["bdata"]), sent["dtype"])
    return flat.reshape([int(length) for length in sent["shape"].split(",")] if "shape" in sent else -1).tolist()


@pytest.mark.parametrize(
    "numbers",
    [
        np.array([-128, 127]),
        np.array([[-129, 0], [32767, 1]]),
        np.array([2**31 - 1, -(2**31)]),
        np.array([2**53, 0]),
        np.array([0, 255], np.uint8),
        np.array([1, 2**40], np.uint64),
        np.array([True, False]),
        np.array([0.1, -2e300]),
        np.array([1.5, 2.5], ">f4"),
        np.arange(24, dtype=np.float32).reshape(2, 3, 4)[:, ::-1],
        np.array([]),
        np.array(["a", "b"]),
    ],
)
def test_each_kind_of_array_arrives_as_it_was(numbers: Any) -> None:
    shot = {"name": "", "data": [{"customdata": numbers}], "traces": [0]}
    sent = json.loads(plot.payload(Film({"data": []}, [shot, shot])))["frames"][0]["data"][0]["customdata"]
    assert received(sent) == numbers.tolist()


def test_what_is_no_number_arrives_as_none() -> None:
    shot = {"name": "", "data": [{"y": [1.0, np.nan, np.float64(np.inf), np.array(2.0)]}], "traces": [0]}
    sent = json.loads(plot.payload(Film({"data": []}, [shot, shot])))["frames"][0]["data"][0]["y"]
    assert sent == [1.0, None, None, 2.0]


def drawn(script: str) -> AppTest:
    return AppTest.from_string(
        f"from mnist_lab.ui import plot, scripts\nfrom mnist_lab.figures import theme\n{script}"
    ).run()


def test_a_figure_becomes_our_component() -> None:
    at = drawn("plot.show(theme.blank(), key='p', alt='nothing yet', height=300)")
    assert not at.exception
    assert json.loads(at.get("bidi_component")[0].proto.bytes)["height"] == 300


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_a_text_alternative_is_refused(alt: str) -> None:
    at = drawn(f"plot.show(theme.blank(), key='p', alt={alt!r})")
    assert "has no text alternative" in at.exception[0].message


def test_without_a_place_for_static_files_streamlits_own_chart_serves(tmp_path: Path) -> None:
    """`static` is a file here, so that nothing can be written below it."""
    (tmp_path / "static").write_text("in the way")
    script = f"""
from pathlib import Path
place, scripts.STATIC = scripts.STATIC, Path({str(tmp_path / "static")!r})
plot.served.cache_clear()
plot.show(theme.blank(), key='p', alt='nothing yet')
scripts.STATIC = place
plot.served.cache_clear()
"""
    at = drawn(script)
    assert not at.exception
    assert at.get("plotly_chart")[0].proto.alt == "nothing yet"


def test_static_files_are_written_whole_and_only_when_they_changed(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(scripts, "STATIC", tmp_path / "static")
    first = scripts.placed("plot.js", b"one")
    changed = (tmp_path / "static" / "plot.js").stat().st_mtime_ns
    assert scripts.placed("plot.js", b"one") == first
    assert (tmp_path / "static" / "plot.js").stat().st_mtime_ns == changed
    assert scripts.placed("plot.js", b"two") != first
    assert [file.name for file in (tmp_path / "static").iterdir()] == ["plot.js"]


def test_a_click_on_a_point_and_on_a_cell() -> None:
    assert plot.event({"kind": "click", "trace": 1, "index": 5, "x": 2.5, "y": 3}) == plot.PlotEvent(
        "click", 1, 5, x=2.5, y=3
    )
    assert plot.event({"kind": "hover", "trace": 0, "index": [2, 3], "z": 9}) == plot.PlotEvent("hover", 0, (2, 3), z=9)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "trace", "index"]), inner),
    max_leaves=6,
)


@given(JSON)
def test_nonsense_from_the_browser_is_no_event(told: Any) -> None:
    event = plot.event(told)
    assert event is None or event.kind in {"click", "hover", "leave", "frame"}


def test_nothing_clicked_is_no_event() -> None:
    assert plot.event(None) is None
    assert plot.event({"kind": "click", "trace": 0, "index": []}) is None
    assert plot.event({"kind": "click", "trace": "0", "index": 1}) is None
