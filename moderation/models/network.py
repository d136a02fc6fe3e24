"""A transformer read by torch, an extra that is loaded only where it is asked for."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from moderation.errors import BundleError

WEIGHTS: Final = "weights.safetensors"
BATCH: Final = 32
_ENCODER: Final = "encoder."
_MISSING: Final = "the semantic scorer needs torch and transformers: pip install 'moderation[semantic]'"


class Network:
    """An encoder with its tokenizer."""

    #: Tokens that are read together, of one text or two; the end of a longer text is not read.
    longest: ClassVar[int] = 128

    def __init__(self, encoder: Any, tokenizer: Any) -> None:
        self.encoder, self.tokenizer = encoder, tokenizer

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote. Raises `BundleError` where the extra is not installed."""
        encoder, tokenizer, _ = read_network(folder)
        return cls(encoder, tokenizer)

    def save(self, folder: Path) -> None:
        """Write configuration, tokenizer and weights (no pickle) into `folder`."""
        _, _, safetensors = libraries()
        folder.mkdir(parents=True, exist_ok=True)
        self.encoder.config.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)
        # two bytes a weight: the file is half as large, and answers move by less than a thousandth
        halved = {name: w.half() if w.is_floating_point() else w for name, w in self.tensors().items()}
        safetensors.save_file({name: w.contiguous() for name, w in halved.items()}, folder / WEIGHTS)

    @property
    def width(self) -> int:
        """How many numbers a text becomes."""
        return int(self.encoder.config.hidden_size)

    def tensors(self) -> dict[str, Any]:
        """Return all weights by name."""
        return {f"{_ENCODER}{name}": weights for name, weights in self.encoder.state_dict().items()}

    def outputs(self, tokens: Any) -> Any:
        """Return the mean over the tokens of each text, a tensor of shape (texts, hidden)."""
        mask = tokens["attention_mask"].unsqueeze(-1)
        hidden = self.encoder(**tokens).last_hidden_state * mask
        return hidden.sum(1) / mask.sum(1)

    def tokenise(self, texts: Sequence[str], seconds: Sequence[str] | None, longest: int) -> Any:
        """Return padded tensors of texts, or of pairs; of a pair the second is cut where both are too long."""
        return self.tokenizer(
            list(texts),
            None if seconds is None else list(seconds),
            truncation="longest_first" if seconds is None else "only_second",
            max_length=longest,
            padding=True,
            return_tensors="pt",
        )

    def read(self, texts: Sequence[str], seconds: Sequence[str] | None = None) -> NDArray[np.float64]:
        """Return the outputs for each text, or pair, as an array with a row a text; of like length together."""
        torch, _, _ = libraries()
        lengths = np.array([len(text) for text in texts])
        if seconds is not None:
            lengths += [len(text) for text in seconds]
        found = np.empty((len(texts), self.width))
        order = np.argsort(lengths, kind="stable")
        for start in range(0, len(texts), BATCH):
            rows = order[start : start + BATCH]
            further = None if seconds is None else [seconds[i] for i in rows]
            tokens = self.tokenise([texts[i] for i in rows], further, self.longest)
            with torch.inference_mode(), half_precision():
                found[rows] = self.outputs(tokens).float().numpy()
        return found


def read_network(folder: Path) -> tuple[Any, Any, dict[str, Any]]:
    """Return encoder, tokenizer and the weights that are not the encoder's."""
    torch, transformers, safetensors = libraries()
    encoder = transformers.AutoModel.from_config(
        transformers.AutoConfig.from_pretrained(folder, local_files_only=True), dtype=torch.float32
    )
    tensors = safetensors.load_file(folder / WEIGHTS)
    own = {name.removeprefix(_ENCODER): w for name, w in tensors.items() if name.startswith(_ENCODER)}
    encoder.load_state_dict(own)
    encoder.eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    return encoder, tokenizer, {name: w for name, w in tensors.items() if not name.startswith(_ENCODER)}


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
