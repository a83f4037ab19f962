/**
 * The explorer of a result. `mount` builds it in an element of a page, `open` in a notebook. Neither asks for
 * anything beyond what it is given.
 */

import { html, say, set } from "./dom.js";
import { inputsById } from "./inputs.js";
import { Network } from "./network.js";
import { Others } from "./others.js";
import { Panel } from "./panel.js";
import { patchOf } from "./patch.js";
import { Payoffs } from "./payoffs.js";
import { Pickers } from "./pickers.js";
import { Plane } from "./plane.js";
import { RemoteModel } from "./remote.js";
import { Session } from "./session.js";
import { Telling } from "./telling.js";
import { Waterfall } from "./waterfall.js";

const AT_MIDDLE = "; probabilities of so many decisions are worked out by Python alone";

/** Milliseconds between two messages to the kernel of where a moving hand is. */
const SAVED = 120;

/** Builds an explorer; gives back its session. */
function mount(element, facts, model) {
  const session = new Session(model, facts);
  if ("seed" in model) model.seed = facts.seed;
  const panel = new Panel(session);
  const telling = new Telling(session);
  const hasPair = model.pairs.length > 0;
  const pictures = hasPair ? picturesOf(session) : [];
  const others = hasPair && facts.measures.length + facts.solves.length ? [new Others(session).root] : [];
  const pickers = hasPair ? [new Pickers(session).root] : [];
  const status = statusOf(session);
  const code = codeOf(session);
  element.classList.add("qa-explorer");
  element.replaceChildren(html("div", { class: "qa-head" }, telling.root, ...pickers),
    html("div", { class: "qa-body" }, html("div", { class: "qa-side-panel" }, panel.root), html("div", { class: "qa-pictures" }, ...pictures.map((one) => one.root), ...others, code)), status);
  element.addEventListener("keydown", (event) => event.stopPropagation());
  session.on("moved", () => set(element, "aria-busy", "true")).on("figures", () => { if (session.isDone) set(element, "aria-busy", "false"); });
  session.on("rested", () => { if (session.figures) for (const one of pictures) one.summary(session.figures); });
  session.draw();
  restore(session, facts.values ?? {});
  session.rest();
  return session;
}

function picturesOf(session) {
  return [new Network(session), new Plane(session), new Payoffs(session), ...(session.facts.parts ? [new Waterfall(session)] : [])];
}

/** Moves inputs to values from outside, by their ids; those that are not named go back to what is given. */
function restore(session, values) {
  const wanted = new Map(Object.entries(values));
  for (const { input } of [...session.moved.values()]) if (!wanted.has(input.id)) session.move(input, null, true);
  if (!wanted.size) return;
  for (const [id, input] of inputsById(session.model, session.facts, wanted.keys())) session.move(input, wanted.get(id), true);
}

/** On what the figures rest. */
function statusOf(session) {
  const line = html("p", { class: "qa-status" });
  session.on("figures", (figures) => say(line, statusWords(session, figures)));
  return line;
}

function statusWords(session, figures) {
  const { model, facts } = session;
  const rests = !model.pairs.length || !model.isUncertain ? "exact"
    : figures.isMiddle ? `at the middle of what is uncertain${facts.isAtMiddle ? AT_MIDDLE : ""}` : `${figures.draws.toLocaleString("en")} ${figures.draws === 1 ? "draw" : "draws"}, seed ${facts.seed}`;
  return `${facts.title} \u00b7 ${facts.theory} \u00b7 ${rests}${facts.isPartial ? " \u00b7 the run was interrupted" : ""}`;
}

/** What is changed, as code, and a button that copies it. */
function codeOf(session) {
  const text = html("pre", { class: "qa-code", tabindex: "0", "aria-label": "what is changed, as code" });
  const said = html("span", { class: "qa-note", "aria-live": "polite" });
  const copy = html("button", { type: "button", click: async () => say(said, (await copied(text)) ? "copied" : "select the code and copy it") }, "copy as code");
  const root = html("details", { class: "qa-code-panel" }, html("summary", {}, "as code"), html("div", { class: "qa-bar-row" }, copy, said), text);
  const draw = () => { say(text, patchOf(session.facts, session.changed)); say(said, ""); };
  session.on("moved", draw);
  draw();
  return root;
}

/** Copies a text; where a page may not, it is selected for the hand to do so. */
async function copied(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}

/** Shows an explorer in a notebook, of what its packed text holds; with its widget, or without one where it was saved. */
function open(element, { facts, code, data }, widget = null) {
  if (widget) return follow(element, facts, facts.remote ? new RemoteModel(facts.remote, widget) : qadslModel.modelFrom(code, data), widget);
  return mount(element, facts, qadslModel.modelFrom(code, data));
}

/** Builds an explorer that moves with its widget, and the widget with it; gives back what ends it. */
function follow(element, facts, model, widget) {
  facts.values = widget.get("values");
  facts.picked = { ...facts.picked, ...widget.get("picked") };
  const session = mount(element, facts, model);
  let waiting = 0;
  let own = "";
  let saved = 0;
  const save = () => {
    saved = performance.now();
    const values = Object.fromEntries(session.changed.map(([input, value]) => [input.id, value]));
    own = JSON.stringify(values);
    widget.set("values", values);
    widget.set("picked", session.picked);
    widget.save_changes();
  };
  // at once, but a hand that goes on moving does not flood the kernel
  const keep = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, performance.now() - saved > SAVED ? 0 : SAVED);
  };
  session.on("moved", (_, isFromOutside) => { if (!isFromOutside) keep(); });
  session.on("picked", (isFromOutside) => { if (!isFromOutside) keep(); });
  const changed = () => { if (JSON.stringify(widget.get("values")) !== own) restore(session, widget.get("values")); own = ""; };
  const picked = () => session.pick(widget.get("picked"), true);
  widget.on("change:values", changed);
  widget.on("change:picked", picked);
  return () => {
    clearTimeout(waiting);
    session.end();
    widget.off("change:values", changed);
    widget.off("change:picked", picked);
  };
}

export { mount, open, restore };
