"""Fitted estimators become the arrays that are served."""

from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from moderation.features import wordllama
from moderation.features.similarity import Background
from moderation.features.word_vectors import StemTable, WordVectors
from moderation.models.bundle import Array
from moderation.models.relevance import Answer, encode_table
from moderation.models.weights import WeightType, encode_weights
from moderation.training.pairs import StanceEstimator
from moderation.training.relevance import RelevanceEstimator


def civility_arrays(pipeline: Pipeline, kind: WeightType = "float32") -> dict[str, Array]:
    """Return the n-gram table of a fitted `build_civility()`, sorted by fingerprint, its weights as `kind`."""
    vocabulary, heads = pipeline["tfidf"].vocabulary_, pipeline["heads"]
    return {
        "civility_fingerprints": vocabulary.fingerprints,
        "civility_blocks": vocabulary.blocks,
        "civility_idf": vocabulary.idf,
        **encode_weights(heads.coef_.T.astype(np.float32), kind),
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
    """Return document frequencies and the average article, a byte a number, word vectors, and the weights of relevance.

    Of wordllama's vectors only the weight of each token and the centres are kept.
    """
    background = zip(Background._fields, estimator.background, strict=True)
    arrays: dict[str, Array] = {f"relevance_{name}": encode_table(table) for name, table in background}
    arrays["relevance_weights"] = estimator.light.weights
    if estimator.words is not None and isinstance(estimator.words.table, StemTable):
        stems = "\n".join(estimator.words.table.stems).encode("utf-8")
        arrays["relevance_stems"] = np.frombuffer(stems, dtype=np.uint8)
        arrays["relevance_vectors"] = estimator.words.table.vectors
        arrays |= _fitted("vector", estimator.words)
    if estimator.static is not None and estimator.semantic is not None:
        arrays["relevance_semantic"] = estimator.semantic.weights
        arrays |= _fitted("static", estimator.static)
    return arrays


def _fitted(name: str, vectors: WordVectors) -> dict[str, Array]:
    return {
        f"relevance_{name}_weights": vectors.weights.astype(np.float16),
        f"relevance_{name}_centres": vectors.centres.astype(np.float16),
    }


def stance_spec(estimator: StanceEstimator) -> dict[str, Any]:
    """Return what the manifest says of stance."""
    return {
        "intercept": estimator.intercept,
        "nearness": [nearness._asdict() for nearness in estimator.nearness],
        "confidence": {"side": estimator.confidence.side, "neutral": estimator.confidence.neutral},
        "split": estimator.split.to_spec() if estimator.split is not None else None,
    }


def relevance_spec(estimator: RelevanceEstimator) -> dict[str, Any]:
    """Return what the manifest says of relevance: the limits, and those with wordllama where it was there."""
    limits = _limits(estimator.light)
    if estimator.semantic is not None:
        limits["semantic"] = {"vectors": wordllama.NAME, **_limits(estimator.semantic)}
    return limits


def _limits(answer: Answer) -> dict[str, Any]:
    return {"off_topic_below": answer.off_topic_below, "on_topic_from": answer.on_topic_from}
