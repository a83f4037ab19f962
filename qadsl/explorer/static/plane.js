/**
 * What encourages against what discourages: every decision a point, the picked two marked, with where they stood as
 * given, over the regions of the options for the picked decision's own mix of costs.
 */

import { html, set, say, svg } from "./dom.js";
import { number, optionWords, short } from "./words.js";
import { decisionRow, rowsOf } from "./slices.js";

const WIDTH = 440;
const HEIGHT = 360;
/** Decisions up to which each has its dot; of more, those of the picked two. */
const MOST_DOTS = 1500;
const EDGE = { left: 46, right: 14, top: 12, bottom: 44 };

const REGIONS = "Regions: what the first of the picked two would choose, were its costs mixed as they are.";

class Plane {
  constructor(session) {
    this.session = session;
    this.model = session.model;
    this.facts = session.facts;
    this.most = 1;
    this.regions = this.facts.looks.map((look) => svg("path", { d: "M0 0", fill: look.colour, class: "qa-region" }));
    this.names = this.facts.options.map((name) => svg("text", { class: "qa-region-name", "text-anchor": "middle" }, short(optionWords(name), 22)));
    this.cloud = [...this.facts.looks, this.facts.undecided].map((look) => svg("path", { d: "M0 0", stroke: look.colour, class: "qa-cloud" }));
    this.trail = svg("path", { class: "qa-trail", d: "M0 0" });
    this.ghosts = [0, 1].map(() => svg("circle", { class: "qa-ghost", r: 5 }));
    this.points = [0, 1].map((i) => svg("circle", { class: `qa-point qa-point-${i}`, r: i ? 5.5 : 7 }));
    this.labels = [0, 1].map(() => svg("text", { class: "qa-name qa-outlined" }));
    this.axes = axes();
    this.svg = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": "balance plane" },
      ...this.regions, this.axes.group, ...this.names, ...this.cloud, this.trail, ...this.ghosts, ...this.points, ...this.labels);
    this.svg.addEventListener("click", (event) => this.clicked(event));
    this.root = html("figure", { class: "qa-picture" }, html("figcaption", {}, "What encourages and what discourages"), this.svg,
      this.note = html("p", { class: "qa-note" }));
    session.on("figures", (figures) => this.draw(figures));
  }

  draw(figures) {
    this.span(figures);
    this.dots(figures);
    const rows = [false, true].map((isOther) => decisionRow(this.model, this.session.picked, isOther));
    const spots = rows.map((row) => (row < 0 ? null : this.at(figures, row)));
    this.label(spots);
    this.areas(figures);
    let trail = "";
    rows.forEach((row, i) => {
      const now = spots[i];
      const then = row < 0 || !this.session.given ? null : this.at(this.session.given, row);
      move(this.points[i], now);
      move(this.ghosts[i], then && now && (Math.abs(then[0] - now[0]) > 0.5 || Math.abs(then[1] - now[1]) > 0.5) ? then : null);
      if (now && then) trail += `M${then[0]} ${then[1]}L${now[0]} ${now[1]}`;
      set(this.points[i], "fill", row < 0 ? "none" : this.look(figures.choice[row]).colour);
    });
    set(this.trail, "d", trail || "M0 0");
  }

  look(option) {
    return option < 0 ? this.facts.undecided : this.facts.looks[option];
  }

  /** The ends of the axes: 1, or more where any decision is beyond; they do not shrink under the hand. */
  span(figures) {
    const greatest = (most, value) => (value > most ? value : most);
    const most = figures.discouraging.reduce(greatest, figures.encouraging.reduce(greatest, 0));
    if (most > this.most || !this.axes.isDrawn) {
      if (most > this.most) this.most = Math.ceil(most * 2) / 2;
      this.axes.draw(this.most);
    }
  }

  at(figures, row) {
    const [d, e] = [figures.discouraging[row], figures.encouraging[row]];
    return d === d && e === e ? this.spot(d, e) : null;
  }

  spot(d, e) {
    const wide = WIDTH - EDGE.left - EDGE.right;
    const high = HEIGHT - EDGE.top - EDGE.bottom;
    return [round(EDGE.left + (d / this.most) * wide), round(HEIGHT - EDGE.bottom - (e / this.most) * high)];
  }

  /** All decisions of the target and time: a path of dots for each option. */
  dots(figures) {
    const { picked } = this.session;
    const lines = this.cloud.map(() => "");
    const { cells } = rowsOf(this.model, picked.time, picked.target);
    const isFew = cells.length <= MOST_DOTS;
    const isNear = (actor) => actor === picked.self || actor === picked.partner;
    say(this.note, `${REGIONS} Small dots: all other decisions${isFew ? "" : " of or about the two"}.`);
    for (const { row, one, other } of cells) {
      if (!isFew && !isNear(one) && !isNear(other)) continue;
      const isPicked = (one === picked.self && other === picked.partner) || (one === picked.partner && other === picked.self);
      const at = isPicked ? null : this.at(figures, row);
      const choice = figures.choice[row];
      if (at) lines[choice < 0 ? lines.length - 1 : choice] += `M${at[0]} ${at[1]}h0`;
    }
    lines.forEach((line, i) => set(this.cloud[i], "d", line || "M0 0"));
  }

  /** The region of each option: where its payoff is greatest, if costs are mixed as in the picked decision. */
  areas(figures) {
    const row = decisionRow(this.model, this.session.picked);
    const slopes = row < 0 ? null : this.slopes(figures, row);
    this.regions.forEach((region, option) => {
      const found = slopes ? regionOf(slopes, option, this.most) : [];
      const spots = found.map(([d, e]) => this.spot(d, e));
      set(region, "d", spots.length > 2 ? `M${spots.map((spot) => spot.join(" ")).join("L")}Z` : "M0 0");
      this.name(option, spots);
    });
  }

  /** Of each option what a unit of E brings and a unit of D costs; null where that cannot be told. */
  slopes(figures, row) {
    const [d, e] = [figures.discouraging[row], figures.encouraging[row]];
    const options = this.facts.looks.length;
    if (!this.facts.rewards || !(d > 1e-9)) return null;
    const found = this.facts.rewards.map((measure, option) => {
      const reward = measure === null ? 0 : figures.measures[measure].mean[row];
      return [reward, (reward * e - figures.payoff[row * options + option]) / d];
    });
    return found.every(([reward, cost]) => reward === reward && cost === cost) ? found : null;
  }

  /** Names a region in its middle, if there is room and no name of a decision stands there. */
  name(option, spots) {
    const name = this.names[option];
    const [x, y, size] = centre(spots);
    const half = 4 * name.textContent.length;
    const isShown = size > 2400 && !this.taken.some(([low, high, at]) => low < x + half && high > x - half && Math.abs(at - y) < 20);
    set(name, "visibility", isShown ? "visible" : "hidden");
    if (isShown) { set(name, "x", round(x)); set(name, "y", round(y)); }
  }

  /** Names the picked two, the upper one above its point and the lower one below. */
  label(spots) {
    const { self, partner } = this.session.picked;
    const actors = this.model.actors;
    const isFirstAbove = !spots[0] || !spots[1] || spots[0][1] <= spots[1][1];
    /** From where to where, and how high, points and names of decisions stand. */
    this.taken = [];
    spots.forEach((now, i) => {
      const [one, other] = i ? [partner, self] : [self, partner];
      const words = now ? `${short(actors[one].name, 10)} \u2192 ${short(actors[other].name, 10)}` : "";
      say(this.labels[i], words);
      if (!now) return;
      const isRight = now[0] > WIDTH * 0.68;
      const y = now[1] + ((i === 0) === isFirstAbove ? -9 : 18);
      const wide = 9 + 7.5 * words.length;
      this.taken.push([now[0] - 9, now[0] + 9, now[1]], isRight ? [now[0] - wide, now[0], y] : [now[0], now[0] + wide, y]);
      set(this.labels[i], "x", now[0] + (isRight ? -9 : 9));
      set(this.labels[i], "y", y);
      set(this.labels[i], "text-anchor", isRight ? "end" : "start");
    });
  }

  /** Picks the decision that is clicked. */
  clicked(event) {
    const { picked, figures } = this.session;
    if (!figures) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    let [best, far] = [null, 14];
    for (const cell of rowsOf(this.model, picked.time, picked.target).cells) {
      const spot = this.at(figures, cell.row);
      const away = spot ? Math.hypot(spot[0] - at.x, spot[1] - at.y) : far;
      if (away < far) [best, far] = [cell, away];
    }
    if (best) this.session.pick({ self: best.one, partner: best.other });
  }

  summary(figures) {
    const row = decisionRow(this.model, this.session.picked);
    if (row < 0) return;
    set(this.svg, "aria-label", `balance plane: encouraging ${number(figures.encouraging[row])}, discouraging ${number(figures.discouraging[row])}`);
  }
}

const round = (value) => Math.round(value * 10) / 10;

function move(circle, at) {
  set(circle, "visibility", at ? "visible" : "hidden");
  if (at) { set(circle, "cx", at[0]); set(circle, "cy", at[1]); }
}

/** The polygon of (D, E) in which one option pays most: the square, cut by a line for each other option. */
function regionOf(slopes, option, most) {
  let found = [[0, 0], [most, 0], [most, most], [0, most]];
  const [reward, cost] = slopes[option];
  slopes.forEach(([other, dear], i) => {
    if (i !== option) found = cut(found, ([d, e]) => (reward - other) * e - (cost - dear) * d);
  });
  return found;
}

/** The part of a polygon on which a linear function is not negative. */
function cut(polygon, above) {
  const found = [];
  polygon.forEach((point, i) => {
    const next = polygon[(i + 1) % polygon.length];
    const [here, there] = [above(point), above(next)];
    if (here >= 0) found.push(point);
    if (here > 0 !== there > 0 && here !== there) {
      const share = here / (here - there);
      found.push([point[0] + (next[0] - point[0]) * share, point[1] + (next[1] - point[1]) * share]);
    }
  });
  return found;
}

/** The centre of a polygon, and its size. */
function centre(spots) {
  let [x, y, twice] = [0, 0, 0];
  spots.forEach(([ax, ay], i) => {
    const [bx, by] = spots[(i + 1) % spots.length];
    const cross = ax * by - bx * ay;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
    twice += cross;
  });
  return [x / (3 * twice), y / (3 * twice), Math.abs(twice) / 2];
}

function axes() {
  const group = svg("g", { class: "qa-axes" });
  const [x0, y0, x1, y1] = [EDGE.left, HEIGHT - EDGE.bottom, WIDTH - EDGE.right, EDGE.top];
  const made = { group, isDrawn: false };
  made.draw = (most) => {
    made.isDrawn = true;
    const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      svg("text", { x: x0 + share * (x1 - x0), y: y0 + 16, "text-anchor": "middle" }, number(share * most)),
      svg("text", { x: x0 - 7, y: y0 + share * (y1 - y0), "text-anchor": "end", "dominant-baseline": "middle" }, number(share * most)),
    ]);
    group.replaceChildren(
      svg("path", { d: `M${x0} ${y1}V${y0}H${x1}`, class: "qa-axis" }), ...ticks,
      svg("text", { x: (x0 + x1) / 2, y: HEIGHT - 8, "text-anchor": "middle" }, "discouraging \u2192"),
      svg("text", { transform: `translate(12 ${(y0 + y1) / 2}) rotate(-90)`, "text-anchor": "middle" }, "encouraging \u2192"),
    );
  };
  return made;
}

export { Plane, cut, regionOf };
