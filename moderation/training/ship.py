"""Make the bundle that the package ships: civility and stance from every permitted corpus, relevance from our data."""

import shutil
import tempfile
from pathlib import Path

import numpy as np
from sklearn.pipeline import Pipeline

from moderation.models.bundle import Bundle
from moderation.models.model import Model
from moderation.training.continued import read_prior
from moderation.training.data import Dataset, read_dataset
from moderation.training.debates import permitted_debates
from moderation.training.elsewhere import madlibs, remembered
from moderation.training.estimator import fitted_heads
from moderation.training.fairness import check_gate
from moderation.training.fit import Progress, Shipping, finish
from moderation.training.ngram_tfidf import NGramTfidf
from moderation.training.pretrain import pretrain
from moderation.training.shipped_card import write_section, write_stance
from moderation.training.stance_elsewhere import measure_elsewhere
from moderation.training.unlabelled import learn_words


def ship(data: Path, corpora: Path, output: Path, *, seed: int = 0, progress: Progress) -> Bundle:
    """Fit, measure and write the bundle; `output` is replaced only when everything has succeeded.

    Raises `TrainingError` where the fairness gate is not passed.
    """
    dataset = read_dataset(data)
    fitted = pretrain(dataset, data, corpora, progress)
    names, counts = np.unique(fitted.rows.corpus, return_counts=True)
    rows = dict(zip(names.tolist(), counts.tolist(), strict=True))
    training = {"rows": len(fitted.keys), "corpora": rows, "sources": dict(dataset.sources)}
    shipping = Shipping({"civility_seen": np.sort(fitted.keys)}, {"training": training})
    return _compose(dataset, fitted.civility, shipping, data, corpora, output, seed, progress)


def ship_again(data: Path, corpora: Path, output: Path, *, seed: int = 0, progress: Progress) -> Bundle:
    """Fit stance and relevance again and keep the civility of the bundle in `output`."""
    vocabulary, prior, bundle = read_prior(output)
    civility = Pipeline([("tfidf", NGramTfidf(vocabulary=vocabulary).fit([])), ("heads", fitted_heads(prior))])
    shipping = Shipping(
        {"civility_seen": np.array(bundle.arrays["civility_seen"])}, {"training": bundle.manifest["training"]}
    )
    return _compose(read_dataset(data), civility, shipping, data, corpora, output, seed, progress)


def _compose(
    dataset: Dataset,
    civility: Pipeline,
    shipping: Shipping,
    data: Path,
    corpora: Path,
    output: Path,
    seed: int,
    progress: Progress,
) -> Bundle:
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as temporary:
        folder = Path(temporary) / "bundle"
        debates = permitted_debates(data, corpora)
        progress("Learning word vectors")
        words = learn_words(dataset, data, corpora)
        trained = finish(
            dataset, civility, folder, seed=seed, progress=progress, debates=debates, words=words, ship=shipping
        )
        progress("Measuring on other sites")
        complete_card(folder, shipping.manifest["training"]["corpora"], data, corpora)
        if output.exists():
            shutil.rmtree(output)
        folder.rename(output)
    return trained.bundle


def complete_card(folder: Path, rows: dict[str, int], data: Path, corpora: Path) -> None:
    """Measure the bundle as it is served and append the figures to its model card.

    Raises `TrainingError` where the fairness gate is not passed.
    """
    model = Model.load(folder)
    score = remembered(model.score_texts)
    fairness = madlibs(corpora, score)
    check_gate(fairness)
    with (folder / "model_card.md").open("a", encoding="utf-8") as card:
        card.write("\n" + write_section(score, rows, data, corpora, fairness))
        stance = measure_elsewhere(lambda texts, article: model.stance(texts, article=article), data, corpora)
        card.write("\n" + write_stance(stance))
