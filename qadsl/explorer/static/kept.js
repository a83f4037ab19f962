// Stands beside the picture that a saved notebook keeps of an explorer, above the live one. Where no kernel shows that (a
// notebook that was opened again, a page that was exported), it shows the explorer itself, and hides what Jupyter says of
// the live one. Where scripts are not allowed, or anything fails, the picture stays.

/**
 * @param {Element} root beside the picture
 * @param {string} words what stands in the place of the live explorer where there are no widgets
 * @param {((element: Element) => Promise<void>) | null} fill shows the explorer; null where it is not kept
 */
const qadslKept = (root, words, fill) => {
  const own = root.closest(".jp-OutputArea-child");
  if (!own) return;
  const isInVain = (text) => text.includes(words) || /^\s*Error (displaying|creating) widget/.test(text);
  let shown = null;
  let isAlive = false;
  let waiting = 0;

  /** The output of the live explorer; null until it is there. */
  const other = () => {
    const next = own.nextElementSibling;
    const isIt = next?.querySelector(".jupyter-widgets, .qa-explorer, [type='application/vnd.jupyter.widget-view+json']");
    return isIt || (next && isInVain(next.textContent)) ? next : null;
  };

  const stand = () => {
    const found = other();
    if (shown || !own.isConnected || found?.querySelector(".qa-explorer")) return;
    if (found) found.style.display = "none";
    shown = root.appendChild(document.createElement("div"));
    fill?.(shown).catch(() => shown.remove());
  };

  const giveWay = (found) => {
    watch.disconnect();
    isAlive = true;
    clearTimeout(waiting);
    found.style.display = "";
    shown?.remove();
  };

  const look = () => {
    const found = other();
    if (found?.querySelector(".qa-explorer")) giveWay(found);
    else if (found && isInVain(found.textContent)) stand();
  };
  const watch = new MutationObserver((changes) => {
    if (!own.isConnected) watch.disconnect();
    else if (changes.some(({ target }) => !own.contains(target))) look();
  });
  watch.observe(own.parentElement, { childList: true, subtree: true, characterData: true });
  /** A page with a server behind it may have a kernel that shows it; whether it has one is known when all of it is there. */
  const wait = () => {
    const isWhole = document.readyState === "complete";
    const hasServer = document.getElementById("jupyter-config-data") !== null;
    waiting = setTimeout(isWhole ? stand : wait, isWhole && hasServer ? 8000 : 200);
  };
  look();
  if (!shown && !isAlive) wait();
};
