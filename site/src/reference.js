/** The generated reference is one long page; the site has a page for each part of it. */

const slug = (title) =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, "")
    .trim()
    .replaceAll(/ +/g, "-");

/**
 * Splits the reference at its headings of the second level, and links each of the keys to its page.
 *
 * @returns the text of each part by its name, such as "data-sources", and the part in which each anchor is
 */
function splitReference(reference, keys) {
  const known = new Set(keys);
  const linked = reference.replaceAll(/\| `(\w+)` \|/g, (cell, key) =>
    known.has(key) ? `| [\`${key}\`](../build/reference/${key}.md) |` : cell,
  );
  const pages = {};
  const anchors = new Map();
  for (const part of linked.split(/^(?=## )/m).slice(1)) {
    const name = slug(part.split("\n", 1)[0]);
    pages[name] = part.replaceAll(/^#(#+ )/gm, "$1");
    anchors.set(name, { part: name, isTop: true });
    for (const [, title] of part.matchAll(/^###+ (.*)$/gm)) anchors.set(slug(title), { part: name, isTop: false });
  }
  return { pages, anchors };
}

/** The families of actions with the keys of each, in the order of the reference. */
function familiesOf(actionsPart) {
  return actionsPart
    .split(/^## /m)
    .slice(1)
    .map((family) => ({
      title: family.split("\n", 1)[0],
      actions: Array.from(family.matchAll(/^\| (.*?) \| \[`(\w+)`/gm), ([, label, key]) => ({ label, key })),
    }));
}

module.exports = { familiesOf, splitReference };
