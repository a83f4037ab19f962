/**
 * Elements of a page, made once and then only changed: text by `textContent`, all else by attributes, so that nothing a
 * user typed is ever read as HTML.
 */

const SVG = "http://www.w3.org/2000/svg";

/** @param {Element} made @param {Record<string, unknown>} attributes @param {(Node | string)[]} children */
function furnished(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/** An HTML element; a function among its attributes listens to the event of that name. */
function html(tag, attributes = {}, ...children) {
  return furnished(document.createElement(tag), attributes, children);
}

/** An SVG element. */
function svg(tag, attributes = {}, ...children) {
  return furnished(document.createElementNS(SVG, tag), attributes, children);
}

/** Writes an attribute only where it changes. */
function set(element, name, value) {
  const held = (element.qaHeld ??= {});
  if (held[name] === value) return;
  held[name] = value;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** Writes a text only where it changes. */
function say(element, text) {
  if (element.qaSaid === text) return;
  element.qaSaid = text;
  element.textContent = text;
}

/** Shows or hides an element. */
function show(element, isShown) {
  if (element.hidden === !isShown) return;
  element.hidden = !isShown;
}

export { html, say, set, show, svg };
