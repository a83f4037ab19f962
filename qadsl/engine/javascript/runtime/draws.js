/** Philox4x64-10 and BLAKE2b on halves of 32 bits, as engine/draws.py has them: the same draws, to the last bit. */

const TWO_32 = 4294967296;
const SHARE = 2 ** -53;
const LOWEST = 2 ** -55;

const FIRST = [0xd2e7470e, 0xe14c6c93];
const SECOND = [0xca5a8263, 0x95121157];
const WEYL = [0x9e3779b9, 0x7f4a7c15, 0xbb67ae85, 0x84caa73b];

const PART = 2 ** -16;

/** The higher half of the product of two numbers of 32 bits; what is added up has at most 49. */
function high32(a, b) {
  const low = Math.floor(a * (b & 0xffff) * PART);
  return Math.floor((a * (b >>> 16) + low) * PART);
}

const product = new Uint32Array(4);

/** The product of two numbers of 64 bits, given as halves, the lowest word first. */
function multiply(aHigh, aLow, bHigh, bLow) {
  let sum = high32(aLow, bLow) + (Math.imul(aLow, bHigh) >>> 0) + (Math.imul(aHigh, bLow) >>> 0);
  product[0] = Math.imul(aLow, bLow);
  product[1] = sum;
  sum =
    high32(aLow, bHigh) + high32(aHigh, bLow) + (Math.imul(aHigh, bHigh) >>> 0) + Math.floor(sum / TWO_32);
  product[2] = sum;
  product[3] = high32(aHigh, bHigh) + Math.floor(sum / TWO_32);
}

/**
 * Writes the shares of four draws, of which the first is 4 times `block`, to `out` from `at` on.
 * Numbers of 64 bits are two halves, the higher first.
 */
function fourShares(out, at, block, cell, seed, quantity) {
  let c0h = Math.floor(block / TWO_32), c0l = block >>> 0, c1h = cell[0], c1l = cell[1];
  let c2h = 0, c2l = 0, c3h = 0, c3l = 0;
  let k0h = seed[0], k0l = seed[1], k1h = quantity[0], k1l = quantity[1];
  for (let round = 0; round < 10; round++) {
    multiply(FIRST[0], FIRST[1], c0h, c0l);
    const p0 = product[0], p1 = product[1], p2 = product[2], p3 = product[3];
    multiply(SECOND[0], SECOND[1], c2h, c2l);
    c0h = (product[3] ^ c1h ^ k0h) >>> 0;
    c0l = (product[2] ^ c1l ^ k0l) >>> 0;
    c1h = product[1];
    c1l = product[0];
    c2h = (p3 ^ c3h ^ k1h) >>> 0;
    c2l = (p2 ^ c3l ^ k1l) >>> 0;
    c3h = p1;
    c3l = p0;
    k0l += WEYL[1];
    k0h = (k0h + WEYL[0] + (k0l >= TWO_32 ? 1 : 0)) >>> 0;
    k0l >>>= 0;
    k1l += WEYL[3];
    k1h = (k1h + WEYL[2] + (k1l >= TWO_32 ? 1 : 0)) >>> 0;
    k1l >>>= 0;
  }
  out[at] = share(c0h, c0l);
  out[at + 1] = share(c1h, c1l);
  out[at + 2] = share(c2h, c2l);
  out[at + 3] = share(c3h, c3l);
}

const share = (high, low) => (high * 2097152 + (low >>> 11)) * SHARE + LOWEST;

/** A seed as halves. */
function halves(seed) {
  const whole = BigInt.asUintN(64, BigInt(seed));
  return [Number(whole >> 32n), Number(whole & 0xffffffffn)];
}

const START = [
  0x6a09e667, 0xf3bcc908, 0xbb67ae85, 0x84caa73b, 0x3c6ef372, 0xfe94f82b, 0xa54ff53a, 0x5f1d36f1, 0x510e527f,
  0xade682d1, 0x9b05688c, 0x2b3e6c1f, 0x1f83d9ab, 0xfb41bd6b, 0x5be0cd19, 0x137e2179,
];
const ORDERS = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4], [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13], [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11], [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5], [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];
// places of words of 64 bits, two a word
const MIXED = Uint8Array.from(
  [
    [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13],
    [3, 4, 9, 14],
  ].flat(),
  (word) => 2 * word,
);

/** The 64 bits, as halves, that stand for a name: the first eight bytes, little endian, of BLAKE2b. */
function digest(text) {
  const bytes = new TextEncoder().encode(text);
  const state = Uint32Array.from(START);
  state[1] ^= 0x01010008; // no key, eight bytes wanted
  let at = 0;
  for (; bytes.length - at > 128; at += 128) compress(state, bytes.subarray(at, at + 128), at + 128, 0);
  compress(state, bytes.subarray(at), bytes.length, 0xffffffff);
  return [state[0], state[1]];
}

const mixed = new Uint32Array(32);

function compress(state, bytes, count, last) {
  const block = new Uint8Array(128);
  block.set(bytes);
  const view = new DataView(block.buffer);
  const message = new Uint32Array(32);
  for (let i = 0; i < 32; i++) message[i ^ 1] = view.getUint32(4 * i, true);
  mixed.set(state);
  mixed.set(START, 16);
  mixed[25] ^= count;
  mixed[28] ^= last;
  mixed[29] ^= last;
  for (let round = 0; round < 12; round++) {
    const order = ORDERS[round % 10];
    for (let i = 0; i < 8; i++) {
      const [x, y] = [2 * order[2 * i], 2 * order[2 * i + 1]];
      mix(MIXED[4 * i], MIXED[4 * i + 1], MIXED[4 * i + 2], MIXED[4 * i + 3], message, x, y);
    }
  }
  for (let i = 0; i < 16; i++) state[i] ^= mixed[i] ^ mixed[i + 16];
}

function mix(a, b, c, d, message, x, y) {
  add(a, b, message[x], message[x + 1]);
  rotate(d, a, 32);
  add(c, d, 0, 0);
  rotate(b, c, 24);
  add(a, b, message[y], message[y + 1]);
  rotate(d, a, 16);
  add(c, d, 0, 0);
  rotate(b, c, 63);
}

function add(a, b, high, low) {
  const sum = mixed[a + 1] + mixed[b + 1] + low;
  mixed[a] = mixed[a] + mixed[b] + high + Math.floor(sum / TWO_32);
  mixed[a + 1] = sum;
}

/** a = (a xor b) turned to the right by so many bits. */
function rotate(a, b, bits) {
  const high = mixed[a] ^ mixed[b];
  const low = mixed[a + 1] ^ mixed[b + 1];
  const [first, second] = bits < 32 ? [high, low] : [low, high];
  const rest = bits % 32;
  mixed[a] = rest ? (first >>> rest) | (second << (32 - rest)) : first;
  mixed[a + 1] = rest ? (second >>> rest) | (first << (32 - rest)) : second;
}

export { digest, fourShares, halves };
