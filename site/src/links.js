/** Links of a page that moves from its place in the project to its place on the site. */
const { existsSync } = require("node:fs");
const path = require("node:path").posix;

/** Fenced code, code in a line, and links; what is code stays as it is. */
const CODE_OR_LINK = /^(`{3,})[^\n]*\n[\s\S]*?^\1`*$|`[^`\n]*`(?!\])|(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/gm;
const INDEX = new Set(["build/reference/index.md", "documentation/reference.md", "documentation/actions.md"]);

const isElsewhere = (target) => /^[a-z]+:/.test(target) || target.startsWith("#");

function relative(page, target, anchor) {
  const link = path.relative(path.dirname(page), target);
  return `${link.startsWith(".") ? link : `./${link}`}${anchor === undefined ? "" : `#${anchor}`}`;
}

/** The place on the site of what a link to the reference's index means. */
function referencePlace(page, anchor, { parts }) {
  const found = anchor === undefined ? undefined : parts.anchors.get(anchor);
  if (found === undefined) return relative(page, "reference/actions.md");
  return relative(page, `reference/${found.part}.md`, found.isTop ? undefined : anchor);
}

/** The site has the project's pictures in one folder. */
function movedImage(label, target, source, { root }) {
  const found = path.join(path.dirname(source), target);
  if (!existsSync(path.join(root, found))) throw new Error(`${source} shows ${target}, which does not exist.`);
  return `![${label}](${found.replace("documentation/", "/")})`;
}

function moved(label, target, source, page, context) {
  const [file, anchor] = target.split("#");
  const found = path.join(path.dirname(source), file);
  if (INDEX.has(found)) return `[${label}](${referencePlace(page, anchor, context)})`;
  const place = context.places.get(found) ?? context.places.get(path.join(found, "README.md"));
  if (place !== undefined) return `[${label}](${relative(page, place, anchor)})`;
  if (!existsSync(path.join(context.root, found)))
    throw new Error(`${source} links to ${target}, which does not exist.`);
  // The site has no copy of the sources: their path says where they are in a checkout.
  return label.includes(path.basename(found)) ? `\`${found}\`` : `${label} (\`${found}\`)`;
}

/** Rewrites the links of a page that comes from the file `source` for its place `page`. */
function moveLinks(text, source, page, context) {
  return text.replaceAll(CODE_OR_LINK, (whole, _fence, image, label, target) => {
    if (target === undefined || isElsewhere(target)) return whole;
    if (image === "!") return movedImage(label, target, source, context);
    return moved(label, target, source, page, context);
  });
}

/** Every link and image of a page, outside code. */
function linksOf(text) {
  return Array.from(text.matchAll(CODE_OR_LINK), ([, , image, , target]) => ({
    isImage: image === "!",
    target,
  })).filter(({ target }) => target !== undefined);
}

/** The anchors of a page's headings, as the site makes them. */
function headingsOf(text) {
  const anchors = new Set();
  for (const [, title] of text.replaceAll(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.*)$/gm)) {
    const words = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

module.exports = { headingsOf, linksOf, moveLinks };
