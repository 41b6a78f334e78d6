"""What the moving plane sends and what it makes of the answers; the browser's part is in tests/browser."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from mnist_lab.ui import plane, scripts

SCENE = """
import numpy as np
from mnist_lab.figures.plane import Layer, Maps, Plane, Scene
from mnist_lab.ui import plane, scripts
dot = Layer("points", "dot", np.zeros((1, 2)), "#0072b2", "map")
scene = Scene((Plane("", (dot,)),), {"map": Maps(np.zeros((2, 2, 3)))}, ["before", "after"], (0, 1))
"""


def drawn(script: str) -> AppTest:
    return AppTest.from_string(SCENE + script).run()


def test_a_scene_becomes_our_component() -> None:
    at = drawn("plane.show(scene, key='p', alt='a dot')")
    assert not at.exception and b'"alt":"a dot"' in at.get("bidi_component")[0].proto.bytes


def test_a_plane_without_a_text_alternative_is_refused() -> None:
    assert "has no text alternative" in drawn("plane.show(scene, key='p', alt=' ')").exception[0].message


def test_without_a_place_for_static_files_the_words_serve(tmp_path: Path) -> None:
    (tmp_path / "static").write_text("in the way")
    at = drawn(f"""
from pathlib import Path
place, scripts.STATIC = scripts.STATIC, Path({str(tmp_path / "static")!r})
plane.served.cache_clear()
plane.show(scene, key='p', alt='a dot')
scripts.STATIC = place
plane.served.cache_clear()
""")
    assert not at.exception and "writable folder" in at.warning[0].value and at.markdown[0].value == "a dot"


def test_a_module_asks_for_its_parts_by_an_address_that_changes_with_them(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(scripts, "STATIC", tmp_path)
    address = scripts.module("plane.js")
    text = (tmp_path / "plane.js").read_text()
    assert address.startswith("app/static/plane.js?v=") and "from './parts.js?v=" in text
    assert (tmp_path / "parts.js").is_file()


def test_a_tip_and_a_click() -> None:
    assert plane.pointed({"kind": "tip", "name": "first", "x": 1, "y": -0.5}) == plane.Pointed("tip", 1, -0.5, "first")
    assert plane.pointed({"kind": "click", "x": 0.25, "y": 2}) == plane.Pointed("click", 0.25, 2.0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["tip", "click", "first"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "name", "x", "y"]), inner, max_size=4)
    ),
    max_leaves=6,
)


@given(JSON)
def test_nonsense_from_the_browser_is_nothing(told: Any) -> None:
    event = plane.pointed(told)
    assert event is None or (event.kind in {"tip", "click"} and abs(event.x) < 1e6)


@pytest.mark.parametrize("x", [float("nan"), float("inf"), 1e9, True, "1"])
def test_a_place_out_of_this_world_is_nothing(x: Any) -> None:
    assert plane.pointed({"kind": "click", "x": x, "y": 0}) is None
