/** The bar on top and the lists at the side. A page that neither names is an error, so that no page is out of reach. */
const { familiesOf } = require("./reference");

const GUIDE = {
  Start: ["first-flow", "choosing", "moving"],
  "Send data": ["bulk-import", "warehouse-rows"],
  "Read data": ["exports", "cohorts"],
  Operate: ["errors", "limits", "privacy"],
};
const RECIPES = {
  "Short recipes": ["webhook-event", "nightly-export", "crm-table", "deletion-request", "cohort-post"],
  Examples: ["examples", "cohort-to-crm", "warehouse-activation", "privacy-desk", "agent"],
};
const REFERENCE = {
  Component: ["actions", "triggers", "data-sources", "connections", "errors", "coverage"],
  "Beside Prismatic": ["playground", "command-line", "library", "sandbox"],
  "What to expect": ["guarantees", "troubleshooting", "expectations", "migration", "changelog"],
};
const TRIGGER = "triggers/";
const CONNECTION = "connections/";

const titleOf = (text) => /^# (.*)$/m.exec(text)?.[1].replaceAll("`", "") ?? "";
const linkOf = (page) => `/${page.replace(/\.mdx?$/, "").replace(/(^|\/)index$/, "$1")}`;

/**
 * The site's navigation.
 *
 * @param site the Markdown of each page by its path
 * @throws Error if a page is missing, or reached from no list
 */
function navigationOf(site) {
  const listed = new Set(["index.md", "benchmarks.md"]);
  const item = (page, text) => {
    if (!site.has(page)) throw new Error(`The navigation names ${page}, which does not exist.`);
    listed.add(page);
    return { text: text ?? titleOf(site.get(page)), link: linkOf(page) };
  };
  const groups = (folder, lists) =>
    Object.entries(lists).map(([text, names]) => ({ text, items: names.map((name) => item(`${folder}/${name}.md`)) }));
  const under = (start) => [...site.keys()].filter((page) => page.startsWith(start)).sort();
  const families = familiesOf(site.get("reference/actions.md")).map(({ title, actions }) => ({
    text: title,
    collapsible: true,
    collapsed: true,
    items: actions.map(({ label, key }) => item(`reference/${key}.md`, label)),
  }));
  const keyed = (part) =>
    Array.from(site.get(`reference/${part}.md`).matchAll(/^\| (.*?) \| \[`(\w+)`/gm), ([, label, key]) =>
      item(`reference/${key}.md`, label),
    );
  const reference = [
    ...groups("reference", REFERENCE),
    { text: "Set up a connection", items: under(CONNECTION).map((page) => item(page)) },
    { text: "Set up a trigger", items: under(TRIGGER).map((page) => item(page)) },
    { text: "Triggers: inputs", collapsible: true, collapsed: true, items: keyed("triggers") },
    { text: "Data sources: inputs", collapsible: true, collapsed: true, items: keyed("data-sources") },
    { sectionHeaderText: "Actions" },
    ...families,
  ];
  const sidebar = {
    "/guide/": groups("guide", GUIDE),
    "/recipes/": groups("recipes", RECIPES),
    "/reference/": reference,
    "/triggers/": reference,
    "/connections/": reference,
  };
  const unlisted = [...site.keys()].filter((page) => !listed.has(page));
  if (unlisted.length > 0) throw new Error(`No list of the navigation has ${unlisted.join(", ")}.`);
  const nav = [
    { text: "Guide", link: "/guide/first-flow", activeMatch: "^/guide/" },
    { text: "Recipes", link: "/recipes/webhook-event", activeMatch: "^/recipes/" },
    { text: "Reference", link: "/reference/actions", activeMatch: "^/(reference/(?!coverage)|triggers/|connections/)" },
    { text: "Coverage", link: "/reference/coverage" },
    { text: "Benchmarks", link: "/benchmarks" },
  ];
  return { nav, sidebar };
}

module.exports = { navigationOf };
