/**
 * The functions of engine/functions.py and engine/arithmetic.py on numbers: made of + - * / and square roots alone, in
 * the same order, so that they give the same bits. What is unknown is NaN.
 */

const WHOLE = 4503599627370496;
const LN2_HIGH = 6.93147180369123816490e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.442695040888963387;
const EXP = [
  4.13813679705723846039e-8, -1.6533902205465251539e-6, 6.61375632143793436117e-5, -2.77777777770155933842e-3,
  1.66666666666666019037e-1,
];
const LOG_ODD = [1.479819860511658591e-1, 1.818357216161805012e-1, 2.857142874366239149e-1, 6.666666666666735130e-1];
const LOG_EVEN = [1.531383769920937332e-1, 2.222219843214978396e-1, 3.999999999940941908e-1];
const LEAST = 0.7071065902709961;

const doubles = new Float64Array(1);
const words = new Uint32Array(doubles.buffer);
const LOW = new Uint32Array(new Float64Array([1]).buffer)[0] === 0 ? 0 : 1;
const HIGH = 1 - LOW;

const minimum = (x, y) => (x < y || x !== x ? x : y);
const maximum = (x, y) => (x > y || x !== x ? x : y);
const divide = (x, y) => (y === 0 ? NaN : x / y);

/** The nearest whole number, halves to even. */
function rint(x) {
  if (x >= 0) return x < WHOLE ? x + WHOLE - WHOLE : x;
  return x > -WHOLE ? -(WHOLE - x - WHOLE) : x;
}

function round12(x) {
  const scaled = x * 1e12;
  return Math.abs(scaled) < WHOLE ? rint(scaled) / 1e12 : x;
}

/** 2 to the k, for whole k from -1022 to 1023. */
function powerOfTwo(k) {
  words[LOW] = 0;
  words[HIGH] = (k + 1023) << 20;
  return doubles[0];
}

function polynomial(x, coefficients) {
  let total = coefficients[0];
  for (let i = 1; i < coefficients.length; i++) total = total * x + coefficients[i];
  return total;
}

function exp(x) {
  if (x !== x) return x;
  const known = maximum(minimum(x, 710), -746);
  const k = rint(known * INVERSE_LN2);
  const high = known - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r - t * polynomial(t, EXP);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  const half = Math.floor(k * 0.5);
  return y * powerOfTwo(half) * powerOfTwo(k - half);
}

function logOfNormal(x) {
  doubles[0] = x;
  let k = (words[HIGH] >>> 20) - 1022;
  words[HIGH] = (words[HIGH] & 0xfffff) | 0x3fe00000;
  let mantissa = doubles[0];
  if (mantissa < LEAST) {
    mantissa *= 2;
    k -= 1;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const rest = z * polynomial(w, LOG_ODD) + w * polynomial(w, LOG_EVEN);
  const half = 0.5 * f * f;
  return s * (half + rest) + k * LN2_LOW - half + f + k * LN2_HIGH;
}

function log(x) {
  if (!(x > 0)) return NaN;
  if (x === Infinity) return x;
  if (x < 2.3e-308) return logOfNormal(x * 18014398509481984) - 54 * LN2_LOW - 54 * LN2_HIGH;
  return logOfNormal(x);
}

function products(x, count) {
  let result = 1;
  let base = x;
  while (count >= 1) {
    const half = Math.floor(count * 0.5);
    if (half * 2 !== count) result *= base;
    count = half;
    base *= base;
  }
  return result;
}

function power(x, y) {
  if (x !== x || y !== y) return NaN;
  const whole = rint(y) === y;
  if (whole && Math.abs(y) <= 1024) {
    const raised = products(x, Math.abs(y));
    return y < 0 ? divide(1, raised) : raised;
  }
  if (x === 0 && y > 0) return 0;
  if (x < 0 && !whole) return NaN;
  const curved = exp(y * log(Math.abs(x)));
  return x < 0 && whole && Math.floor(y * 0.5) * 2 !== y ? -curved : curved;
}

const and = (x, y) => (x === 0 || y === 0 ? 0 : x === 1 && y === 1 ? 1 : NaN);
const or = (x, y) => (x === 1 || y === 1 ? 1 : x === 0 && y === 0 ? 0 : NaN);
const less = (x, y) => (x < y ? 1 : x >= y ? 0 : NaN);
const lessEqual = (x, y) => (x <= y ? 1 : x > y ? 0 : NaN);
const equal = (x, y) => (x === y ? 1 : x !== x || y !== y ? NaN : 0);
const select = (condition, x, y) => (condition === 1 ? x : condition === condition ? y : x === y ? x : NaN);

const CODY_SMALL = [
  [0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582, 18154.981253343561249],
  [1, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956],
];
const CODY_MIDDLE = [
  [
    1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979,
    597.27027639480026226, 2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218,
  ],
  [
    1, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755, 18615.571640885098091,
    34900.952721145977266, 38912.003286093271411, 19685.429676859990727,
  ],
];
const CODY_FAR = [
  [
    0.02307344176494017303, 0.21589853405795699, 0.1274011611602473639, 0.022235277870649807, 0.001421619193227893466,
    2.9112874951168792e-5,
  ],
  [
    1, 1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244,
    7.29751555083966205e-5,
  ],
];
const ROOT_32 = 5.656854248;
const INVERSE_ROOT_2PI = 0.398942280401432677939946059934;

function bell(size) {
  const coarse = Math.floor(size * 16) * 0.0625;
  const rest = (size - coarse) * (size + coarse);
  return exp(-(coarse * coarse) * 0.5) * exp(-rest * 0.5);
}

function normalCdf(x) {
  const size = Math.abs(x);
  if (size <= 0.67448975) {
    const square = minimum(size, 1) * minimum(size, 1);
    return (polynomial(square, CODY_SMALL[0]) / polynomial(square, CODY_SMALL[1])) * x + 0.5;
  }
  const tail = normalTail(size) * bell(minimum(size, 40));
  return x > 0 ? 1 - tail : tail;
}

function normalTail(size) {
  if (size <= ROOT_32) return polynomial(size, CODY_MIDDLE[0]) / polynomial(size, CODY_MIDDLE[1]);
  const inverse = 1 / (size * size);
  const ratio = inverse * (polynomial(inverse, CODY_FAR[0]) / polynomial(inverse, CODY_FAR[1]));
  return (INVERSE_ROOT_2PI - ratio) / size;
}

const CENTRE = [
  [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239,
  ],
  [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1],
];
const TAIL = [
  [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
];
const CENTRAL = 0.47575;

function normalQuantile(p) {
  const q = p + -0.5;
  const r = q * q;
  if (!(r > CENTRAL * CENTRAL)) return (polynomial(r, CENTRE[0]) * q) / polynomial(r, CENTRE[1]);
  const least = maximum(minimum(p, 1 - p), 2.3e-308);
  const root = Math.sqrt(logOfNormal(least) * -2);
  const size = Math.abs(polynomial(root, TAIL[0]) / polynomial(root, TAIL[1]));
  return q < 0 ? -size : size;
}

const STIRLING = [
  -1.9175269175269176e-3, 8.417508417508417e-4, -5.952380952380953e-4, 7.936507936507937e-4, -2.777777777777778e-3,
  8.333333333333333e-2,
];
const HALF_LOG_2PI = 0.91893853320467274178;

function logGamma(x) {
  let product = 1;
  while (x < 15) {
    product *= x;
    x += 1;
  }
  const inverse = 1 / x;
  const series = inverse * polynomial(inverse * inverse, STIRLING);
  return (x - 0.5) * log(x) - x + HALF_LOG_2PI + series - log(product);
}

const logBeta = (a, b) => logGamma(a) + logGamma(b) - logGamma(a + b);

function betaCdf(x, a, b, logWhole) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const inner = x > 0 ? x : 0.5;
  const front = exp(a * log(inner) + b * log(1 - inner) - logWhole);
  const mirrored = inner > (a + 1) / (a + b + 2);
  const near = mirrored ? b : a;
  const far = mirrored ? a : b;
  const share = (front * fraction(mirrored ? 1 - inner : inner, near, far)) / near;
  return mirrored ? 1 - share : share;
}

const atLeast = (x) => (Math.abs(x) < 1e-300 ? 1e-300 : x);

function fraction(x, a, b) {
  let c = 1;
  let d = 1 / atLeast(1 - ((a + b) * x) / (a + 1));
  let total = d;
  for (let k = 1; k < 2000; k++) {
    let change = 1;
    for (let odd = 0; odd < 2; odd++) {
      const term = odd
        ? (-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1))
        : (k * (b - k) * x) / ((a + 2 * k - 1) * (a + 2 * k));
      d = 1 / atLeast(1 + term * d);
      c = atLeast(1 + term / c);
      change = c * d;
      total *= change;
    }
    if (!(Math.abs(change - 1) > 4e-16)) break;
  }
  return total;
}

function betaQuantile(p, a, b, logWhole) {
  let low = 0;
  let high = 1;
  let x = 0.5 + (a / (a + b) - 0.5);
  for (let round = 0; round < 200; round++) {
    const excess = betaCdf(x, a, b, logWhole) - p;
    if (excess < 0) low = x;
    else high = x;
    const density = exp((a - 1) * log(x) + (b - 1) * log(1 - x) - logWhole);
    const step = x - excess / density;
    const following = step > low && step < high ? step : (low + high) * 0.5;
    const moved = Math.abs(following - x) > 1e-17 + 4e-16 * x;
    x = following;
    if (!moved) break;
  }
  return x;
}

const cameOut = (tie, option) => (tie < 0 ? NaN : tie === option ? 1 : 0);

/** What emitted code may call. */
const R = {
  minimum, maximum, divide, round12, exp, log, power, and, or, less, lessEqual, equal, select, cameOut,
};

export { R, betaQuantile, exp, logBeta, maximum, minimum, normalCdf, normalQuantile };
