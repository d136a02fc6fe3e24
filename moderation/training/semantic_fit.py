"""Make the folder of the stronger scorers: sentences for relevance, a cross-encoder for stance, written in one step."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from moderation.errors import TrainingError
from moderation.models import semantic
from moderation.models.bundle import file_digest
from moderation.models.model import Model
from moderation.models.relevance import Answer
from moderation.models.semantic import CrossEncoder
from moderation.models.semantic_relevance import SentenceVectors
from moderation.training.cross_encoder import Questions, calibrate, fit_cross_encoder, side_accuracy, with_head
from moderation.training.data import articles_of, read_dataset
from moderation.training.debates import of_dataset, permitted_debates
from moderation.training.relevance import fit_sentences, write_sentences
from moderation.training.starting_weights import STARTS, load_start


class Made(NamedTuple):
    """The manifest, and how often the side of comments under held-out articles is found."""

    manifest: dict[str, Any]
    side_accuracy: float


def fit_semantic(
    data: Path,
    corpora: Path,
    light: Model,
    output: Path,
    *,
    start: str,
    seed: int = 0,
    progress: Callable[[int, int, float], None] = lambda step, steps, loss: None,
) -> Made:
    """Fit both from the encoder `start`; `output` is replaced only when everything has succeeded.

    `light` is the served model, which relevance stands beside. `progress` is told the step of tuning, how many there
    are, and the loss. Raises `DataError` and `TrainingError`.
    """
    dataset = read_dataset(data)
    debates = [of_dataset(dataset, "train"), *permitted_debates(data, corpora)]
    frame = dataset.split("train", "dev")
    on_topic = frame["on_topic"].fillna(1).to_numpy()
    held_out = Questions.of([of_dataset(dataset, "dev")])
    # what can fail fails before the tuning, which takes an hour
    _check_enough(held_out)
    sentences = fit_sentences(
        load_start(start), light.relevance, frame["text"].tolist(), articles_of(dataset, frame), on_topic, seed
    )
    questions, encoder = Questions.of(debates), with_head(load_start(start), seed=seed)
    settings = STARTS[start]
    fit_cross_encoder(
        encoder, questions.with_elsewhere(), epochs=settings.epochs, rate=settings.rate, seed=seed, progress=progress
    )
    about = {"start": start, "trained_on": {"comments": len(questions.texts)}, "beside": light.version}
    manifest = write(encoder, held_out, sentences, output, about)
    return Made(manifest, side_accuracy(encoder, Questions.of([of_dataset(dataset, "test")])))


def _check_enough(held_out: Questions) -> None:
    sides = {"support", "oppose"} & set(held_out.labels.tolist())
    if len(sides) < 2:
        raise TrainingError(
            "the semantic scorer is calibrated on articles of the split dev: it needs comments there that support and "
            f"that oppose, and there are {' and '.join(sorted(sides)) or 'none'}"
        )


def write(
    encoder: CrossEncoder,
    held_out: Questions,
    sentences: tuple[SentenceVectors, Answer],
    output: Path,
    about: dict[str, Any],
) -> dict[str, Any]:
    """Calibrate on articles that training did not see, write the folder, return its manifest."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as temporary:
        folder = Path(temporary) / "semantic"
        encoder.save(folder)
        fitted = {**calibrate(encoder, held_out), "relevance": write_sentences(folder, *sentences)}
        written = sorted(path for path in folder.rglob("*") if path.is_file())
        files = {path.relative_to(folder).as_posix(): file_digest(path) for path in written}
        version = hashlib.sha256(json.dumps([fitted, files], sort_keys=True).encode()).hexdigest()[:12]
        manifest = {"format": semantic.FORMAT, "version": version, **about, **fitted, "files": files}
        (folder / semantic.MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        if output.exists():
            shutil.rmtree(output)
        folder.rename(output)
    return manifest
