"""An optional stronger reader of stance: a small transformer that reads proposition and comment together.

It takes the place of the light model's log-odds (`pip install .[semantic]`, `MODERATION_SEMANTIC`), and nothing else:
what is asked, what is quoted, abstention and what an article learns from its labels stay as they are. A comment is
asked about the proposition and about its opposite, and the mean is taken, or about the plain one where one is but the
negation of the other, so that asking the other way round gives the opposite answer whatever the network says. It reads
5 to 25 comments a second on one core (MPNet; MiniLM 20 to 100).
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from moderation.errors import BundleError
from moderation.features.proposition import negate
from moderation.features.quotes import without_quotes
from moderation.models.bundle import Bundle, file_digest
from moderation.models.network import Network, libraries, read_network
from moderation.models.relevance import Answer
from moderation.models.semantic_relevance import SentenceVectors, load_sentences
from moderation.models.split import SplitModel
from moderation.models.stance import Asked, Confidence, Features, Logits, StanceModel

Floats = NDArray[np.float64]

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
_HEAD: Final = "head."
#: The order of the network's outputs.
CLASSES: Final = ("support", "oppose", "neutral")
#: So many answers are kept: reading one takes a hundredth of a second.
REMEMBERED: Final = 8192


class Encoder(Protocol):
    """What is needed of a network."""

    def read(self, questions: Sequence[str], texts: Sequence[str], /) -> Floats:
        """Return the outputs for each question with its comment, shape (texts, 3), in the order of `CLASSES`."""


class CrossEncoder(Network):
    """A network that reads question and comment together: three outputs on the mean of all tokens. Not calibrated."""

    #: Some 200 words: what a comment argues is often at its end.
    longest: ClassVar[int] = 256

    def __init__(self, encoder: Any, tokenizer: Any, head: Any) -> None:
        super().__init__(encoder, tokenizer)
        self.head = head

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote. Raises `BundleError` where the extra is not installed."""
        encoder, tokenizer, further = read_network(folder)
        head = libraries()[0].nn.Linear(encoder.config.hidden_size, len(CLASSES))
        head.load_state_dict({name.removeprefix(_HEAD): weights for name, weights in further.items()})
        return cls(encoder, tokenizer, head)

    @property
    def width(self) -> int:
        """How many numbers a pair becomes."""
        return len(CLASSES)

    def tensors(self) -> dict[str, Any]:
        """Return all weights by name."""
        return super().tensors() | {f"{_HEAD}{name}": weights for name, weights in self.head.state_dict().items()}

    def outputs(self, tokens: Any) -> Any:
        """Return a tensor of shape (texts, 3), in the order of `CLASSES`."""
        return self.head(super().outputs(tokens))


def plain_form(proposition: str, opposite: str) -> tuple[str, bool] | None:
    """Return what to ask where one of the two is a mere negation of the other, and whether that turns the answer.

    None where each is said in words of its own. Networks of this size read "not" badly: tuned and asked with negations
    too, MiniLM finds .67 of ibm30k's sides, and .86 without.

    >>> plain_form("Zoos should not be banned.", "Zoos should be banned.")
    ('Zoos should be banned.', True)
    >>> plain_form("Zoos should close.", "Zoos should stay open.") is None
    True
    """
    if opposite != negate(proposition) and proposition != negate(opposite):
        return None
    question = min(proposition, opposite, key=lambda text: (len(text), text))
    return question, question != proposition


def both_ways(encoder: Encoder, asked: Sequence[tuple[str, str]], texts: Sequence[str]) -> Floats:
    """Return log-odds (side, support given a side) for each text, shape (texts, 2).

    `asked` has proposition and opposite; swapped, the second column changes its sign and the first stays as it is.
    Where one merely negates the other the plain form is asked, else both are, and the mean is taken.
    """
    if not texts:
        return np.empty((0, 2))
    plain = [plain_form(*pair) for pair in asked]
    said = encoder.read([pair[0] if form is None else form[0] for pair, form in zip(asked, plain, strict=True)], texts)
    turned = [row for row, form in enumerate(plain) if form is not None and form[1]]
    said[turned] = said[turned][:, [1, 0, 2]]
    if both := [row for row, form in enumerate(plain) if form is None]:
        there = encoder.read([asked[row][1] for row in both], [texts[row] for row in both])
        said[both] = (said[both] + there[:, [1, 0, 2]]) / 2
    support, oppose, neutral = said.T
    return np.column_stack((np.logaddexp(support, oppose) - neutral, support - oppose))


class SemanticReader:
    """A fitted network with its calibration: scale and shift of both log-odds, confidence, and the split's errors.

    `sentences` are what relevance compares, where the folder has them.
    """

    def __init__(
        self, encoder: Encoder, manifest: dict[str, Any], sentences: tuple[SentenceVectors, Answer] | None = None
    ) -> None:
        self._encoder, self.sentences = encoder, sentences
        self.version = str(manifest["version"])
        self._side = tuple(map(float, manifest["side"]))
        self._which = float(manifest["which"])
        self.confidence = Confidence(**manifest["confidence"])
        self.split = SplitModel.from_spec(manifest["split"])

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read and verify the folder that `moderation semantic fit` wrote. Raises `BundleError`."""
        manifest = read_manifest(folder)  # first: nothing is read that was not verified
        spec = manifest.get("relevance")
        return cls(CrossEncoder.load(folder), manifest, None if spec is None else load_sentences(folder, spec))

    def log_odds(self, asked: Sequence[tuple[str, str]], texts: Sequence[str]) -> Floats:
        """Return calibrated log-odds of taking a side and of support given a side, shape (texts, 2)."""
        scale, shift = self._side
        return both_ways(self._encoder, asked, texts) * [scale, self._which] + [shift, 0.0]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest and check every file that it names. Raises `BundleError`."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise BundleError(f"{folder}: format {manifest['format']!r} is not {FORMAT}: fit it again")
        for name, expected in manifest["files"].items():
            if file_digest(folder / name) != expected:
                raise BundleError(f"{folder / name} is not what the manifest says: fit it again")
    except (OSError, ValueError, KeyError) as error:
        raise BundleError(
            f"{folder} is no semantic scorer ({error}): make one with `moderation semantic fit`"
        ) from error
    return manifest


class SemanticStance(StanceModel):
    """The light model with the reader's log-odds in place of its own."""

    def __init__(self, bundle: Bundle, reader: SemanticReader) -> None:
        super().__init__(bundle)
        self.confidence = reader.confidence
        # a page of an article asks for the same comments again and again
        self._said = lru_cache(maxsize=REMEMBERED)(
            lambda proposition, opposite, own: Logits(*reader.log_odds([(proposition, opposite)], [own])[0].tolist())
        )

    def read(self, text: str, asked: Asked) -> Features | None:
        """Read as the light model does, and let the network read the same words."""
        features = super().read(text, asked)
        if features is None:
            return None
        own = without_quotes(text, asked.text)
        return features._replace(said=self._said(asked.proposition, asked.opposite, own))

    def logits(self, features: Features, question: Any) -> Logits:
        """Return what the network said."""
        return features.said or super().logits(features, question)
