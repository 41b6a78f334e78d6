"""The house holds its own plan: who may import whom, how long a function may be, TensorFlow only in the workers."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mnist_lab.lessons import LESSONS
from tests import serving

ROOT = serving.ROOT

# Floor -> what its files may import: names outside the standard library; a dotted name allows what is below it.
RECORDS = ("mnist_lab.runs.settings", "mnist_lab.runs.records", "mnist_lab.runs.history")
BELOW_UI = tuple(f"mnist_lab.{floor}" for floor in ("maths", "digits", "network", "runs", "figures"))
TABLE: dict[str, tuple[str, ...]] = {
    "maths": ("numpy",),
    "digits": ("numpy", "PIL", "scipy", "pooch", "requests"),
    "network": ("numpy", "mnist_lab.maths", "mnist_lab.digits"),
    "engine": (
        *("numpy", "tensorflow", "keras", "mnist_lab.maths", "mnist_lab.digits", "mnist_lab.network", *RECORDS),
        "HersheyFonts",  # only where the recipe of the doubting network draws its letters
    ),
    "runs": ("numpy", "dask", "distributed", "mnist_lab.network"),
    "figures": ("numpy", "plotly", "mnist_lab.maths", "mnist_lab.digits", "mnist_lab.network", "mnist_lab.runs"),
    "ui": ("streamlit", "streamlit_drawable_canvas", "numpy", "plotly", "mnist_lab.lessons", *BELOW_UI),
    "pages": ("streamlit", "mnist_lab.lessons", "mnist_lab.ui", *BELOW_UI),
    "lessons.py": (),
    "__init__.py": (),
    "app.py": ("streamlit", "mnist_lab.lessons", "mnist_lab.ui", *BELOW_UI),
}
PAGE_LINES, FUNCTION_LINES, MODULE_LINES = 80, 45, 300


@dataclass(frozen=True)
class Import:
    file: Path
    line: int
    name: str


def sources(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield (floor, file) for every Python file of the app, not of its tests."""
    for file in sorted((root / "mnist_lab").rglob("*.py")):
        yield file.relative_to(root / "mnist_lab").parts[0], file
    for file in sorted((root / "pages").glob("*.py")):
        yield "pages", file
    for file in sorted(root.glob("*.py")):
        yield file.name, file


def imports(file: Path, root: Path) -> Iterator[Import]:
    """Yield every import of a file, also those inside functions, with relative ones spelled out."""
    package = file.relative_to(root).parts[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Import(file, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (Import(file, node.lineno, f"{base}.{alias.name}") for alias in node.names)


def allowed(name: str, floor: str) -> bool:
    first = name.partition(".")[0]
    if first in sys.stdlib_module_names:
        return True
    own = () if floor.endswith(".py") else (f"mnist_lab.{floor}",)
    return any(name == entry or name.startswith(f"{entry}.") for entry in (*TABLE.get(floor, ()), *own))


def violations(root: Path) -> list[str]:
    """Return one line for each import that the table does not allow."""
    found = [(floor, use) for floor, file in sources(root) for use in imports(file, root)]
    wrong = [(floor, use) for floor, use in found if not allowed(use.name, floor)]
    return [f"{use.file.relative_to(root)}:{use.line} {floor} imports {use.name}" for floor, use in wrong]


def test_no_floor_imports_what_the_table_forbids() -> None:
    assert violations(ROOT) == []


def test_every_floor_stands_in_the_table() -> None:
    assert {floor for floor, _ in sources(ROOT)} <= TABLE.keys()


@pytest.mark.parametrize(
    ("file", "line", "name"),
    [
        ("mnist_lab/maths/tensors.py", "import tensorflow as tf", "tensorflow"),
        ("mnist_lab/figures/tensors.py", "import streamlit", "streamlit"),
        (
            "mnist_lab/runs/pool.py",
            "def start():\n    from mnist_lab.engine import trainer",
            "mnist_lab.engine.trainer",
        ),
        ("mnist_lab/runs/pool.py", "from ..engine.trainer import Trainer", "mnist_lab.engine.trainer.Trainer"),
        ("mnist_lab/engine/trainer.py", "from mnist_lab.runs.pool import Pool", "mnist_lab.runs.pool.Pool"),
        ("mnist_lab/ui/frame.py", "from mnist_lab import engine", "mnist_lab.engine"),
        ("pages/draw.py", "import numpy as np", "numpy"),
        ("pages/draw.py", "import plotly.graph_objects as go", "plotly.graph_objects"),
        ("app.py", "from keras import layers", "keras.layers"),
    ],
)
def test_the_table_can_fail(tmp_path: Path, file: str, line: str, name: str) -> None:
    """A check that has never said no proves nothing: each kind of trespass is found in a house built for it."""
    trespasser = tmp_path / file
    trespasser.parent.mkdir(parents=True, exist_ok=True)
    trespasser.write_text(f"import math\n{line}\n", encoding="utf-8")
    assert len(violations(tmp_path)) == 1
    assert violations(tmp_path)[0].endswith(f"imports {name}")


def long_parts(root: Path) -> list[str]:
    """Return one line for each page, module or function that is longer than the plan allows."""
    found = []
    for floor, file in sources(root):
        text = file.read_text(encoding="utf-8")
        limit = PAGE_LINES if floor == "pages" else MODULE_LINES
        if len(text.splitlines()) > limit:
            found.append(f"{file.relative_to(root)}: {len(text.splitlines())} lines, at most {limit}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    found.append(f"{file.relative_to(root)}:{node.lineno} {node.name}: {length} lines")
    return found


def test_pages_modules_and_functions_are_short() -> None:
    assert long_parts(ROOT) == []


def test_the_lengths_can_fail(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "draw.py").write_text("def f():\n" + "    x = 1\n" * 85, encoding="utf-8")
    assert len(long_parts(tmp_path)) == 2


def test_each_lesson_has_a_page_and_each_page_a_lesson() -> None:
    assert {lesson.name for lesson in LESSONS} == {page.stem for page in (ROOT / "pages").glob("*.py")}
    assert len({lesson.name for lesson in LESSONS}) == len(LESSONS)
    assert all(lesson.name.isidentifier() and lesson.name.islower() for lesson in LESSONS)


# Python reads this before anything else and writes down, with its process number, who imports TensorFlow or Keras.
SPY = """
import os, sys
class Spy:
    def find_spec(self, name, path=None, target=None):
        if name in ("tensorflow", "keras"):
            with open(os.environ["SPY_FILE"], "a") as file:
                file.write(f"{os.getpid()} {name}\\n")
        return None
sys.meta_path.insert(0, Spy())
"""


@pytest.fixture
def spied(tmp_path: Path) -> dict[str, str]:
    """An environment in which the import of TensorFlow or Keras leaves a line in SPY_FILE."""
    (tmp_path / "sitecustomize.py").write_text(SPY, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {"PYTHONPATH": path, "SPY_FILE": str(tmp_path / "imports.txt")}


def importers(spied: dict[str, str]) -> set[int]:
    """Return the numbers of the processes that imported TensorFlow or Keras."""
    file = Path(spied["SPY_FILE"])
    return {int(line.split()[0]) for line in file.read_text().splitlines()} if file.exists() else set()


def test_the_web_server_never_imports_tensorflow(tmp_path: Path, spied: dict[str, str]) -> None:
    with serving.running(tmp_path, env=spied) as server:
        for page in ("", *(lesson.name for lesson in LESSONS)):
            messages = serving.visit(server, page)
            assert serving.exceptions(messages) == []
        assert server.process.pid not in importers(spied)


def test_the_spy_sees_an_import(tmp_path: Path, spied: dict[str, str]) -> None:
    (tmp_path / "keras.py").write_text("", encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-c", "import keras"], env={**os.environ, **spied})
    process.wait(60)
    assert importers(spied) == {process.pid}


def test_only_named_elements_are_asked_what_they_contain() -> None:
    """`a :has(b)` is tried on every element of a page, and then each node that Plotly inserts is a question to all."""
    for path in (ROOT / "mnist_lab" / "ui").glob("*.*"):
        found = re.findall(r"(?<![\w\])]):has\(.*", path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found}"
