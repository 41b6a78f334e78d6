"""Figures of the ladder read back as data: what each rung draws, colours as pictures, the film as frames."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from mnist_lab.digits.dataset import load
from mnist_lab.figures.arrays import array_text
from mnist_lab.figures.png import png_address
from mnist_lab.figures.tensors import film_figure, origin_figure, tensor_figure, tensor_view
from mnist_lab.maths.nested_lists import nested_tensor
from mnist_lab.maths.tensors import DTYPES, FILMS, FRAMES, KINDS, ladder, real_data
from mnist_lab.ui.plot import payload

IMAGES = load().train_images


def picture(address: str) -> np.ndarray:
    """The pixels of a PNG's address, read by another library."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("rank", range(5))
def test_every_value_of_a_rung_is_drawn_in_its_dtype(rank: int, dtype: str) -> None:
    tensor = ladder(IMAGES, rank, dtype=dtype)
    view = tensor_view(tensor)
    there = ~np.isnan(view.values)
    assert there.sum() == tensor.size
    where = tuple(np.moveaxis(view.layout.where[there], -1, 0))
    assert np.allclose(view.values[there], tensor.converted(tensor.source)[where])
    assert view.limits == (0, 1 if dtype.startswith("float") else 255)


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_of_a_film_one_channel_is_drawn(channel: int) -> None:
    tensor = ladder(IMAGES, 5)
    view = tensor_view(tensor, channel=channel)
    assert np.array_equal(view.values[29:57, 29:57], tensor.source[1, 1, :, :, channel])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", ["uint8", "float64"])
def test_all_digits_cost_at_most_300_kilobytes(kind: str, dtype: str) -> None:
    tensor = real_data(IMAGES, kind, dtype=dtype)
    view = tensor_view(tensor)
    assert len(payload(tensor_figure(view, tensor), alt=array_text(view))) <= 300_000


def test_vectors_are_drawn_over_their_whole_length() -> None:
    tensor = real_data(IMAGES, "vectors")
    view = tensor_view(tensor)
    assert np.array_equal(view.values[0], IMAGES[0].reshape(784))
    assert view.left_out.startswith("Drawn: ")
    assert tensor_figure(view, tensor).layout.yaxis.scaleanchor is None


def test_colour_images_stand_above_their_channels() -> None:
    tensor = ladder(IMAGES, 4)
    figure = tensor_figure(tensor_view(tensor), tensor)
    seen = next(trace for trace in figure.data if trace.type == "image")
    assert np.array_equal(picture(seen.source)[:, 29:57, :3], tensor.source[1])
    assert list(figure.layout.yaxis.ticktext) == ["x", "red", "green", "blue"]


def test_the_frames_of_the_film_are_the_frames() -> None:
    tensor = ladder(IMAGES, 5)
    figure = film_figure(tensor)
    assert len(figure.frames) == FRAMES
    for number, frame in enumerate(figure.frames):
        pixels = picture(frame.data[0].source)
        assert pixels.shape == (28, FILMS * 29 - 1, 4)
        assert np.array_equal(pixels[:, :28, :3], tensor.source[0, number])
        assert frame.name.startswith(f"x[:, {number}]")


def test_the_pixel_is_framed_in_its_digit() -> None:
    tensor = ladder(IMAGES, 0, digit=2)
    row, column = tensor.place
    line = origin_figure(tensor).data[-1]
    assert (np.nanmin(line.x), np.nanmax(line.x)) == (column - 0.5, column + 0.5)
    assert (np.nanmin(line.y), np.nanmax(line.y)) == (row - 0.5, row + 0.5)
    with pytest.raises(ValueError, match="only a pixel or a row does"):
        origin_figure(ladder(IMAGES, 2))


def test_own_numbers_are_coloured_as_numbers() -> None:
    assert tensor_view(nested_tensor("[[1, -2], [1e999, 4]]")).scale == "diverging"
    assert list(tensor_view(nested_tensor("[1e999]")).marks) == ["inf"]


@pytest.mark.parametrize("shape", [(1, 1, 3), (2, 5, 4)])
def test_a_png_is_what_another_reader_finds_in_it(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    assert np.array_equal(picture(png_address(pixels)), pixels)
