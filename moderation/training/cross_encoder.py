"""Fit the optional stronger reader of stance: an encoder as a cross-encoder, on the debates that may train it.

On one core MiniLM takes a quarter of an hour and MPNet an hour and a half (`moderation.training.starting_weights`).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score

from moderation.features.quotes import without_quotes
from moderation.models.civility import sigmoid
from moderation.models.network import Network, half_precision, libraries
from moderation.models.semantic import CLASSES, CrossEncoder, Encoder, both_ways, plain_form
from moderation.models.stance import ask
from moderation.training.debates import Debate
from moderation.training.pairs import fit_confidence, fit_nearness, fit_slope
from moderation.training.splits import fit_split

Floats = NDArray[np.float64]

BATCH: Final = 32
#: Tokens of question and comment in tuning: what is served reads twice as far, and what it learnt holds there.
TUNED_ON: Final = 128
#: A comment on something else takes no side: this share of the comments is also asked another article's question.
ELSEWHERE: Final = 0.1
#: The new layer learns so much faster than what is only tuned.
HEAD_FASTER: Final = 10.0
WARM_UP: Final = 0.06


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
        return cls(asked, texts, np.array(stances, dtype=np.int64), np.array(groups, dtype=str))

    def with_elsewhere(self, share: float = ELSEWHERE, seed: int = 0) -> "Questions":
        """Return these and a share of the comments once more, asked what another article asks: all neutral there."""
        random = np.random.default_rng(seed)
        rows = random.permutation(len(self.texts))[: round(share * len(self.texts))]
        others = random.integers(len(self.texts), size=len(rows))
        moved = [
            (row, other)
            for row, other in zip(rows.tolist(), others.tolist(), strict=True)
            if self.groups[row] != self.groups[other]
        ]
        return Questions(
            [*self.asked, *(self.asked[other] for _, other in moved)],
            [*self.texts, *(self.texts[row] for row, _ in moved)],
            np.concatenate((self.stances, np.full(len(moved), CLASSES.index("neutral")))),
            np.concatenate((self.groups, self.groups[[other for _, other in moved]])),
        )

    @property
    def labels(self) -> NDArray[np.str_]:
        """The stances by name."""
        return np.array(CLASSES)[self.stances]


def with_head(network: Network, *, seed: int = 0) -> CrossEncoder:
    """Return the network with an untrained head, the same for the same seed."""
    torch, _, _ = libraries()
    torch.manual_seed(seed)
    return CrossEncoder(
        network.encoder, network.tokenizer, torch.nn.Linear(network.encoder.config.hidden_size, len(CLASSES))
    )


def fit_cross_encoder(
    encoder: CrossEncoder,
    questions: Questions,
    *,
    epochs: int,
    rate: float,
    seed: int = 0,
    progress: Callable[[int, int, float], None] = lambda step, steps, loss: None,
) -> None:
    """Tune the network on every comment, in each epoch asked one way round or the other by chance.

    Where one of the two is but the negation of the other, the plain one is asked.

    `progress` is told the step, how many there are, and the loss.
    """
    torch, _, _ = libraries()
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    # embeddings stay as they are: most words are never read here, and theirs are a fifth to a half of all weights
    encoder.encoder.embeddings.requires_grad_(requires_grad=False)
    tuned = [weights for weights in encoder.encoder.parameters() if weights.requires_grad]
    layers = [{"params": tuned}, {"params": encoder.head.parameters()}]
    optimizer = torch.optim.AdamW(layers, weight_decay=0.01)
    steps = epochs * math.ceil(len(questions.texts) / BATCH)
    step = 0
    for _ in range(epochs):
        encoder.encoder.train()
        for tokens, truth in _batches(encoder, questions, random):
            pace = min((step + 1) / (steps * WARM_UP + 1), (steps - step) / steps)
            for group, faster in zip(optimizer.param_groups, (1.0, HEAD_FASTER), strict=True):
                group["lr"] = rate * faster * pace
            with half_precision():
                outputs = encoder.outputs(tokens)
            loss = torch.nn.functional.cross_entropy(outputs.float(), torch.tensor(truth))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tuned, 1.0)
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
        texts = [questions.texts[i] for i in rows.tolist()]
        yield encoder.tokenise([question for question, _ in chosen], texts, TUNED_ON), truth


def _asked(pair: tuple[str, str], other: bool) -> tuple[str, bool]:
    """Return what to ask, and whether that turns the answer: the plain form, else either of the two."""
    return plain_form(*pair) or (pair[int(other)], bool(other))


def calibrate(encoder: Encoder, held_out: Questions) -> dict[str, Any]:
    """Return what the manifest says of calibration, abstention and the split, fitted on articles not trained on."""
    said = both_ways(encoder, held_out.asked, held_out.texts)
    nothing = np.empty((len(said), 0))
    nearness, slope = fit_nearness(said[:, 0], nothing, held_out.labels), fit_slope(said[:, 1], held_out.labels)
    p_side, p_support = sigmoid(nearness.applied(said[:, 0], nothing)), sigmoid(slope * said[:, 1])
    confidence = fit_confidence(p_side, p_support, held_out.labels)
    split = fit_split(p_side, p_support, held_out.labels, held_out.groups, confidence)
    return {
        "side": [nearness.scale, nearness.shift],
        "which": slope,
        "confidence": asdict(confidence),
        "split": split.to_spec(),
    }


def side_accuracy(encoder: Encoder, questions: Questions) -> float:
    """Return how often the side of comments that take one is right."""
    sided = np.flatnonzero(questions.stances < 2)
    asked, texts = [questions.asked[i] for i in sided.tolist()], [questions.texts[i] for i in sided.tolist()]
    said = both_ways(encoder, asked, texts)[:, 1] <= 0
    return float(accuracy_score(questions.stances[sided], said.astype(int)))
