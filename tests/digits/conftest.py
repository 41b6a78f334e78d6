"""Where these tests look for digits: never at the reader's own files."""

from pathlib import Path

import pytest


@pytest.fixture
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Keras folder of this test, and no MNIST_LAB_DATA."""
    home = tmp_path / "keras home"
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.delenv("MNIST_LAB_DATA", raising=False)
    return home
