import { readFileSync } from "node:fs";
import { join } from "node:path";
import component from "../../src";
import { flatInputs, type StockInputs, stockActions, stockDataSources } from "../support/stockSurface";

const PAGE = readFileSync(join(__dirname, "../../documentation/migration.md"), "utf8");
const SECTION = /^## From the stock component$(.*?)^## /ms.exec(PAGE)?.[1] ?? "";

/** The rows of the section's table whose first column has this title, as lists of cells. */
function rowsOf(title: string): string[][] {
  const lines = SECTION.split("\n");
  const head = lines.findIndex((line) => line.startsWith(`| ${title} |`));
  if (head === -1)
    throw new Error(`The migration page has no table with the column ${title} under "From the stock component"`);
  const rest = lines.slice(head + 2);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  return rest.slice(0, end === -1 ? undefined : end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

interface OurInput {
  key: string;
  label: string;
  required?: boolean;
  default?: unknown;
  model?: { value: string }[];
}

const isWithoutEffect = ({ label }: OurInput) => label.endsWith(" (no effect)");

/** Whether a form asks for an input in another way than the stock component's. */
function differs(stock: StockInputs[string], ours: OurInput): boolean {
  const values = ours.model?.map(({ value }) => value) ?? [];
  return (
    (ours.required ?? false) !== stock.required ||
    JSON.stringify(ours.default ?? "") !== JSON.stringify(stock.default) ||
    (stock.model ?? []).some((value) => !values.includes(value)) ||
    isWithoutEffect(ours)
  );
}

interface Form {
  label: string;
  stock: StockInputs;
  ours: readonly OurInput[];
}

const forms: Form[] = [
  ...[...stockActions].map(([key, { inputs }]) => ({
    label: component.actions[key]?.display.label ?? key,
    stock: inputs,
    ours: flatInputs(component.actions[key]?.inputs),
  })),
  ...[...stockDataSources].map(([key, inputs]) => ({
    label: component.dataSources[key]?.display.label ?? key,
    stock: inputs,
    ours: component.dataSources[key]?.inputs ?? [],
  })),
];

/** For each input that differs: the forms where it does, or "all". */
function differences(): Map<string, string> {
  const found = new Map<string, { differing: string[]; all: number }>();
  for (const { label, stock, ours } of forms) {
    for (const input of ours) {
      const stockInput = stock[input.key];
      if (stockInput === undefined) continue;
      const { differing, all } = found.get(input.label) ?? { differing: [], all: 0 };
      found.set(input.label, {
        differing: differs(stockInput, input) ? [...differing, label] : differing,
        all: all + 1,
      });
    }
  }
  return new Map(
    [...found]
      .filter(([, { differing }]) => differing.length > 0)
      .map(([label, { differing, all }]) => [
        label,
        differing.length === all && all > 1 ? "all" : differing.sort().join(", "),
      ]),
  );
}

const sorted = (map: Iterable<[string, string]>) => Object.fromEntries([...map].sort());

test("T21: the migration page says that inputs are compatible and results differ", () => {
  expect(SECTION.replaceAll(/\s+/g, " ")).toContain("Inputs are compatible; results differ as listed.");
});

test("T21: the migration page lists every input that differs, where it does, and no other", () => {
  const listed = rowsOf("input").flatMap(([inputs = "", where = ""]) =>
    inputs.split(", ").map((input): [string, string] => [input, where.split(", ").sort().join(", ")]),
  );
  expect(sorted(listed)).toEqual(sorted(differences()));
});

test("T21: the migration page lists results of actions that both components have", () => {
  const labels = rowsOf("action").flatMap(([actions = ""]) => actions.split(", "));
  const both = [...stockActions.keys()].map((key) => component.actions[key]?.display.label);
  expect(labels.filter((label) => label !== "all" && !both.includes(label))).toEqual([]);
});

test("T21: the migration page lists every action that runs differently while designing", () => {
  const changed = [...stockActions].filter(
    ([key, { performSafety }]) => component.actions[key]?.performSafety !== performSafety,
  );
  const listed = rowsOf("action").filter(([, here]) => here?.includes("while designing"));
  expect(listed.flatMap(([actions = ""]) => actions.split(", ")).sort()).toEqual(
    changed.map(([key]) => component.actions[key]?.display.label).sort(),
  );
});

test("T21: every row of the migration page has a reason", () => {
  const rows = [...rowsOf("input").map((cells) => [...cells, 4]), ...rowsOf("action").map((cells) => [...cells, 3])];
  expect(rows.filter((cells) => cells.length - 1 !== cells.at(-1) || cells.includes(""))).toEqual([]);
});
