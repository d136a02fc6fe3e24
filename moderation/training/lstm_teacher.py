"""Read tox-block's weights and run them: a bidirectional LSTM trained on all of Jigsaw's 2018 data (MIT).

tox-block itself needs TensorFlow. Its network is small enough to be run by numpy: embedding (20,000 words, 50), an LSTM
of 50 units each way, the maximum over time, two dense layers, six outputs
(https://github.com/Pascal-Bliem/tox-block, `model/lstm_multi_label.py`).
"""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from moderation.errors import TrainingError

Floats = NDArray[np.float32]

#: Its outputs, in our words.
CLASSES: Final = ("toxicity", "severe_toxicity", "profanity", "threat", "insult", "identity_attack")
UNITS: Final = 50
LONGEST: Final = 100
MOST_WORDS: Final = 20_000
BATCH: Final = 512
_DROPPED: Final = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n', " "))


class Gates(NamedTuple):
    """One direction of the LSTM: weights of the input (50, 200), of the last output (50, 200), and biases (200,)."""

    kernel: Floats
    recurrent: Floats
    bias: Floats


class Dense(NamedTuple):
    """A layer: weights (inputs, outputs) and biases."""

    kernel: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class LstmTeacher:
    """The network and its vocabulary (word to row of the embedding; 0 pads)."""

    vocabulary: Mapping[str, int]
    embedding: Floats
    forward: Gates
    backward: Gates
    hidden: Dense
    output: Dense

    @classmethod
    def load(cls) -> Self:
        """Read the installed package's files. Raises `TrainingError` where it is not installed."""
        try:
            import h5py  # noqa: PLC0415  # only `make pretrained` needs it

            package = distribution("tox-block")
        except (ImportError, PackageNotFoundError) as error:
            raise TrainingError("a teacher is missing: make pretrained installs tox-block and h5py") from error
        folder = Path(str(package.locate_file("tox_block/trained_models")))
        with h5py.File(folder / f"lstm_model_{package.version}.h5") as file:
            weights = file["model_weights"]
            ways = [f"bidirectional/bidirectional/{way}_lstm" for way in ("forward", "backward")]
            forward, backward = (
                Gates(*(weights[f"{way}/{name}:0"][()] for name in ("kernel", "recurrent_kernel", "bias")))
                for way in ways
            )
            hidden, output = (
                Dense(*(weights[f"{name}/{name}/{part}:0"][()] for part in ("kernel", "bias")))
                for name in ("dense", "dense_1")
            )
            embedding = weights["embedding/embedding/embeddings:0"][()]
        vocabulary = _read_vocabulary(folder / f"encoder_{package.version}.pkl")
        return cls(vocabulary, embedding, forward, backward, hidden, output)

    def log_odds(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the log-odds of each class, shape (texts, 6), in the order of `CLASSES`."""
        found = [self._run(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return np.concatenate([np.empty((0, len(CLASSES))), *found])

    def _run(self, texts: Sequence[str]) -> Floats:
        words = np.zeros((len(texts), LONGEST), dtype=np.int64)
        for row, text in enumerate(texts):
            known = [self.vocabulary.get(w, MOST_WORDS) for w in text.lower().translate(_DROPPED).split(" ") if w]
            known = [w for w in known if w < MOST_WORDS][-LONGEST:]
            words[row, LONGEST - len(known) :] = known
        seen = self.embedding[words]
        both = np.hstack((_most(seen, self.forward), _most(seen[:, ::-1], self.backward)))
        hidden = np.maximum(both @ self.hidden.kernel + self.hidden.bias, 0)
        return np.asarray(hidden @ self.output.kernel + self.output.bias)


def _most(seen: Floats, gates: Gates) -> Floats:
    """Run the LSTM over time, axis 1, and return the largest output of each unit, shape (texts, units)."""
    state = np.zeros((len(seen), UNITS), dtype=np.float32)
    said, most = state, np.full_like(state, -np.inf)
    for step in range(seen.shape[1]):
        into = seen[:, step] @ gates.kernel + said @ gates.recurrent + gates.bias
        enter, keep, value, leave = np.split(into, 4, axis=1)
        state = _hard(keep) * state + _hard(enter) * np.tanh(value)
        said = _hard(leave) * np.tanh(state)
        most = np.maximum(most, said)
    return most


def _hard(values: Floats) -> Floats:
    """Return Keras's hard sigmoid."""
    return np.asarray(np.clip(0.2 * values + 0.5, 0, 1))


class _Anything:
    """Stands for every class in the pickle: only its attributes are wanted."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


class _Attributes(pickle.Unpickler):
    """Reads a pickle without running any of its code: no class is looked up but the standard dictionaries."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in {("collections", "OrderedDict"), ("collections", "defaultdict"), ("builtins", "int")}:
            return super().find_class(module, name)
        return _Anything


def _read_vocabulary(path: Path) -> dict[str, int]:
    with path.open("rb") as file:
        encoder = _Attributes(file).load()
    return {word: row for word, row in encoder.tokenizer.word_index.items() if row < MOST_WORDS}
