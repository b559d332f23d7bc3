import { createRequire } from "node:module";
import path from "node:path";
import type component from "../src/index";

/** The project's folder: this file runs from build/scripts. */
export const ROOT = path.resolve(__dirname, "..", "..");

/** The component as Prismatic loads it: the default export of the built bundle. */
export function loadBuilt(): typeof component {
  const bundle: { default?: typeof component } = createRequire(__filename)(path.join(ROOT, "dist", "index.js"));
  if (!bundle.default) throw new Error("dist/index.js has no default export; run npm run build.");
  return bundle.default;
}
