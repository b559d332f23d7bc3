/** Peers that are installed by `npm run bench` alone, into bench/peers. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The npm package mixpanel-import: credentials, data or file, options. */
export type MixpanelImport = (
  credentials: object,
  data: object[] | string | null,
  options: Readonly<Record<string, unknown>>,
) => Promise<{ success: number }>;

const FOLDER = path.resolve(__dirname, "..", "..", "..", "..", "packages", "bench", "peers");
const requirePeer = createRequire(path.join(FOLDER, "package.json"));

/** Written by npm last. */
const INSTALLED = path.join(FOLDER, "node_modules", ".package-lock.json");
const LOCK = path.join(FOLDER, "package-lock.json");

/** Installs the peers if their lock file is newer than what is installed. */
export function installPeers(): void {
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(LOCK).mtimeMs) return;
  execFileSync("npm", ["ci", "--prefix", FOLDER], { stdio: ["ignore", "ignore", "inherit"] });
}

/** The versions of the peers that run. */
export function peerVersions(): Record<string, string> {
  const versionIn = (lock: string, name: string): string =>
    JSON.parse(readFileSync(lock, "utf8")).packages[`node_modules/${name}`].version;
  return {
    "mixpanel-import": versionIn(LOCK, "mixpanel-import"),
    mixpanel: versionIn(path.resolve(FOLDER, "..", "..", "..", "package-lock.json"), "mixpanel"),
  };
}

/** Loads the npm package mixpanel-import. */
export function loadMixpanelImport(): MixpanelImport {
  const loaded: MixpanelImport & { default?: MixpanelImport } = requirePeer("mixpanel-import");
  return loaded.default ?? loaded;
}

/** Loads something that mixpanel-import itself depends on, as it sees it. */
export function requireBesideMixpanelImport(name: string): unknown {
  return createRequire(requirePeer.resolve("mixpanel-import"))(name);
}
