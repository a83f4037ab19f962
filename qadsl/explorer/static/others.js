/**
 * What else comes out, in words: the theory's measures for both ends of the picked pair, and who stands together in what is
 * solved.
 */

import { html, say, show } from "./dom.js";
import { listed, named, number, optionWords, percent, short } from "./words.js";
import { decisionRow, rowsOf } from "./slices.js";

const MOST_TIES = 12;

class Others {
  constructor(session) {
    this.session = session;
    this.model = session.model;
    this.facts = session.facts;
    this.measures = this.facts.measures.map((measure) => line(measure.title || optionWords(measure.name)));
    this.solves = this.facts.solves.map((solve) => line(solve.title || optionWords(solve.name)));
    this.root = html("figure", { class: "qa-picture" }, html("figcaption", {}, "What else comes out"),
      html("dl", { class: "qa-others" }, ...[...this.measures, ...this.solves].flatMap(({ name, told }) => [name, told])));
    session.on("figures", (figures) => this.draw(figures));
  }

  draw(figures) {
    const { picked } = this.session;
    const rows = [false, true].map((isOther) => decisionRow(this.model, picked, isOther));
    show(this.root, rows[0] >= 0);
    if (rows[0] < 0) return;
    this.measures.forEach(({ told }, i) => say(told, this.ends(figures, i, rows)));
    this.facts.solves.forEach((solve, i) => say(this.solves[i].told, this.together(figures, solve)));
  }

  /** A measure for both ends, once where it is the same. */
  ends(figures, measure, rows) {
    const { self, partner } = this.session.picked;
    const words = rows.map((row) => this.came(figures.measures[measure], this.facts.measures[measure].words, row));
    if (words[0] === words[1]) return words[0];
    const way = (one, other) => `${this.name(one)} \u2192 ${this.name(other)}`;
    return `${way(self, partner)}: ${words[0]}; ${way(partner, self)}: ${words[1]}`;
  }

  /** What a measure comes to at a decision: its words with their shares, or a mean and its spread. */
  came({ shares, mean, sd }, words, row) {
    if (row < 0) return "?";
    if (!words.length) return sd[row] > 0 ? `${number(mean[row])} \u00b1 ${number(sd[row])}` : number(mean[row]);
    const found = words.map((word, i) => [named(word).replaceAll("_", " "), shares[row * words.length + i]]);
    if (found.some(([, share]) => share !== share)) return "?";
    const there = found.filter(([, share]) => share > 0).sort((a, b) => b[1] - a[1]);
    return there.length === 1 ? there[0][0] : there.map(([word, share]) => `${word} ${percent(share)}`).join(", ");
  }

  /** Who stands together in what is solved, the likeliest first. */
  together(figures, solve) {
    const pairs = [...this.pairs(figures, solve)];
    if (pairs.some(({ share }) => share !== share)) return "not known";
    const there = pairs.filter(({ share }) => share > 0);
    if (!there.length) return solve.isLinks ? "no links" : "nobody stands together";
    if (there.every(({ share }) => share === 1)) return this.settled(there, solve);
    there.sort((a, b) => b.share - a.share);
    const told = there.slice(0, MOST_TIES).map(({ one, other, share }) => `${this.both(one, other, solve)} ${percent(share)}`);
    return told.join(", ") + (there.length > MOST_TIES ? ` and ${there.length - MOST_TIES} pairs more` : "");
  }

  settled(pairs, solve) {
    if (solve.isLinks) return pairs.sort((a, b) => a.one - b.one || a.other - b.other).map(({ one, other }) => this.both(one, other, solve)).join(", ");
    return groupsOf(pairs).map((group) => listed(group.map((actor) => this.name(actor)))).join(" | ");
  }

  both(one, other, solve) {
    return `${this.name(one)} ${solve.isLinks ? "\u2013" : "with"} ${this.name(other)}`;
  }

  /** Each two actors with the share of draws in which they stand together; the third party's with everybody too. */
  *pairs(figures, solve) {
    const { picked } = this.session;
    const share = (measure, row) => figures.measures[measure].shares[2 * row + 1];
    const third = this.model.targets[picked.target];
    const told = new Set();
    for (const { row, one, other } of rowsOf(this.model, picked.time, picked.target).cells) {
      if (one < other) yield { one, other, share: share(solve.partner, row) };
      if (solve.target !== undefined && !told.has(one)) yield { one: Math.min(one, third), other: Math.max(one, third), share: share(solve.target, row) };
      told.add(one);
    }
  }

  name(actor) {
    return short(this.model.actors[actor].name, 18);
  }
}

function line(name) {
  return { name: html("dt", {}, named(name)), told: html("dd") };
}

/** The groups of those who stand together. */
function groupsOf(pairs) {
  const groups = [];
  for (const { one, other } of pairs) {
    const joined = groups.filter((group) => group.has(one) || group.has(other));
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push(new Set([one, other, ...joined.flatMap((group) => [...group])]));
  }
  return groups.map((group) => [...group].sort((a, b) => a - b)).sort((a, b) => a[0] - b[0]);
}

export { Others, groupsOf };
