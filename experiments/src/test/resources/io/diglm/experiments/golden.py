"""Golden numbers for the baselines, from scikit-learn and SciPy: python golden.py > golden.json"""

import json

import numpy as np
import scipy
import sklearn
from scipy import special, stats
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KernelDensity

random = np.random.default_rng(7)
x = random.normal(size=40) * 2
y = np.sin(x) * 3 + random.normal(size=40) * 0.5
at = np.linspace(-5, 5, 7)

kernel = ConstantKernel(2.5**2) * RBF(0.8) + WhiteKernel(0.4**2)
process = GaussianProcessRegressor(kernel, alpha=0, optimizer=None).fit(x[:, None], y)
mean, sd = process.predict(at[:, None], return_std=True)
best = GaussianProcessRegressor(kernel, alpha=0, n_restarts_optimizer=10, random_state=0).fit(x[:, None], y)

density = KernelDensity(bandwidth=0.3).fit(x[:, None])
left = [KernelDensity(bandwidth=0.3).fit(np.delete(x, i)[:, None]).score(x[i : i + 1, None]) for i in range(40)]

a = np.round(random.normal(size=60), 1)
b = np.round(random.normal(size=45) + 0.4, 1)
mann = stats.mannwhitneyu(a, b, method="asymptotic")
distance = stats.ks_2samp(a, b).statistic

columns = np.stack([x, x**2, random.normal(size=40)])
line = LinearRegression().fit(columns.T, y)

print(json.dumps({
    "made_by": f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}",
    "x": x.tolist(), "y": y.tolist(), "at": at.tolist(),
    "process": {"mean": mean.tolist(), "sd": sd.tolist(), "log_marginal": process.log_marginal_likelihood_value_,
                "highest_log_marginal": best.log_marginal_likelihood_value_},
    "kernel": {"log_density": density.score_samples(at[:, None]).tolist(), "leave_one_out": float(np.mean(left))},
    "samples": {"a": a.tolist(), "b": b.tolist(), "ks": distance,
                "ks_p": special.kolmogorov(np.sqrt(60 * 45 / 105) * distance),
                "auc": mann.statistic / (60 * 45), "p": mann.pvalue},
    "kolmogorov": {"t": [0.3, 0.7, 1.0, 1.5, 2.5], "p": special.kolmogorov([0.3, 0.7, 1.0, 1.5, 2.5]).tolist()},
    "line": {"columns": columns.tolist(), "mean": line.predict(columns.T).tolist(),
             "sd": float(np.sqrt(np.mean((y - line.predict(columns.T)) ** 2)))},
}, indent=1))
