"""What all tests share: where the repository is, and the full MNIST where it is to be had."""

import functools
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner

# The reader of a failed test sees the error itself, not the short form that visitors get.
config.get_config_options()
config.set_option("client.showErrorDetails", "full")

# Once keras is imported, Streamlit clears its session after each run of a script: 0.3 s, and under the feet of other
# tests. In the app that never happens, since keras stays out of the web server, which a test holds; here it would.
script_runner._clean_problem_modules = lambda: None

# AppTest reads the metadata of every installed package at each run of a page, half of what the run costs, to find
# components; a server does it once.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)

# How long an example takes says how busy the machine is: one that waits for its turn for 0.2 s is no counter-example.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parents[1]


def mnist_file() -> Path | None:
    """Return an mnist.npz with all 70,000 digits: from MNIST_LAB_DATA, beside the repository, or from Keras's cache."""
    named = os.environ.get("MNIST_LAB_DATA")
    places = [Path(named)] if named else []
    places += [ROOT.parent / "shared" / "data" / "mnist.npz", Path.home() / ".keras" / "datasets" / "mnist.npz"]
    return next((place for place in places if place.is_file()), None)


FULL_MNIST = mnist_file()


def pytest_configure(config: pytest.Config) -> None:
    """Hide the 70,000 digits that a machine may have: what the tests expect was computed from the bundled sample."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        return  # this process runs no test, but those that do look for the 70,000 digits with its environment
    keras = tempfile.TemporaryDirectory()
    config.add_cleanup(keras.cleanup)
    os.environ.pop("MNIST_LAB_DATA", None)
    os.environ["KERAS_HOME"] = keras.name


def pen_drawings() -> Path | None:
    """Return the pen drawings that the shipped network learned from, if they lie beside the repository."""
    path = ROOT.parent / "shared" / "data" / "pen-strokes-train.jsonl"
    return path if path.is_file() else None


def needed(found: Path | None, what: str) -> Path:
    """Return what was found; a missing file skips a test on a user's machine and fails it where all is mandatory."""
    if found is None:
        (pytest.fail if os.environ.get("MNIST_LAB_CI") else pytest.skip)(f"needs {what}")
    return found


@pytest.fixture(scope="session")
def full_mnist() -> Path:
    """Path of an mnist.npz with all 70,000 digits."""
    return needed(FULL_MNIST, "the full MNIST: set MNIST_LAB_DATA to an mnist.npz")


@pytest.fixture(scope="session")
def drawings_file() -> Path:
    """Path of the pen drawings that the shipped network learned from."""
    return needed(pen_drawings(), "the pen drawings of the recipe, pen-strokes-train.jsonl")
