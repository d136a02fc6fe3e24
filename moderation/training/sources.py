"""Where each public corpus comes from: addresses of its originals, how they become ours, and what ours must hold.

The digests (`moderation.training.digest`) were taken from the files that the shipped model was fitted to and measured
on. A source without an original has to be got by hand; `by_hand` says how.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from moderation.errors import FetchError
from moderation.training import originals
from moderation.training.kept import Keep, all_rows, kept_paradetox, kept_spans, without
from moderation.training.originals import Frames


@dataclass(frozen=True, slots=True)
class Original:
    """The addresses of a corpus's files, what makes our columns of them, and which rows of that ours has."""

    addresses: tuple[str, ...]
    convert: Callable[[Frames], pd.DataFrame]
    keep: Keep = all_rows


@dataclass(frozen=True, slots=True)
class Source:
    """One corpus: the labels that its digest covers beside the text, its rows, and where it comes from."""

    name: str
    labels: tuple[str, ...]
    rows: int
    digest: str
    original: Original | None = None
    by_hand: str = ""


def _github(repository: str, *files: str) -> tuple[str, ...]:
    """Return the addresses of `commit/path` in a repository: a commit never changes."""
    return tuple(f"https://raw.githubusercontent.com/{repository}/{file}" for file in files)


_TOXICITY: Final = ("toxicity",)
_BIAS: Final = "conversationai/unintended-ml-bias-analysis"
_SPANS: Final = "a366505c0f86c415fe54a859482f31e024435a59/data/"
_HATEMOJI: Final = "a471fbb01e7de303624c9782269ac944f459f11b/HatemojiBuild/"
_KAGGLE: Final = (
    "needs a Kaggle account that has accepted the competition's rules: "
    "download train.csv at https://www.kaggle.com/c/{}/data; {}"
)

#: In the order of docs/corpora.md.
SOURCES: Final = (
    Source(
        "jigsaw_wiki20k",
        ("toxicity", "split"),
        19_997,
        "c8f6b6fa55605f854943b05cb227dd8be1884d4ead63277a6251011d571e1758",
        by_hand=_KAGGLE.format(
            "jigsaw-toxic-comment-classification-challenge",
            "ours are two blocks of 10,000 of its rows, split part1 and part2; where they begin is not recorded",
        ),
    ),
    Source(
        "jigsaw_multilabel",
        ("toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack"),
        9_455,
        "eee388867557cd3c26c0aa69cb43f0e1e57faced0cd6adf6d0bf6315f17a5edf",
        by_hand=_KAGGLE.format(
            "jigsaw-toxic-comment-classification-challenge",
            "ours is a lower-cased selection of it, without punctuation, whose rule is not recorded",
        ),
    ),
    Source(
        "cai_wiki2377",
        ("insult", "obscene", "threat", "identity_attack"),
        2_377,
        "88e797e7de1033e7d31273289bd13d9aa7ae906768f60ca3ec8205fe96b2537c",
        original=Original(
            _github(
                "conversationai/conversationai-models",
                "c270ed770dbff7e1d3a7cc6bf4437fcace84665a/annotator-models/local_data/sample_comment_text.csv",
                "6dc567e8c8cf28b4aea84418376bedad1d803342/annotator-models/local_data/sample_training_data.csv",
            ),
            originals.cai_wiki,
        ),
    ),
    Source(
        "cat_large_in_context",
        _TOXICITY,
        9_897,
        "b4c2e02a45053aa1915cb0dc602134b9b899b3fe2c7d6757d794f2511465deb5",
        by_hand="probably data/CAT_LARGE/gc.csv of https://github.com/ipavlopoulos/context_toxicity "
        "(the comments with their parent), which nobody has checked: columns text and toxicity (0, 1)",
    ),
    Source(
        "civil_toxic_spans",
        ("toxicity_rerated", "insult", "identity_attack", "obscene", "threat"),
        16_060,
        "0367175ee40f1ae43f314678475be76b2b84365482eadf7b4e668afd2545d1e6",
        original=Original(
            _github(
                "ipavlopoulos/toxic_spans",
                _SPANS + "comments.csv",
                _SPANS + "annotations.csv",
                "f561fc04aa49ffd2e2e75ca1019e5a6aa47ae4a2/data/spans.csv",
            ),
            originals.civil_toxic_spans,
            kept_spans,
        ),
    ),
    Source(
        "paradetox",
        _TOXICITY,
        31_652,
        "a3191f21a005c5ef5664786b140b4c71115fae54383bb6e1d40878b281db4b29",
        original=Original(
            _github("s-nlp/paradetox", "1a755d1b261403ef2a1bb47d9bd44f3dea54714b/paradetox/paradetox.tsv"),
            originals.paradetox,
            kept_paradetox,
        ),
    ),
    Source(
        "edos",
        ("sexist", "threat", "label_category"),
        19_998,
        "d88a097ce30364333a412567855430de483b4fc6a64b1d407f3a83449e8bea57",
        original=Original(
            _github("rewire-online/edos", "1ed63d7194387b5b5bd811d5c16617d8a413d893/data/edos_labelled.csv"),
            originals.edos,
            without("sexism2022_english-1979", "sexism2022_english-12626"),
        ),
    ),
    Source(
        "hatemojibuild",
        ("hate",),
        5_910,
        "4a151d1ebd462cce2c9287ce132b106606f10bee1f7b244b18ab02d785296f4a",
        original=Original(
            _github(
                "HannahKirk/Hatemoji", _HATEMOJI + "train.csv", _HATEMOJI + "validation.csv", _HATEMOJI + "test.csv"
            ),
            originals.hatemoji,
            without("224", "291", "1752", "3159"),
        ),
    ),
    Source(
        "wiki_debias_nontoxic",
        _TOXICITY,
        5_775,
        "be63398a5c3ba01572992831a3a0ce82eeb5378728f27c57eb83f0efc4665740",
        original=Original(
            _github(_BIAS, "18295478eb0a5fe959403c260e7f252f7ee6ea97/data/toxicity_debiasing_data.tsv"),
            originals.wiki_debias,
        ),
    ),
    Source(
        "cat_small",
        _TOXICITY,
        977,
        "3b21fda0b3fc111b6c2dd8c220353dfbdbe8e2ab0681051ea57376205a880bc7",
        original=Original(
            _github(
                "ipavlopoulos/context_toxicity", "5df49c294e6a41f0ba351e65fda7c315aa4cc168/data/CAT_SMALL/cat_small.csv"
            ),
            originals.cat_small,
        ),
    ),
    Source(
        "surge_toxicity",
        _TOXICITY,
        1_000,
        "1dcba2cbbd1b13f915181ff5a13a7a3b618273a8219d3965799265c7d4f1ef48",
        original=Original(
            _github("surge-ai/toxicity", "f064d868292c639feb7c81ffb89abf72f25fef89/toxicity_en.csv"),
            originals.surge_toxicity,
        ),
    ),
    Source(
        "madlibs77k",
        _TOXICITY,
        76_564,
        "e866083e9754f75ed93de40a6f801e0f38bf4b0efcdb129bd33455f441455600",
        original=Original(
            _github(
                _BIAS,
                "ff0f436f0c3bf336702f80644b935b9bcc296cb4/unintended_ml_bias/eval_datasets/bias_madlibs_77k.csv",
            ),
            originals.madlibs,
        ),
    ),
    Source(
        "wiki_fuzzed_pair",
        _TOXICITY,
        2_984,
        "0085f433b9c78498ed9de314bc953ac7645171c71445e4ec914026b5ca5d788c",
        original=Original(
            _github(
                _BIAS,
                "ff0f436f0c3bf336702f80644b935b9bcc296cb4/unintended_ml_bias/eval_datasets/toxicity_fuzzed_testset.csv",
                "9ba3029733c0121b4bc2c0e5b9f78f2f14f38c2d/eval_datasets/toxicity_nonfuzzed_testset.csv",
            ),
            originals.wiki_fuzzed,
        ),
    ),
    Source(
        "ucc_val",
        ("hostile", "antagonise", "condescending", "dismissive", "sarcastic", "generalisation"),
        4_426,
        "c9a3b21f4526a610fd90393a4ce1aadaebde1aaa73199615b6a7d7fb39c618ba",
        by_hand="corpus/val.csv of https://github.com/conversationai/unhealthy-conversations, not for commercial use: "
        "comment is text, antagonize is antagonise, the other labels keep their names",
    ),
    Source(
        "kaggle_insults_train",
        ("insult",),
        3_945,
        "f4d6918481f3be242b5801657bfb814c1807c9b9a869df06ed603f71b7733aca",
        by_hand=_KAGGLE.format(
            "detecting-insults-in-social-commentary",
            "Insult is insult, Comment without its outer quotes is text, its escapes as they are (from memory)",
        ),
    ),
    Source(
        "mupid",
        ("impoliteness", "intolerance"),
        13_124,
        "d221e81b702c44fd0efc64fba8beaaea0064c8af39c8da02df54f40c0986739c",
        by_hand="probably data/ of "
        "https://github.com/sagipend/detecting-multidimensional-political-incivility-on-social-media, "
        "which nobody has checked: columns text, impoliteness and intolerance (0, 1)",
    ),
)


def chosen(names: Sequence[str]) -> list[Source]:
    """Return the sources of these names, all without any. Raises `FetchError` for a name that is none."""
    known = {source.name: source for source in SOURCES}
    if wrong := [name for name in names if name not in known]:
        raise FetchError(f"{wrong[0]!r} is no corpus; there are {', '.join(known)}")
    return [known[name] for name in names] or list(SOURCES)
