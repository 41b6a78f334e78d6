"""The script that trains a run's network without this app: the notebook's lines, with the settings on the screen.

It draws the same first weights and takes the digits in the same order as the trainer: it prints the same numbers.
"""

from __future__ import annotations

import ast
from pathlib import Path

from mnist_lab.runs.settings import Settings

SCRATCH = Path(__file__).resolve().parents[1] / "engine" / "scratch.py"
"""The classes of the from-scratch engine: read as text, so that what is shown is what runs."""

SCRATCH_PARTS = ("NaiveDense", "NaiveSequential", "BatchGenerator", "epoch_order", "one_training_step")

OPTIMIZERS = {
    "sgd": "tf.keras.optimizers.SGD(learning_rate={rate})",
    "momentum": "tf.keras.optimizers.SGD(learning_rate={rate}, momentum=0.9)",
    "rmsprop": "tf.keras.optimizers.RMSprop(learning_rate={rate})",
    "adam": "tf.keras.optimizers.Adam(learning_rate={rate})",
}

DATA = """\
# The digits: the mnist.npz that MNIST_LAB_DATA names, or the 70,000 that Keras downloads once (11 MB).
if "MNIST_LAB_DATA" in os.environ:
    with np.load(os.environ["MNIST_LAB_DATA"]) as file:
        train_images, train_labels, test_images, test_labels = (
            file[name] for name in ("x_train", "y_train", "x_test", "y_test")
        )
else:
    (train_images, train_labels), (test_images, test_labels) = tf.keras.datasets.mnist.load_data()

train_images = train_images.reshape((len(train_images), 28 * 28)).astype("float32") / 255
test_images = test_images.reshape((len(test_images), 28 * 28)).astype("float32") / 255
"""

AGAIN = """\
train_images = train_images / 255  # once more, as if that cell had been run twice
"""

KERAS_LOOP = """\
for epoch in range({epochs}):
    order = np.random.default_rng([{seed}, epoch]).permutation(len(train_images))
    model.fit(train_images[order], train_labels[order], batch_size={batch_size}, shuffle=False, verbose=0)
    test_loss, test_acc = model.evaluate(test_images, test_labels, verbose=0)
    print(f"Epoch {{epoch + 1}}/{epochs}: test loss {{test_loss:.4f}}, test accuracy {{test_acc:.4f}}", flush=True)
"""

SCRATCH_LOOP = """\
batch_generator = BatchGenerator(train_images, train_labels, batch_size={batch_size}, seed={seed})
for epoch in range({epochs}):
    for batch_counter in range(batch_generator.num_batches):
        images_batch, labels_batch = batch_generator.next()
        loss = one_training_step(model, images_batch, labels_batch, update_weights)
    predictions = model(test_images)
    test_loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(test_labels, predictions))
    test_acc = np.mean(np.argmax(predictions, axis=1) == test_labels)
    print(f"Epoch {{epoch + 1}}/{epochs}: test loss {{test_loss:.4f}}, test accuracy {{test_acc:.4f}}", flush=True)
"""

BY_HAND = """\
learning_rate = {rate}


def update_weights(gradients, weights):
    for g, w in zip(gradients, weights):
        w.assign_sub(g * learning_rate)
"""

BY_OPTIMIZER = """\
optimizer = {optimizer}


def update_weights(gradients, weights):
    optimizer.apply_gradients(zip(gradients, weights))
"""

PATIENCE = """\
    waited = 0 if test_acc > best else waited + 1
    best = max(best, test_acc)
    if waited >= {patience}:
        break
"""


def script(settings: Settings) -> str:
    """Return a Python script that trains exactly this and prints the loss and accuracy on the test digits."""
    values = {"epochs": settings.epochs, "seed": settings.seed, "batch_size": settings.batch_size}
    data = DATA + (AGAIN if settings.divisions == 2 else "")
    before = "best, waited = -1.0, 0\n" if settings.patience is not None else ""
    after = _stop_rules(settings)
    if settings.engine == "scratch":
        imports = "import math\nimport os\n\nimport keras\nimport numpy as np\nimport tensorflow as tf\n"
        blocks = [imports, data, _scratch_classes(), _scratch_model(settings), _scratch_update(settings)]
        return "\n\n".join([*blocks, before + SCRATCH_LOOP.format(**values) + after])
    imports = "import os\n\nimport numpy as np\nimport tensorflow as tf\n"
    return "\n".join([imports, data, _keras_model(settings), before + KERAS_LOOP.format(**values) + after])


def _keras_model(settings: Settings) -> str:
    layers = ["    tf.keras.Input((28 * 28,)),"]
    for number, (units, activation) in enumerate(zip(settings.sizes[1:], settings.activations, strict=True)):
        first_weights = f"tf.keras.initializers.GlorotUniform(seed={_layer_seed(settings, number)})"
        layers.append(
            f'    tf.keras.layers.Dense({units}, activation="{activation}", kernel_initializer={first_weights}),'
        )
    return "\n".join(
        [
            "model = tf.keras.Sequential([",
            *layers,
            "])",
            "model.compile(",
            f"    optimizer={_optimizer(settings)},",
            '    loss="sparse_categorical_crossentropy",',
            '    metrics=["accuracy"],',
            ")",
            "",
        ]
    )


def _scratch_model(settings: Settings) -> str:
    functions = {name: f"tf.nn.{name}" for name in ("relu", "tanh", "sigmoid", "softmax")} | {"linear": "tf.identity"}
    steps = zip(settings.sizes, settings.sizes[1:], settings.activations, strict=False)
    layers = [
        f"    NaiveDense(input_size={inputs}, output_size={outputs}, activation={functions[activation]}, "
        f"seed={_layer_seed(settings, number)}),"
        for number, (inputs, outputs, activation) in enumerate(steps)
    ]
    return "\n".join(["model = NaiveSequential([", *layers, "])", ""])


def _scratch_update(settings: Settings) -> str:
    if settings.optimizer == "sgd":
        return BY_HAND.format(rate=settings.learning_rate)
    return BY_OPTIMIZER.format(optimizer=_optimizer(settings))


def _scratch_classes() -> str:
    """The engine's own classes and functions, without the annotations and docstrings that its readers need more."""
    tree = ast.parse(SCRATCH.read_text(encoding="utf-8"))
    named = {node.name: node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    return "\n\n\n".join(ast.unparse(_Plain().visit(named[name])) for name in SCRATCH_PARTS) + "\n"


class _Plain(ast.NodeTransformer):
    """Leaves out annotations and docstrings."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        for argument in (*node.args.args, *node.args.kwonlyargs):
            argument.annotation = None
        return self._without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._without_docstring(node)

    def _without_docstring(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        self.generic_visit(node)
        return node


def _optimizer(settings: Settings) -> str:
    return OPTIMIZERS[settings.optimizer].format(rate=settings.learning_rate)


def _layer_seed(settings: Settings, number: int) -> int:
    """The engine's `layer_seed`, which this floor cannot import; a test holds the two together."""
    return 10 * settings.seed + number


def _stop_rules(settings: Settings) -> str:
    """The lines after each epoch that end the loop early; empty without stop rules."""
    lines = ""
    if settings.target_accuracy is not None:
        lines += f"    if test_acc >= {settings.target_accuracy}:\n        break\n"
    if settings.patience is not None:
        lines += PATIENCE.format(patience=settings.patience)
    return lines
