"""Needs a wheel that the rule has not."""

from sklearn.linear_model import ElasticNet

MODEL = ElasticNet()
