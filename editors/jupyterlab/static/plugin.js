/**
 * Tells JupyterLab and Notebook of the language: colours for `.qa` files, for notebooks of its kernel, and for cells
 * that begin with `%%quasi`.
 *
 * A cell's language is set by an extension of its editor with the highest precedence, because others (jupysql) put
 * Python into every editor. It is looked at with every change of the text or of the kind of text.
 */
const { parser } = await import(`./language.js${new URL(import.meta.url).search}`);

const MIME = "text/x-qadsl";
const NAME = "qadsl";
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 22 22">' +
  '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="1.6">' +
  '<path d="M6 6 16 8"/><path d="M6 6 9 16" stroke-dasharray="2 1.6"/></g>' +
  '<g class="jp-icon3" fill="#616161"><circle cx="6" cy="6" r="3"/><circle cx="16" cy="8" r="3"/>' +
  '<circle cx="9" cy="16" r="3"/></g></svg>';
const LONGEST_HEAD = 200;
/** Magics below which a cell stands in the language of its notebook, as it would without them. */
const PASSING = ["capture", "prun", "time", "timeit"];

/**
 * Which language a text is in, where it is another than its editor takes it for.
 * @param {string} mime what the editor takes the text for
 * @param {string} head how the text begins
 * @returns {"quasi" | "python" | null}
 */
export function languageOf(mime, head) {
  if (/markdown|gfm/.test(mime)) {
    return null;
  }
  const magic = /^\s*%%([\w-]+)/.exec(head);
  if (magic) {
    if (magic[1] === "quasi") {
      return "quasi";
    }
    return mime === MIME ? (PASSING.includes(magic[1]) ? "quasi" : "python") : null;
  }
  return mime === MIME ? "quasi" : null;
}

/**
 * An extension for one editor, that follows its text.
 * @param {object} model what the editor shows
 * @param {object} state CodeMirror's module of that name
 * @param {object} forced the languages that are set, as extensions
 */
function following(model, state, forced) {
  const place = new state.Compartment();
  const wanted = (head) => forced[languageOf(model.mimeType, head)] ?? forced.none;
  const watch = state.EditorState.transactionExtender.of(({ newDoc, startState }) => {
    const next = wanted(newDoc.sliceString(0, LONGEST_HEAD));
    return next === place.get(startState) ? null : { effects: place.reconfigure(next) };
  });
  return [place.of(wanted(model.sharedModel.getSource().slice(0, LONGEST_HEAD))), watch];
}

/**
 * The plugin.
 * @param {(name: string) => Promise<any>} shared gives the modules of the application
 */
export async function plugin(shared) {
  const codemirror = await shared("@jupyterlab/codemirror");
  return {
    id: "qadsl:language",
    description: "Colours for %%quasi cells and .qa files.",
    autoStart: true,
    // pages without editors, as Voila makes them, have neither
    optional: [codemirror.IEditorLanguageRegistry, codemirror.IEditorExtensionRegistry],
    activate: async (app, languages, extensions) => {
      if (!languages || !extensions) {
        return;
      }
      const [language, state, ui] = await Promise.all(
        ["@codemirror/language", "@codemirror/state", "@jupyterlab/ui-components"].map(shared),
      );
      const quasi = new language.LanguageSupport(language.StreamLanguage.define(parser));
      languages.addLanguage({ name: NAME, displayName: "Quasi", mime: MIME, extensions: ["qa"], support: quasi });
      app.docRegistry.addFileType({
        name: NAME,
        displayName: "Quasi program",
        extensions: [".qa"],
        mimeTypes: [MIME],
        contentType: "file",
        fileFormat: "text",
        icon: new ui.LabIcon({ name: "qadsl:program", svgstr: ICON }),
      });
      const indent = language.indentUnit.of("  ");
      const forced = { none: [], quasi: state.Prec.highest([quasi.extension, indent]) };
      const { createImmutableExtension } = codemirror.EditorExtensionRegistry;
      extensions.addExtension({
        name: "qadsl:cells",
        factory: ({ model }) => createImmutableExtension(following(model, state, forced)),
      });
      const python = await languages.getLanguage("ipython");
      forced.python = python?.support && state.Prec.highest(python.support.extension);
    },
  };
}
