"""The recipe of the network that doubts: `python -m mnist_lab.engine.doubt --pen FILE`.

784-256-64-1: one sigmoid that says how much an image looks like a digit. It learns from the reader's own training
digits on one side and from letters, shapes, scribbles and two digits side by side on the other, all distorted in the
same way (this is a plain two-class classifier; the idea of showing a network what it should refuse is Hendrycks,
Mazeika, Dietterich 2019, Deep anomaly detection with outlier exposure). Its last bias is then shifted so that 0.5 lets
`ACCEPTED` of digits pass that neither network was trained on. Needs the package Hershey-Fonts. Writes `doubt.npz` and
its model card.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from mnist_lab.digits.dataset import load, sample_test_mask
from mnist_lab.digits.drawings import Drawing, load_drawings
from mnist_lab.digits.normalise import PEN, normalise_strokes
from mnist_lab.digits.strokes import Strokes
from mnist_lab.engine import nondigits
from mnist_lab.engine.distortion import Distortion
from mnist_lab.engine.recipes import HELD_OUT_WRITERS, training_set
from mnist_lab.network.pretrained import DOUBT
from mnist_lab.network.weights import Weights, load_weights, save_weights, weights_from_arrays

UNITS, ACTIVATIONS = (256, 64, 1), ("relu", "relu", "sigmoid")
ACCEPTED = 0.996
Images = NDArray[np.uint8]


def letters(count: int, seed: int, fonts: tuple[str, ...] = nondigits.FONTS) -> Images:
    """(count, 28, 28), 0-255: letters of these fonts, each varied."""
    alphabet = list(nondigits.letters(fonts))
    return _images(count, seed, lambda random: alphabet[random.integers(len(alphabet))])


def shapes(count: int, seed: int, kinds: tuple[nondigits.Shape, ...] = nondigits.SHAPES) -> Images:
    """(count, 28, 28), 0-255: shapes and scribbles of these kinds."""
    return _images(count, seed, lambda random: kinds[random.integers(len(kinds))](random))


def pairs(count: int, seed: int, drawings: Sequence[Drawing]) -> Images:
    """(count, 28, 28), 0-255: two digits side by side, of the same writer or of two."""

    def two(random: np.random.Generator) -> Strokes:
        left, right = random.integers(len(drawings), size=2)
        return nondigits.pair(drawings[left].strokes, drawings[right].strokes)

    return _images(count, seed, two)


def _images(count: int, seed: int, drawn: Callable[[np.random.Generator], Strokes]) -> Images:
    random = np.random.default_rng(seed)
    return np.stack([_image(nondigits.varied(drawn(random), random), random.uniform(1.8, 3.2)) for _ in range(count)])


def train(digits: Images, others: Images, *, epochs: int, seed: int) -> Weights:
    """The doubter after `epochs` passes over the others, beside as many digits (n, 28, 28) drawn anew in each."""
    tf.keras.utils.set_random_seed(seed)
    random, generator = np.random.default_rng(seed), tf.random.Generator.from_seed(seed)
    layers = [tf.keras.layers.Dense(units, activation) for units, activation in zip(UNITS, ACTIVATIONS, strict=True)]
    model = tf.keras.Sequential([tf.keras.Input((784,)), *layers])
    batch, steps = 256, 2 * len(others) // 256
    optimizer = tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.CosineDecay(2e-3, steps * epochs))
    optimizer.build(model.trainable_variables)
    distorted = Distortion(np.concatenate([digits, others]))

    @tf.function  # type: ignore[untyped-decorator]
    def epoch(order: tf.Tensor) -> None:
        for index in order:
            with tf.GradientTape() as tape:
                truth = tf.cast(index < len(digits), tf.float32)[:, None]
                loss = tf.reduce_mean(tf.keras.losses.binary_crossentropy(truth, model(distorted(index, generator))))
            optimizer.apply(tape.gradient(loss, model.trainable_variables))

    for _ in range(epochs):
        shown = random.choice(len(digits), len(others), replace=False)
        order = random.permutation(np.concatenate([shown, len(digits) + np.arange(len(others))]))[: steps * batch]
        epoch(tf.constant(order.reshape(steps, batch), tf.int32))
    return weights_from_arrays(model.get_weights(), ACTIVATIONS)


def calibrated(weights: Weights, digits: Images) -> Weights:
    """The same network with its last bias shifted so that 0.5 accepts `ACCEPTED` of these digits (n, 28, 28)."""
    sums = weights.forward(_flat(digits)).pre[-1][:, 0]
    arrays = [array for layer in weights.layers for array in (layer.W, layer.b)]
    arrays[-1] = arrays[-1] - np.quantile(sums, 1 - ACCEPTED)
    return weights_from_arrays(arrays, [layer.activation for layer in weights.layers])


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, calibrate, save the weights and write their card."""
    parser = argparse.ArgumentParser(prog="python -m mnist_lab.engine.doubt", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--pen", type=Path, required=True, help="pendigits-orig.tra, or the same drawings as JSON Lines"
    )
    parser.add_argument("--out", type=Path, default=DOUBT)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    digits, drawings = load(), load_drawings(options.pen)
    known, unseen = (
        [drawing for drawing in drawings if (drawing.writer in HELD_OUT_WRITERS) is held_out]
        for held_out in (False, True)
    )
    sample = digits.train_images[sample_test_mask(digits.train_images)]
    writers = np.stack([_image(drawing.strokes) for drawing in unseen])
    read = training_set(digits, drawings, options.seed).images
    others = (letters(24_000, options.seed), shapes(24_000, options.seed), pairs(12_000, options.seed, known))
    weights = train(read, np.concatenate(others), epochs=options.epochs, seed=options.seed)
    weights = calibrated(weights, np.concatenate([sample, writers]))
    save_weights(weights, options.out, dtype=np.float16)
    weights, new = load_weights(options.out), options.seed + 1
    exams = {
        "MNIST's 10,000 test digits": digits.test_images,
        "pen drawings of the six writers": writers,
        "letters of fonts never shown": letters(2_000, new, nondigits.UNSEEN_FONTS),
        "letters of known fonts, new drawings": letters(2_000, new),
        "shapes of kinds never shown (houses, fish, flowers)": shapes(2_000, new, nondigits.UNSEEN_SHAPES),
        "shapes and scribbles of known kinds, new drawings": shapes(2_000, new),
        "two digits of the six writers side by side": pairs(2_000, new, unseen),
    }
    rows = [
        f"| {name} | {(weights.predict(_flat(images))[:, 0] >= 0.5).mean():.2%} |" for name, images in exams.items()
    ]
    options.out.with_suffix(".md").write_text(
        _CARD.format(accepted=ACCEPTED, rows="\n".join(rows), **vars(options)), encoding="utf-8"
    )


def _image(strokes: Strokes, pen: float = PEN) -> NDArray[np.uint8]:
    return np.round(255 * normalise_strokes(strokes, pen=pen).image).astype(np.uint8)


def _flat(images: Images) -> NDArray[np.float32]:
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)


_CARD = """# Model card: the network that doubts

784-256-64-1, relu and sigmoid: how much a picture looks like a digit. Made by `python -m mnist_lab.engine.doubt --pen
pendigits-orig.tra` ({epochs} epochs, seed {seed}); this card was written by the same command. It learned from the
digits that the reading network learned from, and from letters (Hershey's fonts), shapes and scribbles drawn by
`mnist_lab.engine.nondigits`. Its threshold, 0.5, was set so that {accepted:.1%} of the bundled sample's 1,000 test
digits and the six unseen writers' drawings together pass.

| what it was shown | taken for a digit |
|---|---|
{rows}

It knows no people's letters, only fonts: an O is a 0 to it, and an l a 1, as they are to you.
"""
