/** Numbers, names and lists as an analyst reads them; the same words as Python's views. */

const HARMLESS = /[\u200c\u200d\ufe0e\ufe0f]/u;

const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A text that runs to the left, parted from what stands beside it. */
function apart(text) {
  return LEFTWARD.test(text) ? `\u2068${text}\u2069` : text;
}

/** A name from a program, without what could steer a page: controls, line ends, marks of direction. */
function named(text) {
  return apart(harmless(text));
}

function harmless(text) {
  return String(text).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) => (HARMLESS.test(char) ? char : "\ufffd"));
}

/** A name of at most so many characters, as eyes count them. */
function short(text, most = 18) {
  const characters = [...new Intl.Segmenter().segment(harmless(text))].map((one) => one.segment);
  return apart(characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("")}\u2026`);
}

/** `quasi_alliance` as `quasi-alliance`. */
function optionWords(name) {
  return named(name).replaceAll("_", "-");
}

/** `common_threat` as `common threat`. */
function quantityWords(name) {
  return named(name).replaceAll("_", " ");
}

/** `A`, `A and B`, `A, B and C`. */
function listed(items, last = "and") {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

/** Three decimals at most, with a minus sign; `?` for an unknown. */
function number(value, digits = 3) {
  if (value === null || Number.isNaN(value)) return "?";
  const rounded = Math.abs(value) >= 1e6 ? value.toPrecision(4) : value.toFixed(digits);
  const text = rounded.includes(".") && !rounded.includes("e") ? rounded.replace(/\.?0+$/, "") : rounded;
  return text === "-0" ? "0" : text.replace("-", "\u2212");
}

/** A number that was given or set: what is small keeps three digits that tell, so that it does not look like zero. */
function amount(value, digits = 3) {
  const power = powerOf(value);
  if (!value || power < -6) return value ? String(Number(value.toPrecision(3))).replaceAll("-", "\u2212") : number(value);
  return number(value, Math.max(digits, 2 - power));
}

/** The power of ten that a number begins with: -4 for 0.0003. */
function powerOf(value) {
  return Number(value.toExponential().split("e")[1]);
}

/** `83%`; never 0 or 100 for what is neither. */
function percent(share) {
  if (Number.isNaN(share)) return "?";
  if (share > 0 && share <= 0.005) return "<1%"; // halves go to the even side
  if (share >= 0.995 && share < 1) return ">99%";
  const hundredths = share * 100;
  const rounded = Math.round(hundredths);
  // halves go to the even side, as in Python's tables
  return `${hundredths % 1 === 0.5 && rounded % 2 ? rounded - 1 : rounded}%`;
}

/** A number as programs write it: the shortest that means the same, without an exponent. */
function written(value) {
  const text = String(value);
  const [, sign, whole, part = "", power] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? [];
  if (power === undefined) return text;
  const digits = whole + part;
  const point = whole.length + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return sign + (digits.length <= point ? digits.padEnd(point, "0") : `${digits.slice(0, point)}.${digits.slice(point)}`);
}

export { amount, listed, named, number, optionWords, percent, powerOf, quantityWords, short, written };
