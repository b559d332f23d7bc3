import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";

const manifest = z.object({ version: z.string() });

/** The connector's version, as its package says it. */
export function version(): string {
  return manifest.parse(createRequire(__filename)(path.resolve(__dirname, "../../../package.json"))).version;
}
