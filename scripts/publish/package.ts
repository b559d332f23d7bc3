import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Of the whole folder, which Prismatic's CLI zips and uploads as it is. The CLI checks no size and Prismatic documents no bound, so this one
 * is ours: the platform loads the bundle into each of its processes, and a dependency that came in by accident is found.
 */
export const MAX_PACKAGE_BYTES = 5_000_000;

const NEEDED = ["index.js", "THIRD_PARTY_LICENSES.txt", "sbom.cdx.json"];

/** What is wrong with the folder that is published: its code is one file. */
export function packageFaults(dist: string): string[] {
  if (!existsSync(dist)) return [`there is no ${path.basename(dist)}; run npm run build`];
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dist, path.join(entry.parentPath, entry.name)));
  const bytes = files.reduce((sum, file) => sum + statSync(path.join(dist, file)).size, 0);
  const others = files.filter((file) => /\.(c|m)?js$/.test(file) && file !== "index.js");
  return [
    ...NEEDED.filter((file) => !files.includes(file)).map((file) => `there is no ${path.basename(dist)}/${file}`),
    ...others.map((file) => `${file} is code beside index.js`),
    ...(bytes > MAX_PACKAGE_BYTES ? [`${bytes} bytes are published, more than ${MAX_PACKAGE_BYTES}`] : []),
  ];
}
