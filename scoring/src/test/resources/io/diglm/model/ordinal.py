"""Golden numbers of OrdinalFamilyTest: a fit of proportional odds by statsmodels.

Run: pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 && python ordinal.py > ordinal.json

Its thresholds are t_0 and t_k = t_(k-1) + exp(p_k); those of io.diglm.model.OrdinalFamily start at 0, with
-t_0 as the bias of the location.
"""

import json
import sys

import numpy as np
import statsmodels
from statsmodels.miscmodels.ordinal_model import OrderedModel

rng = np.random.default_rng(11)
n = 120
z = np.round(rng.standard_normal((n, 3)), 3)
score = z @ np.array([1.2, -0.7, 0.1]) + rng.logistic(size=n)
y = np.digitize(score, [-1.5, -0.2, 1.0, 3.5])

model = OrderedModel(y, z, distr="logit")
near = model.fit(method="bfgs", disp=False)
fit = model.fit(start_params=near.params, method="newton", tol=1e-12, disp=False)
thresholds = model.transform_threshold_params(fit.params)[1:-1]
probabilities = model.predict(fit.params, exog=z[:20])
slopes = len(fit.params) - len(thresholds)
json.dump(
    {
        "statsmodels": statsmodels.__version__,
        "z": z.tolist(),
        "y": y.tolist(),
        "coefficients": fit.params[:slopes].tolist(),
        "thresholds": thresholds.tolist(),
        "log_likelihood": fit.llf,
        "row_log_likelihoods": model.loglikeobs(fit.params).tolist(),
        "probabilities": probabilities.tolist(),
    },
    sys.stdout,
)
print()
