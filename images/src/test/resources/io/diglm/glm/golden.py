"""Golden log-likelihoods of the GLM families.

python golden.py > golden.csv      (SciPy 1.17)

Columns: family, link, count, shift, scale, eta (by spaces), y, log p(y|eta) in nats.
"""

import numpy as np
from scipy import special, stats

INVERSE = {
    "IDENTITY": lambda e: e,
    "LOG": np.exp,
    "SQRT": np.square,
    "INVERSE": np.reciprocal,
    "SOFTPLUS": lambda e: np.logaddexp(0, e),
    "LOGIT": special.expit,
    "PROBIT": stats.norm.cdf,
    "CLOGLOG": lambda e: -np.expm1(-np.exp(e)),
}


def gaussian(link, eta, shift, scale):
    return stats.norm(shift + scale * link(eta[0]), scale * np.exp(eta[1])).logpdf


def student_t(link, eta, shift, scale):
    nu = 2 + np.logaddexp(0, eta[2])
    return stats.t(nu, shift + scale * link(eta[0]), scale * np.exp(eta[1])).logpdf


def bernoulli(link, eta, shift, scale):
    return stats.bernoulli(link(eta[0])).logpmf


def categorical(link, eta, shift, scale):
    return lambda y: special.log_softmax(eta)[int(y)]


def poisson(link, eta, shift, scale):
    return stats.poisson(link(eta[0])).logpmf


def negative_binomial(link, eta, shift, scale):
    mean, alpha = link(eta[0]), np.exp(eta[1])
    return stats.nbinom(1 / alpha, 1 / (1 + alpha * mean)).logpmf


def gamma(link, eta, shift, scale):
    mean, phi = link(eta[0]), np.exp(eta[1])
    return stats.gamma(1 / phi, scale=phi * mean).logpdf


def mixture(link, eta, shift, scale):
    logits, means, log_sds = np.split(eta, 3)
    parts = stats.norm(shift + scale * means, scale * np.exp(log_sds))
    return lambda y: special.logsumexp(special.log_softmax(logits) + parts.logpdf(y))


def rounded(link, eta, shift, scale):
    logits, means, log_sds = np.split(eta, 3)
    parts = stats.norm(shift + scale * means, scale * np.exp(log_sds))

    def log_mass(y):
        low, high = parts.logcdf(y - 0.5), parts.logcdf(y + 0.5)
        below = high + np.log(-np.expm1(low - high))
        low, high = parts.logsf(y + 0.5), parts.logsf(y - 0.5)
        above = high + np.log(-np.expm1(low - high))
        return np.where(y < parts.mean(), below, above)

    return lambda y: special.logsumexp(special.log_softmax(logits) + log_mass(y))


def emit(family, link, etas, ys, count=1, shift=0.0, scale=1.0):
    for eta in etas:
        log_density = family(INVERSE[link], np.array(eta, float), shift, scale)
        for y in ys:
            name = family.__name__.upper()
            values = " ".join(repr(float(e)) for e in eta)
            head = f"{name},{link},{count},{float(shift)!r},{float(scale)!r}"
            print(f"{head},{values},{float(y)!r},{float(log_density(y))!r}")


print("family,link,count,shift,scale,eta,y,logLikelihood")
emit(gaussian, "IDENTITY", [[0.3, -1.2], [-2, 0.8]], [-30, 4, 11.5], shift=3, scale=8)
for link in ["LOG", "SOFTPLUS"]:
    emit(gaussian, link, [[0.3, -1.2], [-2, 0.8]], [-3, 4, 11.5], scale=8)
emit(student_t, "IDENTITY", [[0.3, -1.2, 1.5], [-2, 0.8, 40]], [-300, 4, 11.5], shift=3, scale=8)
for link in ["LOGIT", "PROBIT", "CLOGLOG"]:
    emit(bernoulli, link, [[-3.2], [0], [1.1]], [0, 1])
emit(categorical, "LOGIT", [[0.2, -1, 3], [-40, 0, 5]], [0, 1, 2], count=3)
for link in ["LOG", "SQRT", "SOFTPLUS"]:
    emit(poisson, link, [[-1.3], [2.4]], [0, 3, 40])
    emit(negative_binomial, link, [[-1.3, 0.5], [2.4, -3]], [0, 3, 40])
for link in ["LOG", "SQRT", "INVERSE", "SOFTPLUS"]:
    emit(gamma, link, [[0.4, 0.5], [2.4, -3]], [0.01, 1.7, 9])
emit(
    mixture,
    "IDENTITY",
    [[0.5, -1, 0, -1, 0.5, 2, -1, -0.3, 0.3], [3, 0, -5, 0, 0, 4, 1, -2, -3]],
    [-30, 4, 35.5],
    count=3,
    shift=3,
    scale=8,
)
emit(
    rounded,
    "IDENTITY",
    [[0.5, -1, 0, -1, 0.5, 2, -1, -0.3, 0.3], [3, 0, -5, 0, 0, 4, -4, -2, -3]],
    [-30, 4, 35],
    count=3,
    shift=3,
    scale=8,
)
