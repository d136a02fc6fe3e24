"""Numbers become calibrated probabilities, from arrays: no scikit-learn, no pickle.

bundle     a model on disk: arrays, a manifest with hashes, a model card
civility   n-grams to one probability a head, and the exact words behind it
stance     support, oppose, neutral, or unclear
compiled   the same in machine code: kernel and kernel_text (its source), native (its loader), table (its memory)
weights    the types that weights have on disk
relevance  whether a comment is about its article
model      the three together: what `moderation.load()` returns
"""
