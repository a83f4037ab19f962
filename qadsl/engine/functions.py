"""Functions that machines do not agree on, written over `Arithmetic` so that they give the same bits everywhere."""

from __future__ import annotations

from qadsl.engine.arithmetic import Arithmetic, V

__all__ = [
    "WHOLE_POWER", "beta_cdf", "beta_quantile", "divide", "exp", "log", "log_beta", "log_of_normal", "normal_cdf",
    "normal_quantile", "power", "round12", "square_root",
]  # fmt: skip

WHOLE_POWER = 1024.0
"""Whole exponents up to this are powers by repeated products; beyond it, by exp and log."""

_NAN = float("nan")
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_INVERSE_LN2 = 1.44269504088896338700e00
_EXP = (
    4.13813679705723846039e-08, -1.65339022054652515390e-06, 6.61375632143793436117e-05, -2.77777777770155933842e-03,
    1.66666666666666019037e-01,
)  # fmt: skip
_LOG_ODD = (1.479819860511658591e-01, 1.818357216161805012e-01, 2.857142874366239149e-01, 6.666666666666735130e-01)
_LOG_EVEN = (1.531383769920937332e-01, 2.222219843214978396e-01, 3.999999999940941908e-01)


def divide(m: Arithmetic[V], x: V, y: V) -> V:
    """x / y, unknown where y is 0."""
    return m.where(y == 0.0, _NAN, m.divide(x, y))


def square_root(m: Arithmetic[V], x: V) -> V:
    """Square root, unknown below 0."""
    return m.sqrt(x)


def round12(m: Arithmetic[V], x: V) -> V:
    """x rounded to 12 decimals; numbers too large to hold as many are left as they are."""
    scaled = x * 1e12
    # an absolute value at or above 2^52 has no fraction left to round
    return m.where(m.absolute(scaled) < 4503599627370496.0, m.divide(m.rint(scaled), 1e12), x)


def exp(m: Arithmetic[V], x: V) -> V:
    """e to the x, within 1 unit in the last place: fdlibm's e_exp.c (Sun Microsystems, 1993)."""
    bounded = m.maximum(m.minimum(x, 710.0), -746.0)
    known = m.where(x == x, bounded, 0.0)
    k = m.rint(known * _INVERSE_LN2)
    high = known - k * _LN2_HIGH
    low = k * _LN2_LOW
    r = high - low
    t = r * r
    c = r - t * m.polynomial(t, _EXP)
    y = 1.0 - ((low - m.divide(r * c, 2.0 - c)) - high)
    half = m.floor(k * 0.5)
    scaled = y * m.power_of_two(half) * m.power_of_two(k - half)
    return m.where(x == x, scaled, x)


def log(m: Arithmetic[V], x: V) -> V:
    """Natural logarithm; unknown at and below 0."""
    usable = (x > 0.0) & (x < float("inf"))
    normal = m.where(usable, x, 1.0)
    small = normal < 2.3e-308
    found = log_of_normal(m, m.where(small, normal * 18014398509481984.0, normal))
    # the factor, 2^54, brings the least numbers back among those that have all their digits
    found = m.where(small, found - 54.0 * _LN2_LOW - 54.0 * _LN2_HIGH, found)
    return m.where(usable, found, m.where(x == float("inf"), x, _NAN))


def log_of_normal(m: Arithmetic[V], x: V) -> V:
    """Natural logarithm of a normal positive number, to 1 unit in the last place (fdlibm's e_log.c, Sun 1993)."""
    mantissa, k = m.split(x)
    f = mantissa - 1.0
    s = m.divide(f, 2.0 + f)
    z = s * s
    w = z * z
    rest = z * m.polynomial(w, _LOG_ODD) + w * m.polynomial(w, _LOG_EVEN)
    half = 0.5 * f * f
    return s * (half + rest) + k * _LN2_LOW - half + f + k * _LN2_HIGH


def power(m: Arithmetic[V], x: V, y: V) -> V:
    """x to the y: repeated products for whole y up to `WHOLE_POWER`, else exp(y log |x|); unknown where not real."""
    whole = m.rint(y) == y
    short = whole & (m.absolute(y) <= WHOLE_POWER)
    raised = _products(m, x, m.where(short, m.absolute(y), 0.0))
    raised = m.where(y < 0.0, divide(m, m.like(raised, 1.0), raised), raised)
    curved = exp(m, y * log(m, m.absolute(x)))
    odd = whole & (m.floor(y * 0.5) * 2.0 != y)
    curved = m.where((x < 0.0) & odd, -curved, curved)
    curved = m.where((x < 0.0) & (m.rint(y) != y), _NAN, curved)
    curved = m.where((x == 0.0) & (y > 0.0), 0.0, curved)
    return m.where((x == x) & (y == y), m.where(short, raised, curved), _NAN)


def _products(m: Arithmetic[V], x: V, count: V) -> V:
    result = m.like(x * count, 1.0)
    base = x
    while m.some(count >= 1.0):
        half = m.floor(count * 0.5)
        result = m.where(half * 2.0 != count, result * base, result)
        count = half
        base = base * base
    return result


_CODY_SMALL = (
    (0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582,
     18154.981253343561249),
    (1.0, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956),
)  # fmt: skip
_CODY_MIDDLE = (
    (1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979,
     597.27027639480026226, 2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218),
    (1.0, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755,
     18615.571640885098091, 34900.952721145977266, 38912.003286093271411, 19685.429676859990727),
)  # fmt: skip
_CODY_FAR = (
    (0.02307344176494017303, 0.21589853405795699, 0.1274011611602473639, 0.022235277870649807, 0.001421619193227893466,
     2.9112874951168792e-5),
    (1.0, 1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244,
     7.29751555083966205e-5),
)  # fmt: skip
_ROOT_32 = 5.656854248
_INVERSE_ROOT_2PI = 0.398942280401432677939946059934


def normal_cdf(m: Arithmetic[V], x: V) -> V:
    """Share of the standard normal distribution below x, to about 16 digits, 12 in the far tail (Cody 1969, ANORM)."""
    size = m.absolute(x)
    square = m.minimum(size, 1.0) * m.minimum(size, 1.0)
    small = m.divide(m.polynomial(square, _CODY_SMALL[0]), m.polynomial(square, _CODY_SMALL[1])) * x + 0.5
    bounded = m.minimum(size, _ROOT_32)
    middle = m.divide(m.polynomial(bounded, _CODY_MIDDLE[0]), m.polynomial(bounded, _CODY_MIDDLE[1]))
    far_size = m.maximum(size, 1.0)
    inverse = m.divide(m.like(far_size, 1.0), far_size * far_size)
    ratio = inverse * m.divide(m.polynomial(inverse, _CODY_FAR[0]), m.polynomial(inverse, _CODY_FAR[1]))
    far = m.divide(_INVERSE_ROOT_2PI - ratio, far_size)
    tail = m.where(size <= _ROOT_32, middle, far) * _bell(m, m.minimum(size, 40.0))
    return m.where(size <= 0.67448975, small, m.where(x > 0.0, 1.0 - tail, tail))


def _bell(m: Arithmetic[V], size: V) -> V:
    # exp(-size^2 / 2) with the square split so that its rounding does not spoil the tail
    coarse = m.floor(size * 16.0) * 0.0625
    rest = (size - coarse) * (size + coarse)
    return exp(m, -(coarse * coarse) * 0.5) * exp(m, -rest * 0.5)


CENTRE = (
    (-3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02, 1.383577518672690e02, -3.066479806614716e01,
     2.506628277459239e00),
    (-5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02, 6.680131188771972e01, -1.328068155288572e01,
     1.0),
)  # fmt: skip
TAIL = (
    (-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e00, -2.549732539343734e00,
     4.374664141464968e00, 2.938163982698783e00),
    (7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00, 3.754408661907416e00, 1.0),
)  # fmt: skip
CENTRAL = 0.47575


def normal_quantile(m: Arithmetic[V], p: V) -> V:
    """The standard normal value below which a share p lies, to 1.2e-9 relative (Acklam 2003).

    That error is thousands of times smaller than the sampling error of the longest run allowed, and the algorithm takes
    two thirds of the time of one to full precision (Wichura 1988); draws are where most of a run's time goes.
    """

    def tail(share: V, away: V) -> V:
        # below the least normal double there is nothing to tell apart
        least = m.maximum(m.minimum(share, 1.0 - share), 2.3e-308)
        r = m.sqrt(log_of_normal(m, least) * -2.0)
        return m.copysign(m.over(m.polynomial(r, TAIL[0]), m.polynomial(r, TAIL[1])), away)

    q = m.shifted(p, -0.5)
    r = m.squared(q)
    above, below = m.polynomial(r, CENTRE[0]), m.polynomial(r, CENTRE[1])
    found = m.excepting(r > CENTRAL * CENTRAL, m.over(m.times(above, q), below), tail, p, q)
    m.drop(q, r, below)
    return found


_STIRLING = (
    -1.9175269175269176e-3, 8.417508417508417e-4, -5.952380952380953e-4, 7.936507936507937e-4, -2.777777777777778e-3,
    8.333333333333333e-2,
)  # fmt: skip
_HALF_LOG_2PI = 0.91893853320467274178


def _log_gamma(m: Arithmetic[V], x: V) -> V:
    # Stirling's series at 15 or more, reached by the recurrence (Abramowitz and Stegun 6.1.41)
    product = m.like(x, 1.0)
    while m.some(x < 15.0):
        low = x < 15.0
        product = m.where(low, product * x, product)
        x = m.where(low, x + 1.0, x)
    inverse = m.divide(m.like(x, 1.0), x)
    series = inverse * m.polynomial(inverse * inverse, _STIRLING)
    return (x - 0.5) * log(m, x) - x + _HALF_LOG_2PI + series - log(m, product)


def log_beta(m: Arithmetic[V], a: V, b: V) -> V:
    """Logarithm of the beta function."""
    return _log_gamma(m, a) + _log_gamma(m, b) - _log_gamma(m, a + b)


def beta_cdf(m: Arithmetic[V], x: V, a: V, b: V, log_whole: V) -> V:
    """Share of the beta distribution below x by its continued fraction (DLMF 8.17.22); log_whole is log_beta(a, b)."""
    inner = m.where((x > 0.0) & (x < 1.0), x, 0.5)
    front = exp(m, a * log(m, inner) + b * log(m, 1.0 - inner) - log_whole)
    mirrored = inner > m.divide(a + 1.0, a + b + 2.0)
    near, far = m.where(mirrored, b, a), m.where(mirrored, a, b)
    side = m.where(mirrored, 1.0 - inner, inner)
    share = m.divide(front * _fraction(m, side, near, far), near)
    share = m.where(mirrored, 1.0 - share, share)
    return m.where(x <= 0.0, 0.0, m.where(x >= 1.0, 1.0, share))


def _fraction(m: Arithmetic[V], x: V, a: V, b: V) -> V:
    # modified Lentz (Thompson and Barnett 1986); what has converged stays as it is, so arrays and numbers agree
    tiny = 1e-300
    one = m.like(x, 1.0)
    c = one
    d = one - m.divide((a + b) * x, a + 1.0)
    d = m.divide(one, m.where(m.absolute(d) < tiny, tiny, d))
    total = d
    going = total == total
    for step in range(1, 2000):
        k = float(step)
        for term in (
            m.divide(k * (b - k) * x, (a + 2.0 * k - 1.0) * (a + 2.0 * k)),
            m.divide(-(a + k) * (a + b + k) * x, (a + 2.0 * k) * (a + 2.0 * k + 1.0)),
        ):
            d = one + term * d
            d = m.divide(one, m.where(m.absolute(d) < tiny, tiny, d))
            c = one + m.divide(term, c)
            c = m.where(m.absolute(c) < tiny, tiny, c)
            change = c * d
            total = m.where(going, total * change, total)
        going = going & (m.absolute(change - 1.0) > 4e-16)
        if not m.some(going):
            break
    return total


def beta_quantile(m: Arithmetic[V], p: V, a: V, b: V, log_whole: V) -> V:
    """The value below which a share p of the beta distribution lies: Newton steps kept inside a shrinking bracket."""
    low, high = m.like(p, 0.0), m.like(p, 1.0)
    x = m.like(p, 0.5) + (m.divide(a, a + b) - 0.5)
    going = p == p
    for _ in range(200):
        excess = beta_cdf(m, x, a, b, log_whole) - p
        low = m.where(excess < 0.0, x, low)
        high = m.where(excess < 0.0, high, x)
        density = exp(m, (a - 1.0) * log(m, x) + (b - 1.0) * log(m, 1.0 - x) - log_whole)
        step = x - m.divide(excess, density)
        inside = (step > low) & (step < high)
        following = m.where(inside, step, (low + high) * 0.5)
        moved = m.absolute(following - x) > 1e-17 + 4e-16 * x
        x = m.where(going, following, x)
        going = going & moved
        if not m.some(going):
            break
    return x
