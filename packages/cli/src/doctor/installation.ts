/** Checks what is installed: Node, and the bundle. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { BUNDLE_PATH, type Component, loadComponent } from "../bundle";
import { type Check, ok, problem, warning } from "./check";

const ROOT = path.resolve(BUNDLE_PATH, "../..");

const manifest = z.object({ version: z.string(), engines: z.object({ node: z.string() }) });

const numbersOf = (version: string) => version.split(".").map(Number);

/** Whether a version is at least another one. */
function reaches(version: string, least: string): boolean {
  const [own, wanted] = [numbersOf(version), numbersOf(least)];
  const at = wanted.findIndex((number, position) => number !== own[position]);
  return at === -1 || (own[at] ?? 0) > (wanted[at] ?? 0);
}

/** @param needed as in `engines` of a package.json: `>=20.12.1` */
export function checkNode(version: string, needed: string): Check {
  const least = needed.replace(/^>=/, "");
  if (reaches(version, least)) return ok("Node", `${version} (at least ${least})`);
  return problem("Node", `${version} is too old.`, `Install Node ${least} or newer: https://nodejs.org`);
}

/** In a checkout: whether a source is newer than the build. Undefined in an installed package, which has no sources. */
function isStale(root: string): boolean | undefined {
  const script = path.join(root, "scripts", "fresh.js");
  if (!existsSync(script)) return undefined;
  const loaded: unknown = createRequire(__filename)(script);
  const { isFresh }: { isFresh?: unknown } = Object(loaded);
  return typeof isFresh === "function" ? isFresh() === false : undefined;
}

/** @returns the component as well, if it can be loaded */
export function checkBundle(file = BUNDLE_PATH, root = ROOT): { check: Check; component: Component | undefined } {
  const isCheckout = existsSync(path.join(root, "scripts", "fresh.js"));
  try {
    const component = loadComponent(file);
    const { actions, dataSources, triggers } = component;
    const [first, second, third] = [actions, dataSources, triggers].map((forms) => Object.keys(forms).length);
    const detail = `${first} actions, ${second} data sources, ${third} triggers`;
    const check = isStale(root)
      ? warning("Bundle", `${detail}. Sources are newer than the build.`, "Build it: npm run build")
      : ok("Bundle", detail);
    return { check, component };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const fix = isCheckout ? "Build it: npm run build" : "Install the package again: npm install mixpanel-connector";
    return { check: problem("Bundle", detail.replace(/ Build it: .*$/, ""), fix), component: undefined };
  }
}

export function checkInstallation(): { checks: Check[]; component: Component | undefined } {
  const { version, engines } = manifest.parse(JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")));
  const { check, component } = checkBundle();
  return {
    checks: [checkNode(process.versions.node, engines.node), ok("Package", `mixpanel-connector ${version}`), check],
    component,
  };
}
