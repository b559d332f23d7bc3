/** V6: the site's pages, put together from the sources as `npm run site` does: each link and picture is there, and each page is in reach. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pageOf } from "../../scripts/reference/page";
import component from "../../src";

const ROOT = path.resolve(__dirname, "..", "..");
type Pages = Map<string, string>;
interface Link {
  target: string;
  isImage: boolean;
}
const { pagesOf }: { pagesOf(root: string, steps: object): Pages } = require(path.join(ROOT, "site/src/pages.js"));
const {
  moveLinks,
  linksOf,
  headingsOf,
}: {
  moveLinks(text: string, source: string, page: string, context: object): string;
  linksOf(text: string): Link[];
  headingsOf(text: string): Set<string>;
} = require(path.join(ROOT, "site/src/links.js"));
const { navigationOf }: { navigationOf(site: Pages): { nav: { link: string }[] } } = require(
  path.join(ROOT, "site/src/navigation.js"),
);

const steps = { ...component.actions, ...component.dataSources, ...component.triggers };
const pages = Object.fromEntries(Object.entries(steps).map(([key, step]) => [key, pageOf(key, step, undefined)]));
const site = pagesOf(ROOT, pages);

/** What is wrong with a link of a page; nothing if it leads somewhere. */
function faultOf(page: string, { target, isImage }: Link): string[] {
  if (/^(https:|mailto:)/.test(target)) return [];
  const [file = "", anchor] = target.split("#");
  if (isImage) return existsSync(path.join(ROOT, "documentation", file)) ? [] : [`${page}: ${target} is no picture`];
  const place = file === "" ? page : path.posix.join(path.posix.dirname(page), file);
  const text = site.get(place);
  if (text === undefined) return [`${page}: ${target} is no page`];
  return anchor === undefined || headingsOf(text).has(anchor) ? [] : [`${page}: ${target} is no heading`];
}

test("V6: each link and picture of each page is there", () => {
  const links = [...site].flatMap(([page, text]) => linksOf(text).map((link) => ({ page, link })));
  expect(links.length).toBeGreaterThan(200);
  expect(links.flatMap(({ page, link }) => faultOf(page, link))).toEqual([]);
});

test("V6: there is a page for each action, data source, trigger and connection, and each is in a list", () => {
  const keys = Object.keys(steps);
  expect([...site.keys()]).toEqual(expect.arrayContaining(keys.map((key) => `reference/${key}.md`)));
  expect([...site.keys()]).toEqual(
    expect.arrayContaining(component.connections.map(({ key }) => `connections/${key}.md`)),
  );
  for (const { link } of navigationOf(site).nav) expect([...site.keys()]).toContain(`${link.slice(1)}.md`);
});

test("V6: a page that no list has is an error", () => {
  expect(() => navigationOf(new Map([...site, ["guide/hidden.md", "# Hidden"]]))).toThrow("guide/hidden.md");
});

test("V6: the page of coverage has every operation of Mixpanel's description", () => {
  const official: object = require("../contract/official.json");
  const text = site.get("reference/coverage.md") ?? "";
  const linked = new Set(
    Array.from(text.matchAll(/developer\.mixpanel\.com\/reference\/([\w-]+)/g), ([, name]) => name),
  );
  expect(Object.keys(official).filter((name) => !linked.has(name))).toEqual([]);
});

test("V6: the page of benchmarks shows each figure that was measured, and the machine", () => {
  const results = JSON.parse(readFileSync(path.join(ROOT, "packages/bench/results.json"), "utf8"));
  const text = site.get("benchmarks.md") ?? "";
  for (const { title, rows } of results.topics) {
    const [, chart = ""] = text.split(`<caption>${title}: `);
    const shown = chart.split("</table>")[0] ?? "";
    for (const { label, perSecond, overBaseMb } of rows) {
      expect(shown).toContain(`<th scope="row">${label}</th>`);
      const value = title.startsWith("Memory") ? overBaseMb : perSecond;
      expect(shown).toContain(`<td class="value">${value.toLocaleString("en-US")}</td>`);
    }
  }
  expect(text).toContain(results.machine.processor);
});

test("V6: the home page counts what the component has", () => {
  const { actions, triggers } = component;
  const counts = `badge: ${Object.keys(actions).length} actions, ${Object.keys(triggers).length} triggers`;
  expect(site.get("index.md")).toContain(counts);
});

test("V6: the speeds beside other tools are those that were measured", () => {
  const results: { topics: { outcomes: { value: number | null }[] }[] } = JSON.parse(
    readFileSync(path.join(ROOT, "packages/bench/results.json"), "utf8"),
  );
  const measured = results.topics.flatMap(({ outcomes }) => outcomes.map(({ value }) => value?.toFixed(2)));
  const claims = (site.get("guide/choosing.md") ?? "").match(/\d+\.\d+(?= times)/g) ?? [];
  expect(claims).toHaveLength(3);
  expect(claims.filter((claim) => !measured.includes(claim))).toEqual([]);
});

describe("V6: links of a page that moves to the site", () => {
  const context = {
    root: ROOT,
    places: new Map([["documentation/sandbox.md", "reference/sandbox.md"]]),
    parts: { anchors: new Map([["coverage", { part: "coverage", isTop: true }]]) },
  };
  test.each([
    ["a page of the site", "[it](sandbox.md#faults)", "[it](../reference/sandbox.md#faults)"],
    ["a part of the reference", "[it](reference.md#coverage)", "[it](../reference/coverage.md)"],
    ["a source, which the site does not have", "[it](../src/index.ts)", "it (`src/index.ts`)"],
    ["a picture", "![it](images/demo.svg)", "![it](/images/demo.svg)"],
    ["another website", "[it](https://mixpanel.com)", "[it](https://mixpanel.com)"],
    ["code", "`[it](sandbox.md)`", "`[it](sandbox.md)`"],
  ])("lead to %s", (_, before, after) => {
    expect(moveLinks(before, "documentation/page.md", "guide/page.md", context)).toBe(after);
  });

  test("to a picture that does not exist are errors", () => {
    expect(() => moveLinks("![it](images/gone.png)", "documentation/page.md", "guide/page.md", context)).toThrow(
      "documentation/page.md shows images/gone.png, which does not exist.",
    );
  });

  test("to a file that does not exist are errors that name the page and the link", () => {
    expect(() => moveLinks("[it](gone.md)", "documentation/page.md", "guide/page.md", context)).toThrow(
      "documentation/page.md links to gone.md, which does not exist.",
    );
  });
});
