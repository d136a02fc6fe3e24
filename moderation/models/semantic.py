"""An optional stronger reader of stance: a small transformer that reads proposition and comment together.

It takes the place of the light model's log-odds (`pip install .[semantic]`, `MODERATION_SEMANTIC`), and nothing else:
what is asked, what is quoted, abstention and what an article learns from its labels stay as they are. A comment is
asked about the proposition and about its opposite, and the mean is taken, or about the plain one where one is but the
negation of the other, so that asking the other way round gives the opposite answer whatever the network says. It reads
20 to 100 comments a second on one core.
"""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from moderation.errors import BundleError
from moderation.features.proposition import negate
from moderation.features.quotes import without_quotes
from moderation.models.bundle import Bundle, file_digest
from moderation.models.split import SplitModel
from moderation.models.stance import Asked, Confidence, Features, Logits, StanceModel

Floats = NDArray[np.float64]

MANIFEST: Final = "manifest.json"
WEIGHTS: Final = "weights.safetensors"
FORMAT: Final = 1
#: The order of the network's outputs.
CLASSES: Final = ("support", "oppose", "neutral")
#: Tokens of proposition and comment together; the end of a longer comment is not read.
LONGEST: Final = 128
BATCH: Final = 32
#: So many answers are kept: reading one takes a hundredth of a second.
REMEMBERED: Final = 8192
_MISSING: Final = "the semantic scorer needs torch and transformers: pip install 'moderation[semantic]'"


class Encoder(Protocol):
    """What is needed of a network."""

    def read(self, questions: Sequence[str], texts: Sequence[str]) -> Floats:
        """Return the outputs for each question with its text, shape (texts, 3), in the order of `CLASSES`."""


class CrossEncoder:
    """The network: an encoder, the mean over its tokens, three outputs. Not calibrated."""

    def __init__(self, encoder: Any, tokenizer: Any, head: Any) -> None:
        self.encoder, self.tokenizer, self.head = encoder, tokenizer, head

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote. Raises `BundleError` where the extra is not installed."""
        torch, transformers, safetensors = libraries()
        config = transformers.AutoConfig.from_pretrained(folder, local_files_only=True)
        encoder = transformers.AutoModel.from_config(config)
        head = torch.nn.Linear(config.hidden_size, len(CLASSES))
        tensors = safetensors.load_file(folder / WEIGHTS)
        encoder.load_state_dict({k.removeprefix("encoder."): v for k, v in tensors.items() if k.startswith("encoder.")})
        head.load_state_dict({k.removeprefix("head."): v for k, v in tensors.items() if k.startswith("head.")})
        encoder.eval()
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        return cls(encoder, tokenizer, head)

    def save(self, folder: Path) -> None:
        """Write configuration, tokenizer and weights (no pickle) into `folder`."""
        _, _, safetensors = libraries()
        folder.mkdir(parents=True, exist_ok=True)
        self.encoder.config.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)
        tensors = {f"encoder.{k}": v.contiguous() for k, v in self.encoder.state_dict().items()}
        tensors |= {f"head.{k}": v.contiguous() for k, v in self.head.state_dict().items()}
        safetensors.save_file(tensors, folder / WEIGHTS)

    def outputs(self, tokens: Any) -> Any:
        """Run the network on padded tokens; returns a tensor of shape (texts, 3)."""
        mask = tokens["attention_mask"].unsqueeze(-1)
        hidden = self.encoder(**tokens).last_hidden_state * mask
        return self.head(hidden.sum(1) / mask.sum(1))

    def read(self, questions: Sequence[str], texts: Sequence[str]) -> Floats:
        """Return the outputs for each question with its text, shape (texts, 3)."""
        torch, _, _ = libraries()
        found = np.empty((len(texts), len(CLASSES)))
        order = np.argsort([len(q) + len(t) for q, t in zip(questions, texts, strict=True)], kind="stable")
        for start in range(0, len(texts), BATCH):
            rows = order[start : start + BATCH]
            tokens = self.tokenizer(
                [questions[i] for i in rows],
                [texts[i] for i in rows],
                truncation="only_second",
                max_length=LONGEST,
                padding=True,
                return_tensors="pt",
            )
            with torch.inference_mode(), half_precision():
                found[rows] = self.outputs(tokens).float().numpy()
        return found


def half_precision() -> AbstractContextManager[Any]:
    """Compute in bfloat16 where the processor can, four times as fast there."""
    torch, _, _ = libraries()
    able = "avx512_bf16" in torch.__config__.show() or torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001
    context: AbstractContextManager[Any] = torch.autocast("cpu", dtype=torch.bfloat16, enabled=able)
    return context


@lru_cache(maxsize=1)
def libraries() -> tuple[Any, Any, Any]:
    """Return torch, transformers and safetensors.torch. Raises `BundleError` where the extra is not installed."""
    try:
        # imported here: seconds and hundreds of megabytes that only this scorer spends
        import safetensors.torch  # noqa: PLC0415
        import torch  # noqa: PLC0415
        import transformers  # noqa: PLC0415
    except ImportError as error:
        raise BundleError(_MISSING) from error
    transformers.utils.logging.disable_progress_bar()
    return torch, transformers, safetensors.torch


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
    """A fitted network with its calibration: scale and shift of both log-odds, confidence, and the split's errors."""

    def __init__(self, encoder: Encoder, manifest: dict[str, Any]) -> None:
        self._encoder = encoder
        self.version = str(manifest["version"])
        self._side = tuple(map(float, manifest["side"]))
        self._which = float(manifest["which"])
        self.confidence = Confidence(**manifest["confidence"])
        self.split = SplitModel.from_spec(manifest["split"])

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read and verify the folder that `moderation semantic fit` wrote. Raises `BundleError`."""
        manifest = read_manifest(folder)  # first: nothing is read that was not verified
        return cls(CrossEncoder.load(folder), manifest)

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
