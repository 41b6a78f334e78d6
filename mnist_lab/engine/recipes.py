"""The recipe of the network that is shipped: `python -m mnist_lab.engine.recipes --pen FILE`.

The notebook's network, 784-512-10, but taught to read people who never wrote for MNIST: on MNIST's training digits
(without the 1,000 that the bundled sample tests with) and on pen drawings made into images by our own normalisation,
all of them distorted anew in every epoch. Adam, a learning rate that falls along half a cosine, and weights averaged
over the last steps. Writes `pretrained.npz` and its model card, `pretrained.md`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from mnist_lab.digits.dataset import Digits, sample_test_mask
from mnist_lab.digits.drawings import Drawing, load_drawings
from mnist_lab.digits.normalise import normalise_strokes
from mnist_lab.digits.strokes import Strokes
from mnist_lab.engine.card import Exam, model_card
from mnist_lab.engine.command import all_digits
from mnist_lab.engine.distortion import Amount, Distortion
from mnist_lab.network.evaluation import accuracy, answers
from mnist_lab.network.pretrained import PRETRAINED
from mnist_lab.network.weights import Weights, save_weights, weights_from_arrays

HELD_OUT_WRITERS = ("tr05", "tr10", "tr15", "tr20", "tr25", "tr30")
"""Every fifth of the 30: never trained on, so that they stand for people the network has not met."""

RENDERINGS = 6
"""Images made of each pen drawing, with other pens, slants and proportions."""


@dataclass(frozen=True)
class Recipe:
    """What has to be the same for the result to be the same."""

    epochs: int = 400
    pen_drawings: int = 20_000  # an epoch, beside MNIST's digits
    batch_size: int = 256
    learning_rate: float = 1e-3  # of Adam at the start; it falls to 0
    averaging: float = 0.999  # share of the old in the running mean of the weights
    seed: int = 1


@dataclass(frozen=True)
class TrainingSet:
    """Images (n, 28, 28) uint8 and labels (n,); the first `mnist` are MNIST's, the others pen drawings."""

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    mnist: int


def training_set(digits: Digits, drawings: Sequence[Drawing], seed: int) -> TrainingSet:
    """MNIST's training digits without the sample's test digits, and images of the known writers' drawings."""
    keep = ~sample_test_mask(digits.train_images)
    known = [drawing for drawing in drawings if drawing.writer not in HELD_OUT_WRITERS]
    random = np.random.default_rng(seed)
    pens = [_varied_image(drawing.strokes, random) for drawing in known for _ in range(RENDERINGS)]
    labels = np.repeat(np.array([drawing.label for drawing in known], np.uint8), RENDERINGS)
    images = np.concatenate([digits.train_images[keep], np.reshape(pens, (-1, 28, 28)).astype(np.uint8)])
    return TrainingSet(images, np.concatenate([digits.train_labels[keep], labels]), int(keep.sum()))


def _varied_image(strokes: Strokes, random: np.random.Generator) -> NDArray[np.uint8]:
    """The drawing as another hand might have made it: turned, slanted, stretched, with another pen. (28, 28), 0-255."""
    turn, slant = np.deg2rad(random.uniform(-10, 10)), random.uniform(-0.2, 0.2)
    wide = np.exp(random.uniform(-0.2, 0.2))
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    A = rotation @ np.array([[wide, slant], [0, 1]])
    image = normalise_strokes(tuple(stroke @ A.T for stroke in strokes), pen=random.uniform(1.8, 3.4)).image
    return np.round(255 * image).astype(np.uint8)


def train(data: TrainingSet, recipe: Recipe, report: Callable[[int, Weights], None]) -> Weights:
    """The network after `recipe.epochs` epochs; `report(epoch, weights)` is called every tenth."""
    tf.keras.utils.set_random_seed(recipe.seed)
    random, generator = np.random.default_rng(recipe.seed), tf.random.Generator.from_seed(recipe.seed)
    steps = (data.mnist + recipe.pen_drawings) // recipe.batch_size
    model = tf.keras.Sequential(
        [tf.keras.Input((784,)), tf.keras.layers.Dense(512, "relu"), tf.keras.layers.Dense(10, "softmax")]
    )
    schedule = tf.keras.optimizers.schedules.CosineDecay(recipe.learning_rate, steps * recipe.epochs)
    optimizer = tf.keras.optimizers.Adam(schedule)
    optimizer.build(model.trainable_variables)
    average = [tf.Variable(weight) for weight in model.trainable_variables]
    distorted, labels = Distortion(data.images), tf.constant(data.labels, tf.int32)

    @tf.function  # type: ignore[untyped-decorator]
    def epoch(order: tf.Tensor) -> None:  # (steps, batch) numbers of images
        for index in order:
            with tf.GradientTape() as tape:
                probabilities = model(distorted(index, generator))
                truth = tf.gather(labels, index)
                loss = tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(truth, probabilities))
            optimizer.apply(tape.gradient(loss, model.trainable_variables))
            for mean, weight in zip(average, model.trainable_variables, strict=True):
                mean.assign_sub((1 - recipe.averaging) * (mean - weight))

    def weights() -> Weights:
        return weights_from_arrays([mean.numpy() for mean in average], ("relu", "softmax"))

    for number in range(1, recipe.epochs + 1):
        pens = random.integers(data.mnist, len(data.images), recipe.pen_drawings)
        order = random.permutation(np.concatenate([np.arange(data.mnist), pens]))[: steps * recipe.batch_size]
        epoch(tf.constant(order.reshape(steps, recipe.batch_size), tf.int32))
        if number % 10 == 0:
            report(number, weights())
    return weights()


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, save the weights and write their card."""
    parser = argparse.ArgumentParser(prog="python -m mnist_lab.engine.recipes", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--pen", type=Path, required=True, help="pendigits-orig.tra, or the same drawings as JSON Lines"
    )
    parser.add_argument("--out", type=Path, default=PRETRAINED, help="where the weights go")
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    options = parser.parse_args(arguments)
    digits, drawings = all_digits(parser), load_drawings(options.pen)
    recipe = Recipe(epochs=options.epochs, seed=options.seed)
    exams = _exams(digits, drawings)
    start = time.monotonic()

    def report(epoch: int, weights: Weights) -> None:
        results = ", ".join(f"{e.name} {accuracy(e.labels, answers(weights, e.images)):.4f}" for e in exams[:2])
        print(f"epoch {epoch}: {results}, {time.monotonic() - start:.0f} s", flush=True)

    weights = train(training_set(digits, drawings, recipe.seed), recipe, report)
    save_weights(weights, options.out)
    settings = asdict(recipe) | {f"distortion, {name}": value for name, value in asdict(Amount()).items()}
    options.out.with_suffix(".md").write_text(model_card(weights, settings, exams), encoding="utf-8")


def _exams(digits: Digits, drawings: Sequence[Drawing]) -> tuple[Exam, ...]:
    """What the network is tested on, none of it trained on; MNIST's test digits last: in the card only."""
    sample = sample_test_mask(digits.train_images)
    unseen = [drawing for drawing in drawings if drawing.writer in HELD_OUT_WRITERS]
    images = np.stack([normalise_strokes(drawing.strokes).image for drawing in unseen])
    labels = np.array([drawing.label for drawing in unseen])
    return (
        Exam("The bundled sample's test digits", digits.train_images[sample], digits.train_labels[sample]),
        Exam("Pen drawings of six writers it never saw", images, labels, [drawing.writer for drawing in unseen]),
        Exam("MNIST's test digits", digits.test_images, digits.test_labels),
    )


if __name__ == "__main__":
    main()
