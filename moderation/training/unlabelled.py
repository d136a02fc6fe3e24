"""All texts that a shipped model may be trained on, without their labels: word vectors are learnt from them."""

from pathlib import Path

from moderation.features.word_vectors import StemTable, parts_of
from moderation.training.data import Dataset
from moderation.training.debates import permitted_debates
from moderation.training.pretrain import training_rows
from moderation.training.word_vectors import learn_vectors


def permitted_texts(dataset: Dataset, data: Path, corpora: Path) -> list[str]:
    """Return comments, debates and articles; nothing of a held-out article, and no text that is held out."""
    rows, _ = training_rows(dataset, data, corpora)
    texts = list(rows.texts)
    for debate in permitted_debates(data, corpora):
        texts += [*debate.texts, *dict.fromkeys(a.proposition or "" for a in debate.articles)]
    for name in dataset.split("train", "dev")["article_id"].unique():
        texts += parts_of(dataset.articles[name])
    return texts


def learn_words(dataset: Dataset, data: Path, corpora: Path) -> StemTable:
    """Learn the word vectors that the package ships."""
    return learn_vectors(permitted_texts(dataset, data, corpora))
