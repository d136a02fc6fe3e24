"""Fitted estimators become the arrays that are served."""

from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from moderation.models.bundle import Array
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
    """Return the document frequencies, the average article (half precision is enough) and the weights of relevance."""
    idf, lead, whole = (table.astype(np.float16) for table in estimator.background)
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
