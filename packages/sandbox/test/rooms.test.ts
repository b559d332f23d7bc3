import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const SOURCES = path.resolve(__dirname, "../src");

const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

/** The files of the sandbox that a file imports, by their paths from the sources' folder. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(SOURCES, file), "utf8");
  return [...text.matchAll(/from "(\.[^"]*)"/g)].map(([, specifier = ""]) => {
    const target = path.join(path.dirname(file), specifier);
    return existsSync(path.join(SOURCES, `${target}.ts`)) ? `${target}.ts` : path.join(target, "index.ts");
  });
}

/** The part of a path that stands directly in a folder: a file, or a folder with all that it holds. */
const roomIn = (folder: string, file: string): string | undefined =>
  file.startsWith(folder) ? file.slice(folder.length).split("/", 1)[0] : undefined;

function arrowsIn(folder: string): Map<string, Set<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const file of files) {
    const from = roomIn(folder, file);
    if (from === undefined) continue;
    const targets = importsOf(file).flatMap((target) => roomIn(folder, target) ?? []);
    arrows.set(from, new Set([...(arrows.get(from) ?? []), ...targets.filter((target) => target !== from)]));
  }
  return arrows;
}

/** The rooms that are left when those that need none of the others are taken away, again and again: circles. */
function circlesOf(arrows: Map<string, Set<string>>): string[] {
  const left = new Map(arrows);
  for (;;) {
    const free = [...left].filter(([, targets]) => [...targets].every((target) => !left.has(target)));
    if (free.length === 0) return [...left.keys()];
    for (const [room] of free) left.delete(room);
  }
}

const folders = ["", ...new Set(files.map((file) => path.dirname(file)))].filter((folder) => folder !== ".");

test.each(folders)("H8: no circle of imports between the files and folders of src/%s", (folder) => {
  expect(circlesOf(arrowsIn(folder && `${folder}/`))).toEqual([]);
});

test("H8: a circle is found", () => {
  const circle = new Map([
    ["a", new Set(["b"])],
    ["b", new Set(["a", "c"])],
    ["c", new Set<string>()],
  ]);
  expect(circlesOf(circle)).toEqual(["a", "b"]);
});
