"""The teacher: alt-profanity-check's probability that a text is offensive, as soft labels.

Its linear weights (MIT) were trained on some 200,000 rows of Jigsaw and Davidson that cannot be had here. They have
seen Wikipedia talk pages that our tests are from: figures on those are printed with that caveat.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from moderation.errors import TrainingError


def teacher_shares(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the teacher's probability for each text. Raises `TrainingError` where it is not installed."""
    try:
        # imported here: only `make pretrained` and the quality benchmark need it
        from profanity_check import predict_prob  # noqa: PLC0415
    except ImportError as error:
        raise TrainingError("the teacher is missing: pip install 'moderation[pretrained]'") from error
    return np.asarray(predict_prob(list(texts)), dtype=np.float64)
