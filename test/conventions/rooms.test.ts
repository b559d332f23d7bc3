import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { mayImportFile, mayImportPackage, ROOMS, roomOf } from "../../scripts/rooms";

const ROOT = path.resolve(__dirname, "../..");
/** Imports and exports as they begin a line, and calls within one. */
const IMPORT = /^(?:import|export)\s(?:[^"';]*?\sfrom\s)?"([^"\n]+)"|\b(?:import|require)\(\s*"([^"\n]+)"\s*\)/gm;

/** Every file of the project that git tracks or would track, in the rooms. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.ts", "*.tsx"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => existsSync(path.join(ROOT, file)) && roomOf(file) !== undefined);

/** The file of the project that a relative import names. */
function resolved(from: string, specifier: string): string {
  const base = path.join(path.dirname(from), specifier);
  const candidates = [`${base}.ts`, `${base}.tsx`, path.join(base, "index.ts"), base, base.replace(/\.js$/, ".ts")];
  const found = candidates.find((file) => {
    const whole = path.join(ROOT, file);
    return existsSync(whole) && statSync(whole).isFile();
  });
  if (found === undefined) throw new Error(`${from} imports ${specifier}, which is no file`);
  return found;
}

/** What a file imports that its room may not, in words. */
function forbidden(file: string, source: string): string[] {
  const room = roomOf(file);
  if (room === undefined) return [];
  return [...source.matchAll(IMPORT)].flatMap(([, statement, call = ""]) => {
    const specifier = statement ?? call;
    const allowed = specifier.startsWith(".")
      ? mayImportFile(room, resolved(file, specifier))
      : mayImportPackage(room, specifier);
    return allowed ? [] : [`${file} may not import ${specifier}`];
  });
}

test("H9: no file imports what its room may not", () => {
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap((file) => forbidden(file, readFileSync(path.join(ROOT, file), "utf8")))).toEqual([]);
});

describe("H9: what a room may not import is found", () => {
  const strict = ROOMS.filter(({ packages }) => packages !== "any");

  test.each(strict.map(({ folder }) => folder))("%s", (folder) => {
    const file = `${folder}/imagined.ts`;
    const test = path.relative(folder, "test/support/wire.ts").replace(/\.ts$/, "");
    const lines = [
      'import x from "left-pad";',
      `import { y } from "${test}";`,
      'const z = await import("left-pad/sub");',
    ];
    expect(forbidden(file, lines.join("\n"))).toHaveLength(lines.length);
  });

  test.each([
    ["src/mixpanel/imagined.ts", "@prismatic-io/spectral"],
    ["src/mixpanel/http/imagined.ts", "../../platform/connect"],
    ["src/inputs/imagined.ts", "../mixpanel/http/transport"],
    ["src/actions/events/imagined.ts", "axios"],
    ["src/actions/events/imagined.ts", "node:fs"],
    ["src/imagined.ts", "./inputs/clean"],
    ["packages/sandbox/src/imagined.ts", "../../../src/mixpanel/client"],
    ["packages/sandbox/src/imagined.ts", "axios"],
    ["packages/cli/src/imagined.ts", "../../../src"],
    ["packages/cli/src/imagined.ts", "../../sandbox/src"],
  ])("%s imports %s", (file, specifier) => {
    expect(forbidden(file, `import { x } from "${specifier}";`)).toEqual([`${file} may not import ${specifier}`]);
  });
});

const CLIENT = "src/mixpanel/";

/** The first circle of a graph, as the names on it; undefined where it has none. */
function circleIn(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const search = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of graph.get(name) ?? []) {
      const found = search(next, [...path, name]);
      if (found) return found;
    }
    done.add(name);
    return undefined;
  };
  for (const name of graph.keys()) {
    const found = search(name, []);
    if (found) return found;
  }
  return undefined;
}

/** Which files of the client import which, or which of its rooms, by what a file counts as. */
function importsOfClient(nameOf: (file: string) => string): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const file of files.filter((name) => name.startsWith(CLIENT))) {
    const from = nameOf(file);
    const targets = graph.get(from) ?? new Set();
    graph.set(from, targets);
    for (const [, statement = ""] of readFileSync(path.join(ROOT, file), "utf8").matchAll(IMPORT)) {
      if (!statement.startsWith(".")) continue;
      const to = nameOf(resolved(file, statement));
      if (to !== from) targets.add(to);
    }
  }
  return graph;
}

test.each([
  ["files", (file: string) => file],
  ["rooms", (file: string) => file.slice(CLIENT.length).split("/")[0] ?? ""],
])("H8: the %s of the client import each other in no circle", (_what, nameOf) => {
  const graph = importsOfClient(nameOf);
  expect(graph.size).toBeGreaterThan(10);
  expect(circleIn(graph)).toBeUndefined();
});

test("H8: a circle is found", () => {
  const edges = { a: ["b"], b: ["c", "d"], c: [], d: ["b"] };
  expect(circleIn(new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)])))).toEqual(["b", "d", "b"]);
});
