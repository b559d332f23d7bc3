/** Peers that are installed by `npm run bench` alone, into bench/peers. */
import { createRequire } from "node:module";
import path from "node:path";

/** The npm package mixpanel-import: credentials, data or file, options. */
export type MixpanelImport = (
  credentials: object,
  data: object[] | string | null,
  options: Readonly<Record<string, unknown>>,
) => Promise<{ success: number }>;

const requirePeer = createRequire(
  path.resolve(__dirname, "..", "..", "..", "..", "packages", "bench", "peers", "package.json"),
);

/** Loads the npm package mixpanel-import. */
export function loadMixpanelImport(): MixpanelImport {
  const loaded: MixpanelImport & { default?: MixpanelImport } = requirePeer("mixpanel-import");
  return loaded.default ?? loaded;
}

/** Loads something that mixpanel-import itself depends on, as it sees it. */
export function requireBesideMixpanelImport(name: string): unknown {
  return createRequire(requirePeer.resolve("mixpanel-import"))(name);
}
