/**
 * Who is aligned with whom against one third party: actors on a ring, ties as lines in the colour and dash of their
 * option, wider where they are more likely. A line a kind of tie, whatever the number of actors.
 */

import { html, say, set, svg } from "./dom.js";
import { named, optionWords, short } from "./words.js";
import { rowsOf, tieRow } from "./slices.js";

const WIDTH = 440;
const HEIGHT = 360;
const BANDS = 4;
const MOST = 40;
/** Ties up to which all are drawn alike; of more, those of the picked two stand out. */
const MOST_LINES = 36;
const CENTRE = [WIDTH / 2, 152];

class Network {
  constructor(session) {
    this.session = session;
    this.model = session.model;
    this.facts = session.facts;
    this.faint = this.facts.looks.map((look) => svg("path", { d: "M0 0", fill: "none", stroke: look.colour, class: "qa-faint" }));
    this.far = svg("g", {}, ...this.faint);
    this.paths = this.facts.looks.map((look) => [...Array(BANDS).keys()].map((band) => tiePath(look, band)));
    this.halo = svg("path", { class: "qa-halo", fill: "none" });
    this.none = svg("path", { class: "qa-no-tie", fill: "none" });
    this.actors = svg("g");
    this.third = thirdParty();
    this.more = html("p", { class: "qa-note" });
    this.svg = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": "alignment network" },
      this.halo, this.none, this.far, ...this.paths.flat(), this.third.group, this.actors);
    this.svg.addEventListener("click", (event) => this.clicked(event));
    this.root = html("figure", { class: "qa-picture" }, html("figcaption", {}, "Who is aligned with whom"), this.svg,
      legend(this.facts), this.more);
    this.shown = "";
    session.on("figures", (figures) => this.draw(figures)).on("picked", () => this.place());
    this.place();
  }

  /** Places the actors of the picked target: all, or of very many the picked two and those tied to them. */
  place() {
    const { picked } = this.session;
    const target = this.model.targets[picked.target];
    const shown = this.chosen();
    const key = shown.join(" ") + ` against ${target}`;
    if (key !== this.shown) this.settle(shown, target, key);
    for (const node of this.nodes) {
      const isPicked = node.actor === picked.self || node.actor === picked.partner;
      set(node.group, "class", isPicked ? "qa-actor qa-picked" : "qa-actor");
    }
  }

  chosen() {
    const others = this.facts.order[this.session.picked.target] ?? this.model.actors.map((_, actor) => actor);
    if (others.length <= MOST) return others;
    const { self, partner } = this.session.picked;
    const near = new Set([self, partner, ...this.neighbours(self), ...this.neighbours(partner)]);
    const kept = new Set([...near].slice(0, MOST));
    return others.filter((actor) => kept.has(actor));
  }

  neighbours(actor) {
    const { figures, picked } = this.session;
    if (!figures) return [];
    const tied = rowsOf(this.model, picked.time, picked.target).pairs.filter(({ row }) => figures.tie[row] > 0);
    return tied.flatMap(({ one, other }) => (one === actor ? [other] : other === actor ? [one] : []));
  }

  settle(shown, target, key) {
    this.shown = key;
    this.where = new Map(shown.map((actor, i) => [actor, place(i, shown.length)]));
    this.nodes = shown.map((actor) => actorNode(this.model.actors[actor], actor, this.where.get(actor), shown.length));
    this.actors.replaceChildren(...this.nodes.map((node) => node.group));
    say(this.third.name, target === undefined ? "" : `against ${short(this.model.actors[target].name, 24)}`);
    set(this.third.group, "visibility", target === undefined ? "hidden" : "visible");
    const left = this.model.actors.length - shown.length - (target === undefined ? 0 : 1);
    say(this.more, left > 0 ? `the picked two and who is tied to them; ${left} more actors` : "");
  }

  draw(figures) {
    if (this.model.actors.length > MOST + 1) this.place();
    const { picked } = this.session;
    const lines = this.paths.map((bands) => bands.map(() => ""));
    const faint = this.paths.map(() => "");
    const options = this.facts.looks.length;
    const shown = rowsOf(this.model, picked.time, picked.target).pairs.filter(
      ({ row, one, other }) => figures.tie[row] > 0 && this.where.has(one) && this.where.has(other));
    const isDense = shown.length > MOST_LINES;
    for (const { row, one, other } of shown) {
      const tie = figures.tie[row];
      const share = figures.tieProbability[row * options + tie];
      const isNear = [picked.self, picked.partner].some((actor) => actor === one || actor === other);
      if (isDense && !isNear) faint[tie] += this.line(one, other);
      else lines[tie][Math.min(BANDS - 1, Math.floor(share * BANDS))] += this.line(one, other);
    }
    set(this.svg, "class", isDense && this.nodes.length > 20 ? "qa-dense" : "");
    faint.forEach((line, tie) => set(this.faint[tie], "d", line || "M0 0"));
    for (const [tie, bands] of lines.entries()) bands.forEach((line, band) => set(this.paths[tie][band], "d", line || "M0 0"));
    this.mark(figures);
  }

  /** Marks the picked pair, tied or not. */
  mark(figures) {
    const { self, partner } = this.session.picked;
    const row = tieRow(this.model, this.session.picked);
    const isThere = row >= 0 && this.where.has(self) && this.where.has(partner);
    const line = isThere ? this.line(self, partner) : "M0 0";
    set(this.halo, "d", line);
    set(this.none, "d", isThere && figures.tie[row] < 1 ? line : "M0 0");
  }

  line(one, other) {
    const [a, b] = [this.where.get(one), this.where.get(other)];
    return `M${a.x} ${a.y}L${b.x} ${b.y}`;
  }

  /** Picks the actor that is clicked as the partner, or the pair whose line is. */
  clicked(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    const near = [...this.where].map(([actor, { x, y }]) => ({ actor, far: Math.hypot(at.x - x, at.y - y) }));
    const closest = near.sort((a, b) => a.far - b.far)[0];
    const { self, partner } = this.session.picked;
    if (!closest || closest.far > 26 || closest.actor === self || closest.actor === partner) return;
    this.session.pick({ self: event.shiftKey ? closest.actor : self, partner: event.shiftKey ? partner : closest.actor });
  }

  /** What the picture shows, for who does not see it. */
  summary(figures) {
    const { picked } = this.session;
    const pairs = rowsOf(this.model, picked.time, picked.target).pairs;
    const counts = this.facts.looks.map((_, tie) => pairs.filter(({ row }) => figures.tie[row] === tie).length);
    const told = counts.map((count, tie) => `${count} ${optionWords(this.model.options[tie].name)}`).reverse();
    set(this.svg, "aria-label", `alignment network of ${pairs.length} pairs: ${told.join(", ")}`);
  }
}

/** A place on the ring, the first at the top left, and the angle there. */
function place(i, count) {
  const angle = count === 2 ? Math.PI * (1 - i) : -Math.PI / 2 + (2 * Math.PI * (i + 0.5)) / count;
  const [wide, high] = count > 14 ? [104, 104] : count === 2 ? [110, 0] : [114, 108];
  return { x: round(CENTRE[0] + wide * Math.cos(angle)), y: round(CENTRE[1] + high * Math.sin(angle)), angle };
}

const round = (value) => Math.round(value * 10) / 10;

function tiePath(look, band) {
  const width = [1.2, 1.8, 2.6, 3.4][band];
  const dash = look.dash[1] ? look.dash.map((part) => part * 1.1).join(" ") : null;
  return svg("path", { d: "M0 0", fill: "none", class: "qa-tie", stroke: look.colour, "stroke-width": width, "stroke-dasharray": dash,
    "stroke-opacity": [0.45, 0.65, 0.85, 1][band], "stroke-linecap": "butt" });
}

function actorNode(actor, position, { x, y, angle }, count) {
  const isRadial = count > 14;
  const isLeft = Math.cos(angle) < -0.05;
  const isMiddle = Math.abs(Math.cos(angle)) <= 0.05 || count === 2;
  const size = isRadial ? Math.max(7.5, Math.min(11, 330 / count)) : 12.5;
  const label = svg("text", { class: "qa-name", "font-size": size, "dominant-baseline": "middle" }, svg("tspan", { class: "qa-isolated" }, short(actor.name, 14)));
  if (isRadial) {
    const turn = (angle * 180) / Math.PI + (isLeft ? 180 : 0);
    set(label, "transform", `translate(${x + 9 * Math.cos(angle)} ${y + 9 * Math.sin(angle)}) rotate(${turn})`);
    set(label, "text-anchor", isLeft ? "end" : "start");
  } else {
    set(label, "x", isMiddle ? x : x + (isLeft ? -12 : 12));
    set(label, "y", isMiddle ? y + (count === 2 || Math.sin(angle) < 0 ? -18 : 18) : y);
    set(label, "text-anchor", isMiddle ? "middle" : isLeft ? "end" : "start");
  }
  const mark = actor.kind === "entity"
    ? svg("path", { class: "qa-dot", d: `M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z` })
    : svg("circle", { class: "qa-dot", cx: x, cy: y, r: isRadial ? 4.5 : 6.5 });
  const title = svg("title", {}, actor.title ? `${named(actor.name)}: ${named(actor.title)}` : named(actor.name));
  return { actor: position, group: svg("g", {}, title, mark, label) };
}

function thirdParty() {
  const name = svg("text", { x: WIDTH / 2 + 14, y: HEIGHT - 22, class: "qa-third", "text-anchor": "middle", "dominant-baseline": "middle" });
  const mark = svg("rect", { x: WIDTH / 2 - 5, y: HEIGHT - 46, width: 10, height: 10, class: "qa-third-mark" });
  set(name, "x", WIDTH / 2);
  return { name, group: svg("g", {}, mark, name) };
}

/** What the colours and dashes mean. */
function legend(facts) {
  const keys = facts.looks.map((look, option) => html("li", {},
    svg("svg", { viewBox: "0 0 30 8", width: 30, height: 8, "aria-hidden": "true" },
      svg("path", { d: "M1 4H29", stroke: look.colour, "stroke-width": 3, "stroke-dasharray": look.dash[1] ? look.dash.join(" ") : null })),
    optionWords(facts.options[option])));
  return html("ul", { class: "qa-legend" }, ...keys);
}

export { HEIGHT, Network, WIDTH };
