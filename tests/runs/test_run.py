"""Runs through a real worker: watched, steered, taken apart, lost and found again."""

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from mnist_lab.runs.pool import KEPT, UNSEEN_SECONDS, Pool, PoolFullError
from mnist_lab.runs.run import Run, RunError
from mnist_lab.runs.settings import Settings, notebook
from tests.runs.conftest import ENDLESS, WARM_SECONDS, wait_for


def trained(snapshot):
    return len(snapshot.history.loss) > 0


def test_a_run_shows_what_it_does(start, digits):
    run = start()
    seen = wait_for(run, lambda s: s.step > 60 and s.weights is not None and s.seconds_left is not None)
    assert seen.state == "running" and not seen.over
    assert seen.history.step.tolist() == list(range(1, seen.step + 1))
    assert np.isfinite(seen.history.loss).all() and (seen.history.gradient_norm > 0).all()
    assert seen.history.held_out.step[:1].tolist() == [36]
    assert (seen.epoch, seen.batch) == divmod(seen.step, 250) and seen.batches_per_epoch == 250
    assert seen.images_per_second > 0 and seen.seconds_left > 0
    assert seen.minibatch.indices.shape == (16,) and seen.minibatch.predictions.shape == (16, 10)
    assert digits.train_images[seen.minibatch.indices].shape == (16, 28, 28)
    assert seen.weights.predict(np.zeros((1, 784), np.float32)).shape == (1, 10)
    assert [layer.W.shape for layer in seen.weights.layers] == [(784, 32), (32, 10)]


def test_a_snapshot_does_not_change_while_the_run_goes_on(start):
    run = start()
    early = wait_for(run, trained)
    count = len(early.history.loss)
    wait_for(run, lambda s: s.step > early.step + 50)
    assert len(early.history.loss) == count
    with pytest.raises(dataclasses.FrozenInstanceError):
        early.step = 0


def test_pause_holds_resume_goes_on_stop_ends(start):
    run = start()
    wait_for(run, trained)
    run.pause()
    paused = run.snapshot()
    assert paused.state == "paused"
    run.resume()
    wait_for(run, lambda s: s.step > paused.step)
    run.stop()
    stopped = run.snapshot()
    assert stopped.state == "stopped" and stopped.over and "keeps what it has learned" in stopped.message
    assert stopped.weights is not None
    assert stopped.history.step[-1] == stopped.step
    run.resume()
    run.pause()
    run.stop()
    assert run.snapshot().state == "stopped"


def test_after_a_pause_no_batch_is_trained(start):
    paused, other = start(), start()
    wait_for(paused, trained)
    paused.pause()
    step = paused.snapshot().step
    before = wait_for(other, trained).step
    wait_for(other, lambda s: s.step > before + 100)  # the worker went on; the paused run did not
    assert paused.snapshot().step == step


def test_commands_are_obeyed_fast(start):
    run = start()
    wait_for(run, lambda s: s.step > 100)
    began = time.perf_counter()
    run.pause()
    taken = time.perf_counter() - began
    assert run.snapshot().state == "paused"
    assert taken < 2.0  # a bound that a busy machine keeps too; the benchmark measures the 0.1 s


def test_a_command_cuts_short_what_is_under_way(start, monkeypatch):
    monkeypatch.setattr("mnist_lab.runs.driver.CHUNK_SECONDS", 60)  # a chunk is twice as long as the one before it
    run = start()
    before = wait_for(run, lambda s: s.step > 4000).step
    run.pause()
    assert run.snapshot().step - before < 2000


def test_a_run_that_is_over_leaves_nothing_in_the_worker(start, pool):
    run = start()
    wait_for(run, trained)
    tasks = pool.workers._cluster.scheduler.tasks
    assert any(name.startswith("TrainerActor") for name in tasks)
    run.stop()
    deadline = time.monotonic() + 30
    while any(name.startswith("TrainerActor") for name in tasks) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(name.startswith("TrainerActor") for name in tasks)


def test_a_step_is_one_batch(start):
    run = start()
    wait_for(run, trained)
    run.pause()
    step = run.snapshot().step
    for more in (1, 2, 3):
        run.step()
        assert run.snapshot().step == step + more
    assert run.snapshot().state == "paused"
    with pytest.raises(RunError, match="over"):
        run.stop()
        run.step()


@pytest.mark.parametrize(("engine", "rate"), [("keras", 0.1), ("scratch", 0.001)])
def test_a_slow_step_tells_every_number_and_is_the_step_itself(engine, rate, start, digits):
    run = start(dataclasses.replace(ENDLESS, engine=engine, optimizer="sgd", learning_rate=rate))
    wait_for(run, trained)
    run.pause()
    before = run.snapshot().step
    slow = run.slow_step()
    after = run.snapshot()
    assert slow.step == after.step == before + 1 and after.state == "paused"
    x = digits.train_images[slow.indices].reshape(-1, 784).astype("float32") / 255
    assert np.array_equal(slow.images, x) and np.array_equal(slow.labels, digits.train_labels[slow.indices])
    np.testing.assert_allclose(slow.activations[0], np.maximum(slow.pre[0], 0), atol=1e-6)
    np.testing.assert_allclose(slow.activations[-1], slow.probabilities, atol=1e-5)
    np.testing.assert_allclose(slow.losses, -np.log(slow.probabilities[np.arange(16), slow.labels]), atol=1e-4)
    assert slow.loss == pytest.approx(slow.losses.mean(), abs=1e-5) == after.history.loss[-1]
    np.testing.assert_allclose(slow.update_images, -rate * slow.gradient_images, atol=1e-5)  # plain descent
    assert slow.loss_after < slow.loss
    assert slow.names == ("W1", "b1", "W2", "b2") and len(slow.gradient_norms) == 4
    assert after.history.gradient_norm[-1] == pytest.approx(slow.gradient_norm, rel=1e-5)
    now = after.weights.layers[0].W[:, :32].T
    np.testing.assert_allclose(now, slow.weight_images + slow.update_images, atol=1e-6)


def test_the_parts_of_a_slow_step_are_the_notebooks_lines(start):
    run = start(notebook("scratch"))
    slow = run.slow_step()
    lines = slow.code.splitlines()
    told = {part.name: "\n".join(lines[part.lines[0] - 1 : part.lines[1]]) for part in slow.parts}
    assert list(told) == ["batch", "forward", "loss", "gradients", "update", "new loss"]
    assert "batch_generator.next()" in told["batch"]
    assert "predictions = model(images_batch)" in told["forward"]
    assert "per_sample_losses = " in told["loss"] and "average_loss = " in told["loss"]
    assert told["gradients"] == "gradients = tape.gradient(average_loss, model.weights)"
    assert told["update"] == "update_weights(gradients, model.weights)"
    assert "new_loss = " in told["new loss"]
    assert [part.lines[0] for part in slow.parts][1:] == [part.lines[1] + 1 for part in slow.parts][:-1]


def test_a_run_that_diverges_says_why_and_keeps_weights_that_are_numbers(start):
    run = start(Settings(hidden=(32,), learning_rate=1e6))
    seen = wait_for(run, lambda s: s.over)
    assert seen.state == "diverged" and "Try a learning rate of 0.001" in seen.message
    assert seen.weights is None or np.isfinite(seen.weights.layers[0].W).all()


def test_a_run_comes_to_its_end(start, digits):
    run = start(Settings(hidden=(16,), epochs=2))
    seen = wait_for(run, lambda s: s.over)
    assert seen.state == "finished" and seen.epoch == 2 and seen.step == 2 * 32
    assert seen.seconds_left is None or seen.seconds_left == 0
    right = seen.weights.predict(digits.test_images.reshape(-1, 784) / np.float32(255)).argmax(1) == digits.test_labels
    assert f"{right.mean():.2%} of the held-out digits are right" in seen.message
    assert seen.history.held_out.accuracy[-1] == pytest.approx(right.mean(), abs=1e-6)


def test_four_train_and_the_fifth_waits_its_turn(start):
    at_work = [start() for _ in range(4)]
    fifth, sixth = start(), start()
    for run in at_work:
        wait_for(run, trained)
    waiting = wait_for(fifth, lambda s: s.state == "waiting")
    assert waiting.place == 1 and waiting.message == "Number 1 in line: 4 runs train at a time."
    assert wait_for(sixth, lambda s: s.state == "waiting").place == 2
    assert waiting.step == 0
    at_work[2].pause()  # a pause gives the place to the next
    wait_for(fifth, trained)
    assert wait_for(sixth, lambda s: s.place == 1).state == "waiting"
    at_work[2].resume()  # and coming back means standing in line
    assert wait_for(at_work[2], lambda s: s.state == "waiting").place == 2
    sixth.stop()
    assert sixth.snapshot().state == "stopped"


def test_two_owners_never_meet(start, pool):
    mine, theirs = start(), start()
    wait_for(mine, trained)
    wait_for(theirs, trained)
    assert pool.find(mine.id) is mine and pool.find(theirs.id) is theirs
    assert pool.find("guessed") is None and pool.find("") is None
    assert len(mine.id) >= 20 and mine.id != theirs.id
    mine.stop()
    assert theirs.snapshot().state == "running"


def test_equal_settings_give_equal_numbers_also_side_by_side(start):
    settings = Settings(hidden=(16,), epochs=1, seed=5)
    one, other = (wait_for(run, lambda s: s.over) for run in (start(settings), start(settings)))
    np.testing.assert_allclose(one.history.loss, other.history.loss, atol=1e-6)
    np.testing.assert_allclose(one.weights.layers[0].W, other.weights.layers[0].W, atol=1e-6)


def test_a_run_that_nobody_looks_at_ends_after_ten_minutes(pool, start, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(pool, "clock", lambda: now[0])
    unseen, watched = start(), start()
    wait_for(unseen, trained)
    wait_for(watched, trained)
    now[0] = UNSEEN_SECONDS
    watched.snapshot()
    pool.end_unseen()
    assert unseen.ending is None
    now[0] = UNSEEN_SECONDS + 1
    pool.end_unseen()
    assert unseen.ending.kind == "stopped" and "nobody had looked at it" in unseen.ending.sentence
    assert unseen.snapshot().weights is not None
    assert watched.snapshot().state == "running"


def test_the_server_keeps_a_bounded_number_of_runs(pool, start, monkeypatch):
    monkeypatch.setattr("mnist_lab.runs.pool.KEPT", len(pool._runs) + 1)
    first = start()
    wait_for(first, trained)
    for old in list(pool._runs.values()):
        if old is not first and old.ending is not None:
            old.last_seen = -1.0
    second = start()  # makes room by forgetting a run that is over
    assert pool.find(first.id) is first and pool.find(second.id) is second
    assert KEPT > 4
    monkeypatch.setattr("mnist_lab.runs.pool.KEPT", 2)
    monkeypatch.setattr(pool, "_runs", {run.id: run for run in (first, second)})
    with pytest.raises(PoolFullError, match="2 runs are under way or in line already"):
        pool.start(ENDLESS)


def test_a_worker_killed_in_the_middle_is_replaced_and_the_run_goes_on(pool, start):
    run, other = start(), start(Settings(hidden=(32,), batch_size=16, epochs=100, engine="scratch"))
    seen = wait_for(run, lambda s: s.step > 50 and s.weights is not None)
    wait_for(other, trained)
    other.pause()
    os.kill(pool.workers.process.pid, signal.SIGKILL)
    lost = wait_for(run, lambda s: s.state == "starting")
    assert "worker" in lost.message
    again = wait_for(run, lambda s: s.state == "running", WARM_SECONDS)
    assert again.message.startswith("The worker was lost at batch ") and "trained again" in again.message
    further = wait_for(run, lambda s: s.step > seen.step + 100)
    assert further.history.step.tolist() == list(range(1, further.step + 1))
    paused = other.snapshot()
    assert paused.state == "paused" and paused.weights is not None
    other.resume()
    resumed = wait_for(other, lambda s: s.state == "running")
    assert resumed.message == (
        f"The worker was lost at batch {paused.step}. Another goes on from batch {paused.step}: nothing was lost."
    )
    further = wait_for(other, lambda s: s.step > paused.step)
    assert further.history.step.tolist() == list(range(1, further.step + 1))


@pytest.mark.slow
def test_the_numbers_after_a_lost_worker_are_those_of_an_undisturbed_run(pool, start):
    settings = dataclasses.replace(ENDLESS, epochs=4, optimizer="adam")
    disturbed = start(settings)
    wait_for(disturbed, lambda s: s.step > 50 and s.weights is not None)
    os.kill(pool.workers.process.pid, signal.SIGKILL)
    assert pool.changed is disturbed.office.changed
    end = wait_for(disturbed, lambda s: s.over, WARM_SECONDS)
    undisturbed = wait_for(start(settings), lambda s: s.over)
    np.testing.assert_allclose(end.history.loss, undisturbed.history.loss, atol=1e-4)
    np.testing.assert_allclose(end.weights.layers[0].W, undisturbed.weights.layers[0].W, atol=1e-4)


def test_many_watchers_do_not_disturb(start):
    run = start()
    wait_for(run, trained)
    counts: list[int] = []

    def watch() -> None:
        for _ in range(200):
            seen = run.snapshot()
            assert len(seen.history.loss) == seen.step
            counts.append(seen.step)

    watchers = [threading.Thread(target=watch) for _ in range(8)]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    assert len(counts) == 1600


def test_an_engine_that_fails_is_told(pool, digits, start, monkeypatch):
    broken = dataclasses.replace(digits, train_images=digits.train_images[:, :27])
    with monkeypatch.context() as patch:
        patch.setattr(pool, "_digits", lambda: broken)
        run = start()
    seen = wait_for(run, lambda s: s.over)
    assert seen.state == "failed" and seen.message.startswith("The run cannot go on: ")


def test_the_constructor_returns_at_once_and_warms_in_the_background(digits):
    began = time.perf_counter()
    pool = Pool(lambda: digits)
    assert time.perf_counter() - began < 0.5
    try:
        assert pool.state in {"starting", "warming up"} and pool.message
        run: Run = pool.start(ENDLESS)
        assert run.snapshot().state == "starting" and run.snapshot().message
        run.stop()  # also before there is any worker
        assert run.snapshot().state == "stopped"
        with pytest.raises(RunError, match="nothing to save"):
            run.keras_file()
    finally:
        pool.close()
    with pytest.raises(PoolFullError, match="closing"):
        pool.start(ENDLESS)


@pytest.mark.parametrize("engine", ["keras", pytest.param("scratch", marks=pytest.mark.slow)])
def test_a_stopped_run_becomes_a_keras_file(engine, start, tmp_path, digits):
    run = start(dataclasses.replace(ENDLESS, engine=engine))
    wait_for(run, trained)
    run.stop()
    path = tmp_path / "network.keras"
    path.write_bytes(run.keras_file())
    # In a process of its own: this one stands for the web server, where TensorFlow must not be.
    x = digits.test_images[:50].reshape(-1, 784).astype("float32") / 255
    np.save(tmp_path / "x.npy", x)
    code = (
        "import keras, numpy as np; m = keras.models.load_model('network.keras'); "
        "np.save('y.npy', m.predict(np.load('x.npy'), verbose=0))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), run.snapshot().weights.predict(x), atol=1e-5)
