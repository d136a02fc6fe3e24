"""Fitted estimators become the arrays that are served."""

from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from moderation.models.bundle import Array
from moderation.models.weights import WeightType, encode_weights
from moderation.training.pairs import RelevanceEstimator, StanceEstimator


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
