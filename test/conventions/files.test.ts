import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import * as actions from "../../src/actions";
import * as dataSources from "../../src/dataSources";
import { isEndpoint, rows } from "../support/endpointRows";

const ROOT = join(__dirname, "../..");
const MAX_LINES = 250;

/** Rows that only drop-downs call. */
const OF_DROP_DOWNS = ["listSavedCohorts", "listSavedReports", "listWarehouseSources"];
/** Rows that only the trigger Alert calls. */
const OF_TRIGGERS = ["createWebhook", "deleteWebhook", "listWebhooks", "updateWebhook"];
const WITHOUT_ACTION = [...OF_DROP_DOWNS, ...OF_TRIGGERS];

const filesBelow = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file))
    .sort();
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

const sources = filesBelow("src").map((file) => [file, read(file)] as const);
const actionFiles = filesBelow("src/actions").filter((file) => basename(file) !== "index.ts");
const folderOf = new Map(actionFiles.map((file) => [basename(file, ".ts"), file.split("/")[2] ?? ""]));

describe("an operation has one name", () => {
  test("each action has a file of its own", () => {
    expect([...folderOf.keys()].sort()).toEqual(Object.keys(actions).sort());
    expect(actionFiles).toHaveLength(folderOf.size);
  });

  test.each(actionFiles)("%s exports the action of its name, and nothing else", (file) => {
    const exported = [...read(file).matchAll(/^export (?:const|function|class|type|interface) (\w+)/gm)].map(
      ([, name]) => name,
    );
    expect(exported).toEqual([basename(file, ".ts")]);
  });

  test("each action has the row of its name, and each row its action, unless only drop-downs or triggers call it", () => {
    expect(rows.map(({ row }) => row.operation).sort()).toEqual([...Object.keys(actions), ...WITHOUT_ACTION].sort());
  });

  test("each row is exported by its operation's name", () => {
    expect(rows.filter(({ name, row }) => name !== row.operation)).toEqual([]);
  });

  test("each row that describes a request is in its action's family", () => {
    const strangers = rows.filter(
      ({ family, row }) =>
        isEndpoint(row) && !WITHOUT_ACTION.includes(row.operation) && folderOf.get(row.operation) !== family,
    );
    expect(strangers.map(({ name }) => name)).toEqual([]);
  });

  test("each action has a test", () => {
    const untested = [...folderOf].filter(
      ([key, folder]) => !existsSync(join(ROOT, `test/actions/${folder}/${key}.test.ts`)),
    );
    expect(untested).toEqual([]);
  });

  test("each data source has a file of its own", () => {
    const files = filesBelow("src/dataSources").map((file) => basename(file, ".ts"));
    expect(files.filter((name) => name !== "index").sort()).toEqual(Object.keys(dataSources).sort());
  });
});

test.each(["src/actions/index.ts", "src/dataSources/index.ts", "src/triggers/index.ts"])(
  "%s is a sorted list",
  (file) => {
    const paths = [...read(file).matchAll(/^export \{ (\w+) \} from "(.+)";$/gm)].map(([, , path]) => path);
    const lines = read(file).trim().split("\n");
    expect(paths.length).toBe(lines.filter((line) => line !== "export {};").length);
    expect(paths).toEqual([...paths].sort((a, b) => String(a).localeCompare(String(b))));
  },
);

describe.each(sources)("%s", (_file, text) => {
  test(`has at most ${MAX_LINES} lines`, () => {
    expect(text.split("\n").length - 1).toBeLessThanOrEqual(MAX_LINES);
  });

  test("has no any, no assertion of what is not checked, and nothing left to do", () => {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    expect(code.match(/:\s*any\b|\bas any\b|<any[>,]|\bany\[\]|@ts-\w+|biome-ignore|as unknown as/g) ?? []).toEqual([]);
    expect(text.match(/\b(TODO|FIXME|XXX|HACK)\b/g) ?? []).toEqual([]);
  });
});

test("H8: test folders mirror those of src, except a few that test the whole project", () => {
  const folders = [...new Set(filesBelow("test").map((file) => relative("test", dirname(file))))];
  const ofAll = /^(browser|contract|conventions|faults|fuzz|package|secrets|site|support|types)(\/|$)/;
  const strangers = folders.filter((folder) => !ofAll.test(folder));
  expect(strangers.filter((folder) => !existsSync(join(ROOT, "src", folder)))).toEqual([]);
  expect(strangers).toContain("mixpanel/ingest/engine");
});

test("spectral's testing is imported by one file", () => {
  const importers = filesBelow("test").filter((file) =>
    /from "@prismatic-io\/spectral\/(dist\/)?testing"/.test(read(file)),
  );
  expect(importers).toEqual(["test/support/harness.ts"]);
});
