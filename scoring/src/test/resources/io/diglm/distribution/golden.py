"""Golden numbers of the distributions.

python golden.py > golden.csv      (SciPy 1.17, statsmodels 0.15 for zero-inflated counts and, beside mpmath, for
Tweedie, mpmath 1.3 for the normal's far tails)

Columns: family, its parameters (a b c), what (logDensity, cdf or quantile), argument, value.
"""

import math

import mpmath as mp
import numpy as np
from scipy import stats
from statsmodels.distributions.discrete import zinegbin, zipoisson
from statsmodels.genmod import families

mp.mp.dps = 50


def emit(family, params, what, argument, value):
    padded = [repr(float(p)) for p in params] + [""] * (3 - len(params))
    print(",".join([family, *padded, what, repr(float(argument)), repr(float(value))]))


def table(family, params, frozen, ys, ps):
    logp = frozen.logpdf if hasattr(frozen.dist, "pdf") else frozen.logpmf
    for y in ys:
        emit(family, params, "logDensity", y, logp(y))
        emit(family, params, "cdf", y, frozen.cdf(y))
    for p in ps:
        emit(family, params, "quantile", p, frozen.ppf(p))


PS = [1e-6, 0.025, 0.25, 0.5, 0.9, 0.999]
print("family,a,b,c,what,argument,value")
for m, s in [(0, 1), (-3, 0.2), (1e5, 300)]:
    table("normal", (m, s), stats.norm(m, s), [m - 5 * s, m + 0.3 * s, m + 4 * s], PS)
for loc, s, nu in [(0, 1, 2.1), (5, 3, 4.5), (-1, 0.1, 300)]:
    table("student_t", (loc, s, nu), stats.t(nu, loc, s), [loc - 20 * s, loc, loc + 2 * s], PS)
for mean, phi in [(1, 1), (40, 0.05), (3, 6)]:
    frozen = stats.gamma(1 / phi, scale=phi * mean)
    table("gamma", (mean, phi), frozen, [0.01 * mean, mean, 4 * mean], PS)
for mean in [0.03, 4, 900]:
    table("poisson", (mean,), stats.poisson(mean), [0, round(mean), round(3 * mean) + 2], PS)
for mean, alpha in [(0.5, 3), (12, 0.2), (700, 0.001)]:
    frozen = stats.nbinom(1 / alpha, 1 / (1 + alpha * mean))
    ys = [0, round(mean), round(3 * mean) + 2]
    table("negative_binomial", (mean, alpha), frozen, ys, PS)

for mean, precision in [(0.3, 4), (0.9, 60), (0.05, 0.8)]:
    frozen = stats.beta(mean * precision, (1 - mean) * precision)
    table("beta", (mean, precision), frozen, [0.01, mean, 0.97], PS)
for mean, zero in [(0.7, 0.2), (6, 0.55)]:
    for y in [0, 1, 4, 15]:
        emit("zero_inflated_poisson", (mean, zero), "logDensity", y, zipoisson.logpmf(y, mean, zero))
        emit("zero_inflated_poisson", (mean, zero), "cdf", y, zipoisson.cdf(y, mean, zero))
    for p in PS:
        emit("zero_inflated_poisson", (mean, zero), "quantile", p, zipoisson.ppf(p, mean, zero))
for mean, alpha, zero in [(0.7, 1.5, 0.2), (6, 0.3, 0.55)]:
    for y in [0, 1, 4, 15]:
        emit("zero_inflated_negative_binomial", (mean, alpha, zero), "logDensity", y, zinegbin.logpmf(y, mean, alpha, 2, zero))
        emit("zero_inflated_negative_binomial", (mean, alpha, zero), "cdf", y, zinegbin.cdf(y, mean, alpha, 2, zero))

# Times by the location and scale of ln y; logBetween has the upper end in the place of p and the lower one in c.
LIFETIMES = {
    "weibull": lambda m, s: stats.weibull_min(1 / s, scale=math.exp(m)),
    "log_normal": lambda m, s: stats.lognorm(s, scale=math.exp(m)),
    "log_logistic": lambda m, s: stats.fisk(1 / s, scale=math.exp(m)),
}
for name, of in LIFETIMES.items():
    for m, s in [(0.5, 0.3), (5, 1.4)]:
        frozen = of(m, s)
        table(name, (m, s), frozen, [math.exp(m) * q for q in (0.05, 1, 3)], PS)
        if name != "log_logistic" or s < 1:
            emit(name, (m, s), "mean", 0, frozen.mean())
        for q in (0.02, 1, 4):
            low = math.exp(m) * q
            emit(name, (m, s, low), "logBetween", math.inf, frozen.logsf(low))
            emit(name, (m, s, 0), "logBetween", low, frozen.logcdf(low))
            inside = frozen.sf(low) - frozen.sf(1.5 * low) if q > 1 else frozen.cdf(1.5 * low) - frozen.cdf(low)
            emit(name, (m, s, low), "logBetween", 1.5 * low, math.log(inside))

def tweedie(mean, dispersion, power):
    """Returns log-density and distribution function of a Poisson sum of gammas, term by term in 50 digits."""
    mean, dispersion, power = mp.mpf(mean), mp.mpf(dispersion), mp.mpf(power)
    rate = mean ** (2 - power) / dispersion / (2 - power)
    shape, scale = (2 - power) / (power - 1), dispersion * (power - 1) * mean ** (power - 1)
    most = int(rate + 20 * mp.sqrt(rate) + 120)

    def poisson(n):
        return mp.exp(n * mp.log(rate) - rate - mp.loggamma(n + 1))

    def density(y):
        if y == 0:
            return -rate
        x = mp.mpf(y) / scale
        parts = (poisson(n) * mp.exp(n * shape * mp.log(x) - x - mp.loggamma(n * shape)) / y for n in range(1, most))
        return mp.log(mp.fsum(parts))

    def cdf(y):
        x = mp.mpf(y) / scale
        return mp.exp(-rate) + mp.fsum(poisson(n) * mp.gammainc(n * shape, 0, x, regularized=True) for n in range(1, most))

    return density, cdf


for mean, dispersion, power in [(1.3, 2, 1.5), (40, 0.7, 1.2), (250, 30, 1.8), (0.02, 1.1, 1.6)]:
    density, cdf = tweedie(mean, dispersion, power)
    family = families.Tweedie(var_power=power, eql=False)
    for y in [0, mean / 50, mean, 6 * mean]:
        value = density(y)
        other = family.loglike_obs(np.array([y]), np.array([mean]), scale=dispersion)[0]
        assert abs(value - other) < 1e-8 * (1 + abs(value)), (y, value, other)
        emit("tweedie", (mean, dispersion, power), "logDensity", y, value)
        emit("tweedie", (mean, dispersion, power), "cdf", y, cdf(y))
    for p in [0.9, 0.999]:
        at = mp.findroot(lambda t: cdf(t) - p, (mean / 2, 100 * mean), solver="illinois", tol=1e-40, maxsteps=200)
        assert abs(cdf(at) - p) < 1e-19
        emit("tweedie", (mean, dispersion, power), "quantile", p, at)

for z in [-37, -30, -12.5, -8, -3, -1, -0.1, 0, 1e-9, 0.5, 2, 6, 8]:
    z = mp.mpf(z)
    emit("standard", (), "cdf", z, mp.ncdf(z))
    emit("standard", (), "logDensity", z, mp.log(mp.npdf(z)))
    emit("standard", (), "logCdf", z, mp.log(mp.ncdf(z)))
for p in [1e-300, 1e-100, 1e-20, 1e-9, 1e-3, 0.02425, 0.1, 0.3, 0.499, 0.5, 0.75, 0.999]:
    exact = mp.mpf(p)
    start = stats.norm.ppf(p)
    z = mp.findroot(lambda x: mp.log(mp.ncdf(x)) - mp.log(exact), start)
    emit("standard", (), "quantile", p, z)
