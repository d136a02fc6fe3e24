"""Fitted estimators become the arrays that are served."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from moderation.errors import TrainingError
from moderation.features.ngrams import Block, fingerprint
from moderation.models.bundle import Array
from moderation.training.pairs import RelevanceEstimator, StanceEstimator


def civility_arrays(pipeline: Pipeline) -> dict[str, Array]:
    """Return the n-gram table of a fitted `build_civility()`, sorted by fingerprint."""
    union, heads = pipeline["tfidf"], pipeline["heads"]
    fingerprints: list[int] = []
    blocks: list[int] = []
    idf: list[NDArray[np.float64]] = []
    for (_, vectorizer), block in zip(union.transformer_list, Block, strict=True):
        ngrams = vectorizer.get_feature_names_out()
        fingerprints += [fingerprint(ngram, block) for ngram in ngrams]
        blocks += [int(block)] * len(ngrams)
        idf.append(vectorizer.idf_)
    keys = np.array(fingerprints, dtype=np.uint64)
    order = np.argsort(keys)
    if len(np.unique(keys)) != len(keys):
        raise TrainingError("two n-grams of the vocabulary share a fingerprint: raise min_df by one")
    return {
        "civility_fingerprints": keys[order],
        "civility_blocks": np.array(blocks, dtype=np.uint8)[order],
        "civility_idf": np.concatenate(idf).astype(np.float32)[order],
        "civility_weights": heads.coef_.T.astype(np.float32)[order],
        "civility_intercepts": heads.intercept_.astype(np.float64),
    }


def _text_classifier_arrays(name: str, pipeline: Pipeline) -> dict[str, Array]:
    tfidf, logistic = pipeline["tfidf"], pipeline["logistic"]
    tokens = "\n".join(tfidf.get_feature_names_out()).encode("utf-8")
    return {
        f"{name}_tokens": np.frombuffer(tokens, dtype=np.uint8),
        f"{name}_idf": tfidf.idf_.astype(np.float32),
        f"{name}_weights": logistic.coef_[0].astype(np.float32),
        f"{name}_intercept": logistic.intercept_.astype(np.float64),
    }


def stance_arrays(estimator: StanceEstimator) -> dict[str, Array]:
    """Return the two token tables of a fitted stance estimator."""
    return {
        **_text_classifier_arrays("stance_side", estimator.side),
        **_text_classifier_arrays("stance_which", estimator.which),
    }


def relevance_arrays(estimator: RelevanceEstimator) -> dict[str, Array]:
    """Return the document frequencies and weights of relevance."""
    return {"relevance_idf": estimator.idf, "relevance_weights": estimator.weights}


def stance_spec(estimator: StanceEstimator) -> dict[str, Any]:
    """Return what the manifest says of stance."""
    return {"confidence": {"side": estimator.confidence.side, "neutral": estimator.confidence.neutral}}


def relevance_spec(estimator: RelevanceEstimator) -> dict[str, Any]:
    """Return what the manifest says of relevance."""
    return {
        "off_topic_below": estimator.off_topic_below,
        "on_topic_from": estimator.on_topic_from,
    }
