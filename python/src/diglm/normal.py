"""The standard normal distribution, number by number over arrays, to about 1e-15 of its values."""

from __future__ import annotations

import math

import numpy as np

LOG_ROOT_TWO_PI = 0.918938533204672741780329736406
_ROOT_HALF = 0.707106781186547524400844362105
_ONE_OVER_ROOT_TWO_PI = 0.398942280401432677939946059934
_SPLIT = 0.67448975
_FROM = 8 * _ROOT_HALF

# Rational approximations of Cody (1969), as arranged in his ANORM (1993), highest power first.
_CENTRAL_TOP = (
    0.065682337918207449113,
    2.2352520354606839287,
    161.02823106855587881,
    1067.6894854603709582,
    18154.981253343561249,
)
_CENTRAL_BOTTOM = (
    1.0,
    47.20258190468824187,
    976.09855173777669322,
    10260.932208618978205,
    45507.789335026729956,
)
_MIDDLE_TOP = (
    1.0765576773720192317e-8,
    0.39894151208813466764,
    8.8831497943883759412,
    93.506656132177855979,
    597.27027639480026226,
    2494.5375852903726711,
    6848.1904505362823326,
    11602.651437647350124,
    9842.7148383839780218,
)
_MIDDLE_BOTTOM = (
    1.0,
    22.266688044328115691,
    235.38790178262499861,
    1519.377599407554805,
    6485.558298266760755,
    18615.571640885098091,
    34900.952721145977266,
    38912.003286093271411,
    19685.429676859990727,
)
_FAR_TOP = (
    0.02307344176494017303,
    0.21589853405795699,
    0.1274011611602473639,
    0.022235277870649807,
    0.001421619193227893466,
    2.9112874951168792e-5,
)
_FAR_BOTTOM = (
    1.0,
    1.28426009614491121,
    0.468238212480865118,
    0.0659881378689285515,
    0.00378239633202758244,
    7.29751555083966205e-5,
)
_A = (
    2509.0809287301226727,
    33430.575583588128105,
    67265.770927008700853,
    45921.953931549871457,
    13731.693765509461125,
    1971.5909503065514427,
    133.14166789178437745,
    3.387132872796366608,
)
_B = (
    5226.495278852545925,
    28729.085735721942674,
    39307.89580009271061,
    21213.794301586595867,
    5394.1960214247511077,
    687.1870074920579083,
    42.313330701600911252,
    1.0,
)
_C = (
    7.7454501427834140764e-4,
    0.0227238449892691845833,
    0.24178072517745061177,
    1.27045825245236838258,
    3.64784832476320460504,
    5.7694972214606914055,
    4.6303378461565452959,
    1.42343711074968357734,
)
_D = (
    1.05075007164441684324e-9,
    5.475938084995344946e-4,
    0.0151986665636164571966,
    0.14810397642748007459,
    0.68976733498510000455,
    1.6763848301838038494,
    2.05319162663775882187,
    1.0,
)
_E = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    0.0012426609473880784386,
    0.026532189526576123093,
    0.29656057182850489123,
    1.7848265399172913358,
    5.4637849111641143699,
    6.6579046435011037772,
)
_F = (
    2.04426310338993978564e-15,
    1.4215117583164458887e-7,
    1.8463183175100546818e-5,
    7.868691311456132591e-4,
    0.0148753612908506148525,
    0.13692988092273580531,
    0.59983220655588793769,
    1.0,
)


def _horner(coefficients: tuple[float, ...], x: np.ndarray) -> np.ndarray:
    result = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        result *= x
        result += coefficient
    return result


def log_density(x: np.ndarray) -> np.ndarray:
    """Returns log phi(x) in nats."""
    return -0.5 * x * x - LOG_ROOT_TWO_PI


def _far(y: np.ndarray) -> np.ndarray:
    s = 1 / (y * y)
    return (_ONE_OVER_ROOT_TWO_PI - s * _horner(_FAR_TOP, s) / _horner(_FAR_BOTTOM, s)) / y


def _tail(y: np.ndarray) -> np.ndarray:
    """Returns Phi(-y), y above the quartile."""
    near = np.minimum(y, 39.0)
    factor = np.where(
        near <= _FROM,
        _horner(_MIDDLE_TOP, near) / _horner(_MIDDLE_BOTTOM, near),
        _far(near),
    )
    coarse = np.rint(near * 16) / 16
    rest = (near - coarse) * (near + coarse)
    tail = np.exp(-0.5 * coarse * coarse) * np.exp(-0.5 * rest) * factor
    return np.where(y > 39, 0.0, tail)


def cdf(x: np.ndarray) -> np.ndarray:
    """Returns Phi(x), accurate relative to itself in the lower tail."""
    x = np.asarray(x, dtype=float)
    y = np.abs(x)
    tail = _tail(np.maximum(y, _SPLIT))
    outer = np.where(x < 0, tail, 1 - tail)
    inner = y <= _SPLIT
    near = np.where(inner, x, 0.0)
    s = near * near
    central = 0.5 + near * _horner(_CENTRAL_TOP, s) / _horner(_CENTRAL_BOTTOM, s)
    return np.where(inner, central, outer)


def log_cdf(x: np.ndarray) -> np.ndarray:
    """Returns log Phi(x) in nats, finite wherever x^2 is."""
    x = np.asarray(x, dtype=float)
    upper = np.log1p(-cdf(-np.abs(x)))
    near = np.log(np.maximum(cdf(np.maximum(x, -_FROM)), 5e-324))
    distant = np.maximum(-x, _FROM)
    far = np.log(_far(distant)) - 0.5 * x * x
    return np.where(x > 0, upper, np.where(x > -_FROM, near, far))


def quantile(p: np.ndarray) -> np.ndarray:
    """Returns Phi^-1(p) by algorithm AS 241 (Wichura 1988)."""
    p = np.asarray(p, dtype=float)
    q = p - 0.5
    middle = np.abs(q) <= 0.425
    r = 0.180625 - np.where(middle, q * q, 0.0)
    central = q * _horner(_A, r) / _horner(_B, r)
    with np.errstate(all="ignore"):
        outer = np.sqrt(-np.log(np.where(q < 0, p, 1 - p)))
        near, far = outer - 1.6, outer - 5
        tail = np.where(
            outer <= 5,
            _horner(_C, near) / _horner(_D, near),
            _horner(_E, far) / _horner(_F, far),
        )
    tail = np.where(q < 0, -tail, tail)
    tail = np.where(p == 0, -math.inf, np.where(p == 1, math.inf, tail))
    return np.where(middle, central, tail)
