/** F6: the page of expectations says what is there. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { EXPECTATIONS, expectationsPage } from "../../scripts/reference/expectations";
import component from "../../src";

const ROOT = path.resolve(__dirname, "..", "..");
const STEPS = { ...component.actions, ...component.triggers, ...component.dataSources };

interface Field {
  key: string;
  inputs?: readonly Field[];
}

/** The inputs of steps and the fields of connections, as the page names them. */
const INPUTS = new Set(
  [
    ...Object.entries(STEPS).map(([key, { inputs }]): Field => ({ key, inputs })),
    ...component.connections.map(({ key, inputs }): Field => ({ key, inputs })),
  ].flatMap((owner) =>
    (owner.inputs ?? []).flatMap((input) => [
      `${owner.key}.${input.key}`,
      ...(input.inputs ?? []).map(({ key }) => `${owner.key}.${input.key}.${key}`),
    ]),
  ),
);

const IDS = [
  ...Array.from({ length: 7 }, (_, at) => `A${at + 1}`),
  ...Array.from({ length: 19 }, (_, at) => `B${at + 1}`),
  ...Array.from({ length: 5 }, (_, at) => `C${at + 1}`),
  ...Array.from({ length: 6 }, (_, at) => `D${at + 1}`),
];

test("F6: every expectation is there, once", () => {
  expect(EXPECTATIONS.map(({ id }) => id)).toEqual(IDS);
});

test("F6: the page is what its data say; if not, run npm run docs", () => {
  expect(readFileSync(path.join(ROOT, "documentation", "expectations.md"), "utf8")).toBe(expectationsPage());
});

describe.each(EXPECTATIONS)("F6: $id", ({ steps = [], inputs = [], limits = [], tests, how, partly }) => {
  test("names steps and inputs that the component has", () => {
    expect(steps.filter((key) => !Object.hasOwn(STEPS, key))).toEqual([]);
    expect(inputs.filter((input) => !INPUTS.has(input))).toEqual([]);
  });

  test("keeps to the limits that Mixpanel documents", () => {
    for (const { words, documented, kept } of limits)
      expect({ words, limit: kept }).toEqual({ words, limit: documented });
  });

  test("is shown by tests that exist", () => {
    const missing = tests.filter(([file, title]) => {
      const full = path.join(ROOT, file);
      return !existsSync(full) || !readFileSync(full, "utf8").includes(title);
    });
    expect(missing).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
  });

  test("says in whole sentences how, links to pages that exist, and gives a reason if it is not answered whole", () => {
    for (const words of [how, partly ?? how]) expect(words).toMatch(/^["[A-Z].*[.)]$/s);
    const links = [...`${how} ${partly ?? ""}`.matchAll(/\]\(([^)#]+)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(path.join(ROOT, "documentation", link)))).toEqual([]);
  });
});
