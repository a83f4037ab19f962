// Makes the headings of marked tables sort them, by mouse and by keyboard. It touches nothing else, and where scripts
// are not allowed the tables stay as they are.
(() => {
  // the largest number first, the first letter first; a third time, the order that was given
  const NEXT = [
    { none: "ascending", ascending: "descending", descending: "none" },
    { none: "descending", descending: "ascending", ascending: "none" },
  ];

  /** What a number as written is ordered by: `<1%` goes before `1%`, what is no number behind all. */
  const size = (text) => {
    const found = parseFloat(text.replace(/\u2212/g, "-").replace(/[<>,]/g, ""));
    return Number.isNaN(found) ? -Infinity : found + (text[0] === "<" ? -0.5 : text[0] === ">" ? 0.5 : 0);
  };

  const order = (at, isNumber) => (one, other) => {
    const [a, b] = [one, other].map((row) => (row.cells[at] ? row.cells[at].textContent : ""));
    if (!isNumber) return b.localeCompare(a, "en", { numeric: true });
    return size(a) === size(b) ? 0 : size(b) - size(a);
  };

  const sort = (table, head, given) => {
    const isNumber = head.classList.contains("qa-n");
    const way = NEXT[Number(isNumber)][head.getAttribute("aria-sort") || "none"];
    for (const other of head.parentNode.cells) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", way);
    const rows = given.slice();
    if (way !== "none") rows.sort(order(head.cellIndex, isNumber));
    if (way === "ascending") rows.reverse();
    table.tBodies[0].append(...rows);
  };

  for (const table of document.querySelectorAll("table.qa-sort:not([data-qa])")) {
    table.setAttribute("data-qa", "");
    table.setAttribute("data-lm-suppress-shortcuts", "true");
    const given = Array.from(table.tBodies[0].rows);
    for (const head of table.tHead.rows[0].cells) {
      if (!head.textContent) continue;
      // no real button: browsers do not print one again at the top of the next page
      const button = document.createElement("span");
      button.setAttribute("role", "button");
      button.tabIndex = 0;
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.onclick = () => sort(table, head, given);
      button.onkeydown = (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        sort(table, head, given);
      };
    }
  }
})();
