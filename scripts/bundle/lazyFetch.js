/**
 * Keeps axios from loading Node's fetch, which takes a tenth of the whole load, before somebody asks for its fetch adapter. We do not.
 * What axios does stays the same.
 */
const EDITS = [
  // The fetch adapter is prepared at once. The first request that needs it would do so, too.
  ["\ngetFetch();\n", "\n"],
  // A FormData of Node's own is recognized by its class. Without the class, it is recognized by its tag.
  [
    "const FormDataCtor = typeof G.FormData !== 'undefined' ? G.FormData : undefined;",
    "const FormDataCtor = undefined;",
  ],
];

/** @param source of axios @throws Error if it no longer has one of the lines, once */
module.exports = (source) =>
  EDITS.reduce((text, [line, replacement]) => {
    const [before, after, ...others] = text.split(line);
    if (after === undefined || others.length > 0)
      throw new Error(`axios has changed: "${line.trim()}" is not in it once. Look at scripts/bundle/lazyFetch.js.`);
    return before + replacement + after;
  }, source);
