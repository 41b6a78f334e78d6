"""The inner loop of training, compiled: some batches in one call of TensorFlow, with what the page shows of each."""

from __future__ import annotations

import keras
import tensorflow as tf

from mnist_lab.engine.networks import Network
from mnist_lab.engine.resident import Resident, ink

SHOWN = 32
"""Images of a mini-batch whose answers are reported."""

LOSS_LIMIT = 1e6
"""Guessing costs log(10) = 2.3 nats. A loss a few hundred thousand times that is a run that has left for infinity."""


class CompiledSteps:
    """Training steps of one network on resident digits, as `tf.function`s.

    Attributes
    ----------
    divisions : int
        How often the training images are divided by 255.
    train : (order, first, count, command) -> (values, answers, finite)
        Some whole steps in one call.
    examine : (x, y) -> (y_pred, losses, gradients)
        Forward and backward pass of one batch, without an update.
    update : gradients ->
        What follows.
    measure : (x, labels) -> (loss, accuracy)
        On digits that are not trained on.
    """

    def __init__(self, network: Network, digits: Resident, batch_size: int, *, divisions: int = 1) -> None:
        self._network = network
        self._digits = digits
        self._batch_size = batch_size
        self.divisions = divisions
        self._command = tf.Variable(0, trainable=False, dtype=tf.int32, name="command")
        number = tf.TensorSpec([], tf.int32)
        self.train = tf.function(self._train, input_signature=[tf.TensorSpec([None], tf.int32), number, number, number])
        self.measure = tf.function(self._measure, reduce_retracing=True)
        self.examine = tf.function(self._examine, reduce_retracing=True)
        self.update = tf.function(network.update)

    def cut_short(self, command: int) -> None:
        """Let calls of `train` from before this command end after the batch they are at; any thread may say so."""
        self._command.assign(command)

    def _train(
        self, order: tf.Tensor, first: tf.Tensor, count: tf.Tensor, command: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Train batches first, first + 1, ... of an epoch's order (n,).

        It stops early, after a batch at least, if the loss leaves for infinity or a later command has come.

        Returns values (k, 3), loss, accuracy and gradient norm of each batch trained, k <= count; the answers (s, 10)
        given to the first s <= 32 images of the last one; and whether the weights are finite after it. The loss alone
        would not tell: on some processors TensorFlow's relu makes NaN to 0.
        """
        images, labels = self._digits.train
        values = tf.TensorArray(tf.float32, size=0, dynamic_size=True, element_shape=[3])
        answers = tf.zeros([0, 10])
        done = tf.constant(0)
        sound = tf.constant(True)
        current = tf.constant(True)
        while sound and current and done < count:
            tf.autograph.experimental.set_loop_options(shape_invariants=[(answers, tf.TensorShape([None, 10]))])
            start = (first + done) * self._batch_size
            picked = order[start : start + self._batch_size]
            x, y = ink(tf.gather(images, picked), divisions=self.divisions), tf.gather(labels, picked)
            y_pred, losses, gradients = self._examine(x, y)
            self.update(gradients)
            norm = tf.linalg.global_norm(gradients)
            loss = tf.reduce_mean(losses)
            values = values.write(done, tf.stack([loss, _share_right(y, y_pred), norm]))
            answers = y_pred[:SHOWN]
            sound = tf.math.is_finite(norm) and loss < LOSS_LIMIT  # NaN is not smaller than anything
            current = command >= self._command
            done += 1
        finite = tf.reduce_all([tf.math.is_finite(tf.reduce_sum(w)) for w in self._network.weights])
        return values.stack(), answers, finite

    def _examine(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, list[tf.Tensor]]:
        """Return the probabilities (n, 10) for x (n, 784), ink 0-1, each one's loss (n,), and the mean's gradients."""
        with tf.GradientTape() as tape:
            y_pred = self._network.forward(x)
            losses = keras.losses.sparse_categorical_crossentropy(y, y_pred)
            loss = tf.reduce_mean(losses)
        return y_pred, losses, tape.gradient(loss, self._network.weights)

    def _measure(self, x: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Return the mean loss (nats) and the share right on x (n, 784), ink 0-1, with labels (n,)."""
        y_pred = self._network.forward(x)
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, y_pred))
        return loss, _share_right(labels, y_pred)


def _share_right(labels: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
    answers = tf.argmax(y_pred, axis=1, output_type=tf.int32)
    return tf.reduce_mean(tf.cast(tf.equal(answers, labels), tf.float32))
