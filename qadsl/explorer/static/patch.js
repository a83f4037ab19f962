/** "Copy as code": what is changed, as a scenario that extends the one that is explored, and a statement that runs it. */

import { valueText } from "./inputs.js";

/**
 * @param {object} facts
 * @param {[import("./inputs.js").Input, number][]} changed in the order of the page
 */
function patchOf(facts, changed) {
  const frame = facts.patch;
  if (!changed.length) return frame.unchanged;
  const lines = changed.map(([input, value]) => `  ${settingOf(input, value)}\n`).sort();
  return frame.before + lines.join("") + frame.after;
}

/** One changed value as a statement. */
function settingOf(input, value) {
  return `${input.name} = ${valueText(input, value)}${input.when}`;
}

export { patchOf, settingOf };
