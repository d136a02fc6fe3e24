"""The LSTM teacher: its arithmetic against one written out by hand, and a pickle that may run nothing."""

import pickle

import numpy as np
import pytest

from moderation.errors import TrainingError
from moderation.training import lstm_teacher
from moderation.training.lstm_teacher import UNITS, Dense, Gates, LstmTeacher


@pytest.fixture
def teacher():
    random = np.random.default_rng(0)

    def draw(*shape):
        return random.normal(0, 0.3, shape).astype(np.float32)

    gates = [Gates(draw(50, 4 * UNITS), draw(UNITS, 4 * UNITS), draw(4 * UNITS)) for _ in range(2)]
    layers = [Dense(draw(2 * UNITS, 50), draw(50)), Dense(draw(50, 6), draw(6))]
    return LstmTeacher({"you": 1, "fool": 2}, draw(3, 50), *gates, *layers)


def by_hand(seen, gates):
    def hard(x):
        return min(max(0.2 * x + 0.5, 0.0), 1.0)

    state, said, most = np.zeros(UNITS), np.zeros(UNITS), np.full(UNITS, -np.inf)
    for step in seen:
        into = step @ gates.kernel + said @ gates.recurrent + gates.bias
        for unit in range(UNITS):
            enter, keep, value, leave = (into[unit + UNITS * gate] for gate in range(4))
            state[unit] = hard(keep) * state[unit] + hard(enter) * np.tanh(value)
            said[unit] = hard(leave) * np.tanh(state[unit])
        most = np.maximum(most, said)
    return most


def test_it_computes_what_the_layers_say(teacher):
    words = np.zeros(100, dtype=int)
    words[-2:] = [1, 2]
    seen = teacher.embedding[words]
    both = np.concatenate((by_hand(seen, teacher.forward), by_hand(seen[::-1], teacher.backward)))
    hidden = np.maximum(both @ teacher.hidden.kernel + teacher.hidden.bias, 0)
    expected = hidden @ teacher.output.kernel + teacher.output.bias
    assert teacher.log_odds(["You, unknown FOOL!"])[0] == pytest.approx(expected, abs=1e-4)


def test_no_text_gives_no_rows(teacher):
    assert teacher.log_odds([]).shape == (0, 6)


def test_a_pickle_runs_none_of_its_code(tmp_path):
    class Bad:
        def __reduce__(self):
            return (print, ("run",))

    path = tmp_path / "encoder.pkl"
    path.write_bytes(pickle.dumps(Bad()))
    with pytest.raises((TypeError, AttributeError)):  # what stands for `print` takes no words and has no tokenizer
        lstm_teacher._read_vocabulary(path)


def test_a_missing_package_is_named(monkeypatch):
    def missing(name):
        raise lstm_teacher.PackageNotFoundError(name)

    monkeypatch.setattr(lstm_teacher, "distribution", missing)
    with pytest.raises(TrainingError, match="make pretrained installs"):
        LstmTeacher.load()
