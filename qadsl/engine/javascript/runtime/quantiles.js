/** The forms of a written value, as engine/distributions.py has them: each prepared once, then asked for its value at a share. */

import { betaQuantile, logBeta, maximum, minimum, normalCdf, normalQuantile } from "./functions.js";

const clamp = (x, low, high) => maximum(minimum(x, high), low);

function uniform([low, high]) {
  const width = high - low;
  return (u) => clamp(u * width + low, low, high);
}

function normal([mean, sd, low, high]) {
  const spread = sd > 0 ? sd : 1;
  let a = (low - mean) / spread;
  let b = (high - mean) / spread;
  const above = a > 0;
  if (above) [a, b] = [-a, -b];
  const start = normalCdf(a);
  const width = normalCdf(b) - start;
  if (sd <= 0 || width === 0) {
    const nearest = maximum(minimum(mean, high), low);
    return () => clamp(nearest, low, high);
  }
  const scale = above ? -spread : spread;
  return (u) => clamp(normalQuantile(u * width + start) * scale + mean, low, high);
}

function triangular([low, mode, high]) {
  const width = high - low;
  const share = width > 0 ? (mode - low) / width : 0.5;
  const rising = width * (mode - low);
  const falling = width * (high - mode);
  return (u) => clamp(u < share ? low + Math.sqrt(u * rising) : high - Math.sqrt((1 - u) * falling), low, high);
}

function beta([a, b, low, high]) {
  const logWhole = logBeta(a, b);
  return (u) => clamp(betaQuantile(u, a, b, logWhole) * (high - low) + low, low, high);
}

function discrete(parameters) {
  const pairs = [];
  for (let i = 0; i < parameters.length; i += 2) pairs.push([parameters[i], parameters[i + 1]]);
  pairs.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const values = pairs.map((pair) => pair[0]);
  const below = [];
  let sum = 0;
  for (const pair of pairs) below.push((sum += pair[1]));
  const last = values.length - 1;
  return (u) => {
    for (let i = 0; i < last; i++) if (u < below[i]) return values[i];
    return values[last];
  };
}

const FORMS = { unknown: uniform, uniform, normal, triangular, beta, discrete };

const isDrawn = (written) => written.form !== "exact" && written.parameters.length > 0;

/** What gives the value of something written at a share; null where no draw changes it. */
const quantileOf = (written) => (isDrawn(written) ? FORMS[written.form](written.parameters) : null);

/** Its value, or the median of what is drawn; NaN for what cannot be. */
function middleOf(written) {
  if (written.form === "exact") return written.parameters[0];
  return isDrawn(written) ? quantileOf(written)(0.5) : NaN;
}

export { isDrawn, middleOf, quantileOf };
