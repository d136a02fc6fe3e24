"""The model that serves: civility, stance and relevance from one bundle."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moderation.comment import Article, Comment
from moderation.decision import Evidence, Scores, StanceScore
from moderation.errors import BundleError
from moderation.features.evasion import undo_evasion
from moderation.label import Attribute, Stance
from moderation.models import bundle as bundles
from moderation.models.article_stance import ArticleStance
from moderation.models.compiled import build_civility_model
from moderation.models.relevance import RelevanceModel
from moderation.models.semantic import SemanticReader, SemanticStance
from moderation.models.semantic_relevance import SemanticRelevance
from moderation.models.split import Split, SplitModel
from moderation.models.stance import StanceModel


class Model:
    """Scores comments. Made by `moderation.load()`; safe to share between threads, it keeps no state."""

    def __init__(self, bundle: bundles.Bundle, semantic: Path | None = None) -> None:
        reader = None if semantic is None else SemanticReader.load(semantic)
        if reader is None or reader.sentences is None:
            self._relevance = RelevanceModel(bundle)
        else:
            self._relevance = SemanticRelevance(bundle, *reader.sentences)
        # the same bundle answers otherwise where the extra is not installed
        self.version = f"{bundle.version}+wordllama" if self._relevance.with_wordllama else bundle.version
        self.folder = bundle.folder
        self._semantic = semantic
        self.manifest = bundle.manifest
        self.heads = tuple(Attribute(name) for name in bundle.manifest["heads"])
        self._civility = build_civility_model(self.heads, bundle)
        spec = bundle.manifest["stance"].get("split")
        self._split = SplitModel.from_spec(spec) if spec else None
        if reader is None:
            self._stance = StanceModel(bundle, self._relevance.tables)
        else:
            self._stance, self._split = SemanticStance(bundle, reader), reader.split
            self.version = f"{self.version}+{reader.version}"

    @classmethod
    def load(cls, folder: str | Path, semantic: Path | None = None) -> "Model":
        """Load and verify the bundle in `folder`, and stronger scorers of stance and relevance from `semantic`.

        Raises `BundleError`.
        """
        return cls(bundles.load(folder), semantic)

    def __reduce__(self) -> tuple[Callable[[Path, Path | None], "Model"], tuple[Path, Path | None]]:
        """Pickle as the bundle's folder: another process loads and verifies it there.

        Raises `BundleError` for a model that was not loaded from a folder.
        """
        if self.folder is None:
            raise BundleError("this model was not loaded from a folder, so no other process can load it: save it first")
        return Model.load, (self.folder, self._semantic)

    def score(self, comment: Comment) -> Scores:
        """Score one comment with its article."""
        return Scores(
            civility=dict(zip(self.heads, self._civility.values(undo_evasion(comment.text)), strict=True)),
            stance=self._stance.score(comment.text, comment.article),
            relevance=self._relevance.score(comment.text, comment.article, is_reply=comment.is_reply),
            model_version=self.version,
        )

    def score_texts(self, texts: Sequence[str], article: Article | None = None) -> dict[str, NDArray[np.float64]]:
        """Score many texts, all under `article` if one is given.

        Returns head name -> probabilities of shape (len(texts),). With an article that has text or a
        proposition there are also `relevance` and `stance_margin` (p(support) - p(oppose), -1..1).
        """
        texts = list(texts)
        civility = self._civility.probabilities_of([undo_evasion(text) for text in texts])
        result = {head.value: civility[:, i] for i, head in enumerate(self.heads)}
        if article is not None and article.has_text:
            result["relevance"] = self.relevance(texts, article)
        if article is not None and self._stance.asked(article) is not None:
            result["stance_margin"] = np.array([self._stance.score(t, article).margin for t in texts])
        return result

    def stance(
        self,
        texts: Sequence[str],
        *,
        proposition: str | None = None,
        article: Article | None = None,
    ) -> list[tuple[str, float, float]]:
        """Return (label, support minus oppose, confidence) for each text.

        `proposition` comes before the article's own; where it is one of the article's two, the other is its opposite.
        Without either, stance is towards what the headline proposes or reports (see `features/headline.py`).
        """
        if proposition is not None:
            article = _with_proposition(article or Article(id=""), proposition)
        scores = (self._stance.score(text, article) for text in texts)
        return [(s.label.value, s.margin, s.confidence) for s in scores]

    def learn(self, article: Article, labelled: Sequence[tuple[str, Stance]]) -> "ArticleStance":
        """Return stance under one article as moderators' labels (text, stance) there have moved it.

        Raises `NothingAskedError` where the article has neither a proposition nor a headline.
        """
        return ArticleStance(self._stance, article, labelled)

    def split(self, scores: Sequence[StanceScore], labelled: Sequence[Stance] = ()) -> Split:
        """Estimate how the readers of one article divide, from the stance scores of their comments.

        `labelled` are the stances that moderators gave to some of these comments.
        Raises `BundleError` where the bundle was trained before splits were.
        """
        if self._split is None:
            raise BundleError("this model cannot estimate an article's split: train it again")
        return self._split.split(scores, labelled)

    def relevance(self, texts: Sequence[str], article: Article) -> NDArray[np.float64]:
        """Return the probability that each text is about `article`, shape (len(texts),)."""
        return self._relevance.probabilities(texts, article)

    def explain(self, text: str, head: Attribute | str, most: int | None = None) -> tuple[Evidence, ...]:
        """Return each word of `text` with its exact, signed contribution to the log-odds of `head`.

        With `most`, only so many of those that raised it, the strongest first.
        """
        read = undo_evasion(text)
        found = self._civility.explain(read, Attribute(head), most)
        if read == text:
            return found
        # the spans are the original's, character for character
        return tuple(replace(word, text=text[word.start : word.end]) for word in found)


def _with_proposition(article: Article, proposition: str) -> Article:
    pairs = {article.proposition: article.opposite, article.opposite: article.proposition}
    return replace(article, proposition=proposition, opposite=pairs.get(proposition))
