// Opens texts that were packed, and the program among them: what widgets and saved notebooks hold is small.

/** The text that `bundle.packed` packed. */
const qadslUnpacked = (packed) => {
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
};

/** The program of explorers, from its packed text: what shows one in an element, given what it is made of, packed. */
const qadslProgram = async (packed) => {
  const { explorer, style } = new Function(`${await qadslUnpacked(packed)}return { explorer: qadslExplorer, style: qadslStyle };`)();
  return async (element, matter, widget) => {
    const sheet = document.createElement("style");
    sheet.textContent = style;
    const root = document.createElement("div");
    element.replaceChildren(sheet, root);
    return explorer.open(root, JSON.parse(await qadslUnpacked(matter)), widget);
  };
};
