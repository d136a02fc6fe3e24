"""Fitted estimators become the arrays that are served."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from moderation.errors import TrainingError
from moderation.features.ngrams import Block, fingerprint
from moderation.models.bundle import Array
from moderation.training.pairs import StanceEstimator
from moderation.training.relevance import RelevanceEstimator


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


def stance_arrays(estimator: StanceEstimator) -> dict[str, Array]:
    """Return the vocabulary and the weights of a fitted stance estimator, one column a stage."""
    tokens = "\n".join(estimator.tfidf.get_feature_names_out()).encode("utf-8")
    return {
        "stance_tokens": np.frombuffer(tokens, dtype=np.uint8),
        "stance_idf": estimator.tfidf.idf_.astype(np.float32),
        "stance_weights": estimator.weights.astype(np.float32),
        "stance_contact": estimator.contact.astype(np.float64),
        "stance_leaning": estimator.leaning.astype(np.float64),
    }


def relevance_arrays(estimator: RelevanceEstimator) -> dict[str, Array]:
    """Return the document frequencies, the average article and the weights of relevance."""
    idf, lead, whole = estimator.background
    return {
        "relevance_idf": idf,
        "relevance_lead": lead,
        "relevance_whole": whole,
        "relevance_weights": estimator.weights,
    }


def stance_spec(estimator: StanceEstimator) -> dict[str, Any]:
    """Return what the manifest says of stance."""
    return {
        "intercept": estimator.intercept,
        "confidence": {"side": estimator.confidence.side, "neutral": estimator.confidence.neutral},
        "split": estimator.split.to_spec() if estimator.split is not None else None,
    }


def relevance_spec(estimator: RelevanceEstimator) -> dict[str, Any]:
    """Return what the manifest says of relevance."""
    return {
        "off_topic_below": estimator.off_topic_below,
        "on_topic_from": estimator.on_topic_from,
    }
