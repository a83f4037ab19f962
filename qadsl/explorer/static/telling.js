/** The headline in words: of the picked pair, and of everybody else against the same third party. */

import { html, say, show } from "./dom.js";
import { listed, named, optionWords, percent, short } from "./words.js";
import { decisionRow, rowsOf, tieRow } from "./slices.js";

const MOST_GROUPS = 4;
/** Ties up to which groups are looked for at each step of the hand. */
const MOST_TIES = 1000;

class Telling {
  constructor(session) {
    this.session = session;
    this.model = session.model;
    this.line = html("p", { class: "qa-headline" });
    this.side = html("p", { class: "qa-side" });
    this.others = html("p", { class: "qa-side" });
    this.spoken = html("div", { class: "qa-spoken", "aria-live": "polite", role: "status" });
    this.root = html("header", {}, this.line, this.side, this.others, this.spoken);
    session.on("figures", (figures) => this.draw(figures)).on("rested", () => this.speak());
  }

  draw(figures) {
    say(this.line, this.headline(figures));
    say(this.side, this.beside(figures));
    const others = this.groups(figures);
    say(this.others, others);
    show(this.others, others !== "");
  }

  /** Says it aloud when the hand rests, not at each step on the way. */
  speak() {
    if (this.session.figures) say(this.spoken, this.headline(this.session.figures));
  }

  /** `UK and France: quasi-alliance against Egypt in 1956 (83%)`. */
  headline(figures) {
    const { picked } = this.session;
    const row = tieRow(this.model, picked);
    if (row < 0) return this.nothing();
    const pair = listed([this.name(picked.self), this.name(picked.partner)]);
    const tie = figures.tie[row];
    const against = `against ${this.name(this.model.targets[picked.target])}${this.time()}`;
    if (tie < 0) return `${pair} ${against}: ${this.open(figures)}`;
    const outcome = optionWords(this.model.options[tie].name);
    const share = !this.hasShares(figures) ? "" : ` (${percent(figures.tieProbability[row * this.model.options.length + tie])})`;
    return `${pair}: ${outcome} ${against}${share}`;
  }

  hasShares(figures) {
    return this.model.isByChance || (!figures.isMiddle && figures.draws > 1);
  }

  nothing() {
    if (!this.model.targets.length) return "There is no third party, so nothing is decided.";
    if (!this.model.options.length) return "The theory has no options to choose from.";
    if (this.model.actors.length < 3) return "There are no two actors who could align.";
    return `No decision of the two${this.time()}.`;
  }

  open(figures) {
    const rows = [false, true].map((isOther) => decisionRow(this.model, this.session.picked, isOther));
    return rows.some((row) => row >= 0 && figures.conflict[row]) ? "rules contradict each other" : "what comes out is not known";
  }

  time() {
    const label = this.model.periods[this.session.picked.time];
    return label === null || label === undefined ? "" : ` in ${label}`;
  }

  name(actor) {
    return named(this.model.actors[actor]?.name ?? "?");
  }

  /** What each of the two wants, what the tie was as given, and on what that rests. */
  beside(figures) {
    const { picked, given } = this.session;
    const row = tieRow(this.model, picked);
    if (row < 0) return "";
    const wants = [false, true].flatMap((isOther) => {
      const own = decisionRow(this.model, picked, isOther);
      const choice = figures.choice[own];
      if (choice < 0) return [];
      const label = figures.behaviour[own] ? [named(figures.behaviour[own]).replaceAll("_", " ")] : [];
      const share = this.hasShares(figures) ? [percent(figures.probability[own * this.model.options.length + choice])] : [];
      const more = [...label, ...share].join(", ");
      return `${this.name(isOther ? picked.partner : picked.self)} chooses ${optionWords(this.model.options[choice].name)}${more && ` (${more})`}`;
    });
    const was = given ? given.tie[row] : -1;
    const before = was !== figures.tie[row] && was >= 0 ? `as given: ${optionWords(this.model.options[was].name)}` : "";
    return [listed(wants), before].filter(Boolean).join(" \u00b7 ");
  }

  /** Who else is tied, the greatest groups first. */
  groups(figures) {
    const { picked } = this.session;
    const tied = rowsOf(this.model, picked.time, picked.target).pairs.filter(({ row }) => figures.tie[row] > 0);
    if (tied.length > MOST_TIES) return `${tied.length.toLocaleString("en")} pairs stand together`;
    const found = [];
    for (let tie = this.model.options.length - 1; tie > 0; tie -= 1) {
      const pairs = tied.filter(({ row }) => figures.tie[row] === tie);
      found.push(...cliques(pairs).map((members) => ({ tie, members })));
    }
    const others = found.filter(({ members }) => members.length > 2 || !members.includes(picked.self) || !members.includes(picked.partner));
    if (!others.length) return "";
    const told = others.slice(0, MOST_GROUPS).map(({ tie, members }) => `${this.members(members)} (${optionWords(this.model.options[tie].name)})`);
    const left = others.length - told.length;
    return `Who stands together: ${told.join("; ")}${left ? `; and ${left} more` : ""}`;
  }

  members(members) {
    const told = members.map((actor) => short(this.model.actors[actor].name, 24));
    return told.length > 6 ? `${told.slice(0, 5).join(", ")} and ${told.length - 5} more` : listed(told);
  }
}

/** Groups that together hold every pair, each grown from the first pair that none holds yet. */
function cliques(pairs) {
  const actors = [...new Set(pairs.flatMap(({ one, other }) => [one, other]))].sort((a, b) => a - b);
  const size = actors.length;
  const place = new Map(actors.map((actor, i) => [actor, i]));
  const at = (one, other) => place.get(one) * size + place.get(other);
  const joined = new Uint8Array(size * size);
  for (const { one, other } of pairs) joined[at(one, other)] = joined[at(other, one)] = 1;
  const covered = new Uint8Array(size * size);
  const found = [];
  for (const { one, other } of pairs) {
    if (covered[at(one, other)]) continue;
    const members = [place.get(one), place.get(other)];
    for (let next = 0; next < size; next += 1) if (members.every((member) => joined[next * size + member])) members.push(next);
    members.sort((a, b) => a - b);
    for (const a of members) for (const b of members) covered[a * size + b] = 1;
    found.push(members.map((member) => actors[member]));
  }
  return found;
}

export { Telling, cliques };
