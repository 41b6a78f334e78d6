"""How fast a run trains, with all that the page shows of it: `python -m tests.benchmarks.training`.

One epoch of 60,000 digits in batches of 128, 784-512-10, RMSprop: our trainer with all live metrics on, Keras's
`model.fit(verbose=0)` on the same digits, and the bare matrix products of that epoch in NumPy. They alternate in one
process, after a round that does not count, so that all three see the same machine. The last line is read by tools:

    fit/ours 2.71 ours/products 2.10

With --worker: through a Dask worker against in process. With --four: four runs at once against one; the fifth waits.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from mnist_lab.runs.records import TrainingDigits
from mnist_lab.runs.settings import Settings, until_look
from tests.conftest import mnist_file

BATCH = 128
LONG = Settings(epochs=100)


def full_digits() -> TrainingDigits:
    """Return all 70,000 digits."""
    path = mnist_file()
    if path is None:
        raise SystemExit("This benchmark needs the 70,000 digits: set MNIST_LAB_DATA to an mnist.npz.")
    with np.load(path) as file:
        return TrainingDigits(*(file[name] for name in ("x_train", "y_train", "x_test", "y_test")))


def our_epoch(digits: TrainingDigits) -> Callable[[], None]:
    """Return one epoch of our trainer, a call from look to look at held-out digits.

    A page asks for parts of that where it takes longer than a pause may take to be obeyed (`runs/driver.py`).
    """
    from mnist_lab.engine.trainer import Trainer

    trainer = Trainer(LONG, digits)
    trainer.advance(1)
    trainer.advance(trainer.batches_per_epoch - 1)

    def epoch() -> None:
        end = trainer.step + trainer.batches_per_epoch
        while trainer.step < end:
            chunk = trainer.advance(until_look(trainer.step % trainer.batches_per_epoch, trainer.batches_per_epoch))
            assert len(chunk.values) and chunk.minibatch is not None

    return epoch


def fit_epoch(digits: TrainingDigits) -> Callable[[], None]:
    """Return one epoch of `model.fit`, on the notebook's float32 images."""
    from mnist_lab.engine.keras_model import keras_model

    model = keras_model(LONG)
    x = digits.train_images.reshape(-1, 784).astype("float32") / 255
    y = digits.train_labels
    model.fit(x[: 2 * BATCH], y[: 2 * BATCH], batch_size=BATCH, verbose=0)

    def epoch() -> None:
        model.fit(x, y, epochs=1, batch_size=BATCH, verbose=0)

    return epoch


def product_epoch(digits: TrainingDigits) -> Callable[[], None]:
    """Return the five matrix products of each training step of an epoch, and nothing else."""
    x = digits.train_images.reshape(-1, 784).astype("float32") / 255
    rng = np.random.default_rng(0)
    W1, W2 = rng.random((784, 512), dtype="float32"), rng.random((512, 10), dtype="float32")

    def epoch() -> None:
        for start in range(0, len(x), BATCH):
            batch = x[start : start + BATCH]
            h = batch @ W1
            y = h @ W2
            h.T @ y
            dh = y @ W2.T
            batch.T @ dh

    return epoch


def medians(rounds: int, epochs: dict[str, Callable[[], float | None]]) -> dict[str, float]:
    """Run all of them in turn, so many times, and return the median seconds of each; the first round does not count.

    Whoever knows better than the clock around it how long its epoch took returns the seconds.
    """
    seconds: dict[str, list[float]] = {name: [] for name in epochs}
    for number in range(rounds + 1):
        for name, epoch in epochs.items():
            began = time.perf_counter()
            told = epoch()
            if number:
                seconds[name].append(told or time.perf_counter() - began)
        if number:
            print("  ".join(f"{name} {values[-1]:.2f} s" for name, values in seconds.items()), flush=True)
    return {name: statistics.median(values) for name, values in seconds.items()}


def in_process(rounds: int) -> None:
    """Compare the trainer with `model.fit` and with the bare products."""
    digits = full_digits()
    epochs: dict[str, Callable[[], float | None]] = {
        "ours": our_epoch(digits),
        "fit": fit_epoch(digits),
        "products": product_epoch(digits),
    }
    taken = medians(rounds, epochs)
    print("median: " + "  ".join(f"{name} {value:.2f} s" for name, value in taken.items()))
    print(f"fit/ours {taken['fit'] / taken['ours']:.2f} ours/products {taken['ours'] / taken['products']:.2f}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--worker", action="store_true", help="through a Dask worker against in process")
    parser.add_argument("--four", action="store_true", help="four runs at once against one")
    options = parser.parse_args()
    if options.worker or options.four:
        from tests.benchmarks.training_runs import four_at_once, through_a_worker

        (through_a_worker if options.worker else four_at_once)(options.rounds)
    else:
        in_process(options.rounds)


if __name__ == "__main__":
    main()
