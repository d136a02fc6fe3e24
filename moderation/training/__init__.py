"""Labelled comments become the next model.

data       read and check the labelled comments in `data/`
estimator  the one unfitted builder, for train.py, notebooks and tests
pairs      estimators of stance and relevance, which look at comment and article together
evaluate   figures on held-out articles, with their baselines
card       the figures as a table and as a model card
export     fitted estimators become the arrays that are served
fit        all of it in order: `train()`
"""
