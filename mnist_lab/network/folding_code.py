"""The script that trains a network of the plane without this app: Keras, and the notebook's training step."""

from __future__ import annotations

from mnist_lab.network.folding import LOW_LOSS, MOST_STEPS, RATE, Uncrumpling

_LOOP = """\
optimizer = keras.optimizers.Adam(learning_rate={rate})


def logits():
    return model(x, training=True)[:, 0]  # above 0: class 1


@tf.function
def one_training_step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, logits()))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))


for step in range(0, {most} + 1, {every}):
    z = logits().numpy()
    loss = np.mean(np.logaddexp(0, np.where(y == 1, -z, z)))
    accuracy = np.mean((z > 0) == (y == 1))
    print(f"step {{step}}: loss {{loss:.3f}}, {{accuracy:.1%}} right", flush=True)
    if step == {most} or (accuracy == 1 and loss < {low}):
        break
    for _ in range({every}):
        one_training_step()

planes = [x]  # (200, 2) each: where the points are in every plane
for wide, flat in zip(model.layers[:-1:2], model.layers[1:-1:2]):
    planes.append(flat(wide(planes[-1])).numpy())
"""


def script(settings: Uncrumpling, *, every: int, most: int = MOST_STEPS) -> str:
    """Return a Python script that trains exactly this; it looks at the network every so many steps."""
    layers = ["    keras.Input((2,)),"]
    for number, (units, activation) in enumerate(zip(settings.sizes[1:], settings.activations, strict=True)):
        chosen = "" if activation == "none" else f'activation="{activation}", '
        drawn = f"kernel_initializer=keras.initializers.GlorotUniform(seed={10 * settings.seed + number})"
        layers.append(f"    keras.layers.Dense({units}, {chosen}{drawn}),")
    head = ["import keras", "import numpy as np", "import tensorflow as tf", "", settings.points.code, ""]
    head += ['labels = tf.constant(y, "float32")', 'x = x.astype("float32")', ""]
    loop = _LOOP.format(rate=RATE, most=most, every=every, low=LOW_LOSS)
    return "\n".join([*head, "model = keras.Sequential([", *layers, "])", loop])
