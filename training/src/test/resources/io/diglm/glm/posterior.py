"""Golden numbers of PosteriorTest: scikit-learn's BayesianRidge with both precisions held, NumPy's and
SciPy's N x N formulas, and scikit-learn's GaussianProcessRegressor with the implied kernel.

Run: python posterior.py > posterior.json  (numpy 2.4, scipy 1.17, scikit-learn 1.9)
"""

import json

import numpy as np
from scipy.stats import multivariate_normal
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import DotProduct, ConstantKernel
from sklearn.linear_model import BayesianRidge

rng = np.random.default_rng(7)
n, d = 200, 4
z = rng.standard_normal((n, d))
y = z @ np.array([1.0, -2.0, 0.5, 0.0]) + 0.3 + 0.7 * rng.standard_normal(n)
new = rng.standard_normal((5, d)) * np.array([[0.1], [1], [3], [10], [100]])
prior, noise = 0.8, 0.49
phi = np.hstack([z, np.ones((n, 1))])
phi_new = np.hstack([new, np.ones((5, 1))])

# scikit-learn's closed form with fixed precisions: hyperpriors this sure leave them where they are.
sure = 1e15
ridge = BayesianRidge(
    alpha_1=sure / noise,
    alpha_2=sure,
    lambda_1=sure * prior,
    lambda_2=sure,
    alpha_init=1 / noise,
    lambda_init=prior,
    fit_intercept=False,
)
ridge.fit(phi, y)
precision = prior * np.eye(d + 1) + phi.T @ phi / noise
covariance = np.linalg.inv(precision)
mean = covariance @ phi.T @ y / noise

marginal = multivariate_normal(np.zeros(n), noise * np.eye(n) + phi @ phi.T / prior).logpdf(y)

kernel = ConstantKernel(1 / prior, "fixed") * DotProduct(1.0, "fixed")
gp = GaussianProcessRegressor(kernel, alpha=noise, optimizer=None).fit(z, y)
gp_mean, gp_sd = gp.predict(new, return_std=True)

print(
    json.dumps(
        {
            "z": z.ravel().tolist(),
            "y": y.tolist(),
            "new": new.ravel().tolist(),
            "prior": prior,
            "noise": noise,
            "mean": mean.tolist(),
            "covariance": covariance.ravel().tolist(),
            "ridge_mean": ridge.coef_.tolist(),
            "ridge_covariance": ridge.sigma_.ravel().tolist(),
            "marginal": marginal,
            "gp_mean": gp_mean.tolist(),
            "gp_sd": gp_sd.tolist(),
            "gp_marginal": gp.log_marginal_likelihood_value_,
        }
    )
)
