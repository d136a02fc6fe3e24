"""The definition of our features in scikit-learn's own words, to test ours against."""

from sklearn.feature_extraction.text import TfidfVectorizer

from moderation.features.ngrams import CHARACTER_RANGE, TOKEN_PATTERN, WORD_RANGE, Block
from moderation.features.normalise import normalise


def build_vectorizers(min_df=2):
    common = {"preprocessor": normalise, "min_df": min_df, "sublinear_tf": True}
    return {
        Block.WORD: TfidfVectorizer(token_pattern=TOKEN_PATTERN, ngram_range=WORD_RANGE, **common),
        Block.CHARACTER: TfidfVectorizer(analyzer="char_wb", ngram_range=CHARACTER_RANGE, **common),
    }
