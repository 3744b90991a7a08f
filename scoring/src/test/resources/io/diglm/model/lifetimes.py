"""Golden log-likelihoods of accelerated failure time models.

python lifetimes.py > lifetimes.json      (lifelines 0.30)

Each model is fitted by lifelines; the rows hold the linear predictors at its coefficients: location and logarithm of
the scale of ln y. `ancillary` models regress the scale too, which is diglm's modelled dispersion. Ends are those of
right-censored (rossi), left-censored and interval-censored rows (made of rossi's weeks).
"""

import json

import numpy as np
from lifelines import LogLogisticAFTFitter, LogNormalAFTFitter, WeibullAFTFitter
from lifelines.datasets import load_rossi

FITTERS = {"weibull": WeibullAFTFitter, "log_normal": LogNormalAFTFitter, "log_logistic": LogLogisticAFTFitter}
COLUMNS = ["fin", "age", "prio"]
ROWS = 120


def predictors(name, fitted, x, ancillary):
    by = fitted.params_
    first, second = {"weibull": ("lambda_", "rho_"), "log_normal": ("mu_", "sigma_"), "log_logistic": ("alpha_", "beta_")}[name]

    def linear(parameter, used):
        return by[parameter]["Intercept"] + sum(by[parameter][c] * x[c] for c in used)

    location = linear(first, COLUMNS)
    log = linear(second, COLUMNS if ancillary else []) + 0 * location
    return location, log if name == "log_normal" else -log


def golden(name, kind, ancillary):
    rossi = load_rossi().head(ROWS)
    x = rossi[COLUMNS].astype(float)
    low = rossi.week.astype(float).to_numpy()
    table = x.copy()
    fitter = FITTERS[name]()
    if kind == "right":
        high = np.where(rossi.arrest == 1, low, np.inf)
        table["week"], table["event"] = low, rossi.arrest
        fitted = fitter.fit(table, "week", "event", ancillary=ancillary)
    elif kind == "left":
        event = np.arange(ROWS) % 3 > 0
        high, low = low, np.where(event, low, 0.0)
        table["week"], table["event"] = high, event
        fitted = fitter.fit_left_censoring(table, "week", "event", ancillary=ancillary)
    else:
        high = np.where(rossi.arrest == 1, 1.25 * low + 1, np.inf)
        table["low"], table["high"] = low, high
        fitted = fitter.fit_interval_censoring(table, "low", "high", ancillary=ancillary)
    location, scale = predictors(name, fitted, x, ancillary)
    return {
        "family": name,
        "kind": kind,
        "dispersion": "modelled" if ancillary else "constant",
        "low": low.tolist(),
        "high": [h if np.isfinite(h) else None for h in high],
        "location": location.tolist(),
        "log_scale": scale.tolist(),
        "log_likelihood": fitted.log_likelihood_,
    }


print(
    json.dumps(
        [golden(name, kind, ancillary) for name in FITTERS for kind in ("right", "left", "interval") for ancillary in (False, True)]
    )
)
