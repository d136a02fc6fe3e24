"""Text becomes numbers, by the same code in training and in serving.

normalise    fold what readers type to what they mean: case, accents, look-alikes, zero-width characters
ngrams       the n-grams of folded text and their 64-bit fingerprints
target       tokens of a comment as seen from the article's proposition
similarity   how much a comment shares with its article
"""
