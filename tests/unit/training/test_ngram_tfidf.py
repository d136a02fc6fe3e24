"""Our TF-IDF is scikit-learn's, feature by feature."""

import numpy as np
import pytest

from moderation.errors import TrainingError
from moderation.features.ngrams import fingerprint
from moderation.training.ngram_tfidf import NGramTfidf, count
from tests.reference import build_vectorizers

TEXTS = ["You idiot, you!", "a good, good report", "Ｙｏｕ are an idiot", "", "no report is good 100000"] * 2


def test_every_value_is_that_of_scikit_learn():
    ours = NGramTfidf(2).fit(TEXTS)
    matrix, columns = (
        ours.transform(TEXTS).toarray(),
        {k: i for i, k in enumerate(ours.vocabulary_.fingerprints.tolist())},
    )
    total = 0
    for block, vectorizer in build_vectorizers().items():
        theirs = vectorizer.fit_transform(TEXTS).toarray()
        for name, values in zip(vectorizer.get_feature_names_out(), theirs.T, strict=True):
            assert matrix[:, columns[fingerprint(name, block)]] == pytest.approx(values, abs=1e-6)
        total += theirs.shape[1]
    assert total == len(columns)


def test_fitting_and_transforming_at_once_is_the_same():
    assert abs(NGramTfidf(2).fit_transform(TEXTS) - NGramTfidf(2).fit(TEXTS).transform(TEXTS)).max() < 1e-7


def test_a_vocabulary_without_strings_is_enough():
    first = NGramTfidf(2).fit(TEXTS)
    second = NGramTfidf(vocabulary=first.vocabulary_).fit(["other words"])
    assert np.array_equal(first.transform(["you good idiot"]).toarray(), second.transform(["you good idiot"]).toarray())


def test_no_text_is_refused():
    with pytest.raises(TrainingError, match="no text"):
        count([])
