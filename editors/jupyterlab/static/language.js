/**
 * What CodeMirror needs to know of the language: the colour of each word and sign, comments, brackets, indentation.
 *
 * It cuts a line as the lexer of the language does; the words and patterns are written from the grammar.
 */
const { NAME, PATTERNS, RESERVED, SAID, WORDS } = await import(`./words.js${new URL(import.meta.url).search}`);

/** The style of each class of the lexer, by the names that CodeMirror gives them. */
export const STYLES = {
  statement: "keyword",
  clause: "keyword",
  "operator word": "operatorKeyword",
  constant: "atom",
  type: "variableName.standard",
  role: "variableName.special",
  "built-in group": "variableName.special",
  function: "variableName.standard",
  distribution: "variableName.standard",
  name: "variableName",
  number: "number",
  date: "number",
  text: "string",
  sign: "operator",
  punctuation: "punctuation",
  comment: "comment",
  mistake: "invalid",
};
const FIXED = ["function", "distribution", "role", "built-in group"];

const classes = new Map(Object.entries(WORDS).flatMap(([kind, words]) => words.map((word) => [word, kind])));
const reserved = new Set(RESERVED);
const literals = Object.entries(PATTERNS).map(([kind, sources]) => [kind, new RegExp(`^(?:${sources.join("|")})`, "u")]);
const name = new RegExp(`^${NAME}`, "u");
const said = new RegExp(`^\\s*(?:${SAID.join("|")})`, "u");

/** The class of a word: one that only some places reserve is a name where something is said of it, but for a type. */
function classOf(word, behind, before) {
  const kind = classes.get(word);
  if (!kind) {
    return "name";
  }
  if (kind === "type" && before === ":") {
    return kind;
  }
  return FIXED.includes(kind) || reserved.has(word) || !said.test(behind) ? kind : "name";
}

/** The class of what comes next, taken from the stream; `before` is what came last. */
export function next(stream, before) {
  for (const [kind, pattern] of literals) {
    if (stream.match(pattern)) {
      return kind;
    }
  }
  const word = stream.match(name);
  if (word) {
    return classOf(word[0], stream.string.slice(stream.pos), before);
  }
  const sign = stream.next();
  if (sign === '"' || sign === "`") {
    stream.skipToEnd();
    return sign === '"' ? "text" : "name";
  }
  return "mistake";
}

/** The line of a magic: what is called, then its options. */
function ofMagic(stream) {
  if (stream.match(/^(?:%+\w*|!.*)/u)) {
    return "meta";
  }
  if (stream.match(/^--?[\w-]*/)) {
    return "attributeName";
  }
  if (stream.match(/^(?:`[^`]*`|"[^"]*"|'[^']*'|#.*)/u)) {
    return "string";
  }
  stream.match(/^[^\s`"'-]+-?|^./u);
  return null;
}

/** Keeps how deep the next line stands: as this one, and further by what is left open in it. */
function follow(state, sign) {
  if (sign === "{" || sign === "(") {
    state.open += 1;
  } else if ((sign === "}" || sign === ")") && !state.begins) {
    state.open -= 1;
  }
}

export const parser = {
  name: "qadsl",
  startState: () => ({ isFirst: true, inMagic: false, begins: true, indent: 0, open: 0, before: "" }),
  token(stream, state) {
    if (stream.sol()) {
      state.inMagic = state.isFirst && /^\s*(?:%{1,2}[a-zA-Z_]|!)/.test(stream.string);
      state.begins = true;
    }
    if (stream.eatSpace()) {
      return null;
    }
    if (state.begins) {
      [state.isFirst, state.indent, state.open] = [state.inMagic, stream.indentation(), 0];
    }
    if (state.inMagic) {
      state.begins = false;
      return ofMagic(stream);
    }
    const start = stream.pos;
    const kind = next(stream, state.before);
    const text = stream.string.slice(start, stream.pos);
    state.before = text;
    follow(state, text);
    state.begins = state.begins && /[})]/.test(text);
    return STYLES[kind];
  },
  indent(state, behind, context) {
    const closes = /^\s*[})]/.test(behind) ? 1 : 0;
    return Math.max(0, state.indent + (Math.max(0, state.open) - closes) * context.unit);
  },
  languageData: {
    commentTokens: { line: "#" },
    closeBrackets: { brackets: ["{", "(", '"', "`"] },
    indentOnInput: /^\s*[})]$/,
  },
};
