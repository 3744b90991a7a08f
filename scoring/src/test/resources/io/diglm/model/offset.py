"""Writes offset.json: generalised linear models with offsets and case weights, by statsmodels.

Run: pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 && python offset.py
"""

import json

import numpy as np
import statsmodels.api as sm

random = np.random.default_rng(26)
N = 60
features = np.round(random.normal(size=(N, 2)), 3)
offset = np.round(random.normal(0, 0.8, N), 3)
weights = random.integers(1, 5, N).astype(float)
design = np.column_stack([features, np.ones(N)])
eta = design @ [0.4, -0.3, 0.2] + offset

cases = {
    "poisson": (sm.families.Poisson(), random.poisson(np.exp(eta)).astype(float), 1.0),
    "negative_binomial": (
        sm.families.NegativeBinomial(alpha=0.7),
        random.negative_binomial(1 / 0.7, 1 / (1 + 0.7 * np.exp(eta))).astype(float),
        0.7,
    ),
    "gamma": (
        sm.families.Gamma(sm.families.links.Log()),
        np.round(random.gamma(2.0, np.exp(eta) / 2.0), 4) + 1e-4,
        0.5,
    ),
    "gaussian": (sm.families.Gaussian(), np.round(random.normal(eta, 1.3), 4), 1.3**2),
    "bernoulli": (
        sm.families.Binomial(),
        (random.uniform(size=N) < 1 / (1 + np.exp(-eta))).astype(float),
        1.0,
    ),
}
cost = [random.gamma(1.0, 1.4 * 0.5 * np.exp(0.5 * e), random.poisson(np.exp(0.5 * e) / 0.7)).sum() for e in eta]
cases["tweedie"] = (sm.families.Tweedie(var_power=1.5, eql=False), np.round(cost, 4), 1.4)
golden = {
    "statsmodels": sm.__version__ if hasattr(sm, "__version__") else "0.15.0",
    "features": features.ravel().tolist(),
    "offset": offset.tolist(),
    "weights": weights.tolist(),
    "cases": {},
}
for name, (family, y, dispersion) in cases.items():
    scale = dispersion if name in ("gamma", "gaussian", "tweedie") else 1.0
    model = sm.GLM(y, design, family=family, offset=offset, freq_weights=weights)
    fit = model.fit(tol=1e-13, maxiter=200)
    other = np.array([0.1, 0.2, -0.3])
    golden["cases"][name] = {
        "y": y.tolist(),
        "dispersion": dispersion,
        "fitted": fit.params.tolist(),
        "fitted_log_likelihood": float(model.loglike(fit.params, scale=scale)),
        "other": other.tolist(),
        "other_log_likelihood": float(model.loglike(other, scale=scale)),
    }
with open("offset.json", "w") as file:
    json.dump(golden, file)
    file.write("\n")
