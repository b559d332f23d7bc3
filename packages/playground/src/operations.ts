/** Which operation of Mixpanel's API a request is: its host, and the limits that it counts toward. */
import * as client from "mixpanel-connector/client";
import type { Target } from "../../cli/src/connection";
import type { Recorded } from "./recorder";

const { account, annotations, cohorts, events, experiments, featureFlags, groups, identities, lexicon } = client;
const { lookupTables, pipelines, privacy, profiles, queries, rows, segmentation, serviceAccounts } = client;
const { warehouseImports, webhooks, parseResidency, HOSTS } = client;

const FAMILIES = [
  ...[account, annotations, cohorts, events, experiments, featureFlags, groups, identities, lexicon],
  ...[lookupTables, pipelines, privacy, profiles, queries, rows, segmentation, serviceAccounts],
  ...[warehouseImports, webhooks],
];

type Row = Pick<client.Endpoint, "operation" | "method" | "path" | "host" | "quota" | "response" | "secrets">;

const isRow = (value: object): value is Row => "operation" in value && "method" in value && "path" in value;
const ROWS: readonly Row[] = FAMILIES.flatMap((family): object[] => Object.values(family)).filter(isRow);

/** Parameters of an action that are secrets of another system. */
export const secretsOfAction = (key: string): readonly string[] =>
  ROWS.filter(({ operation }) => operation === key).flatMap(({ secrets = [] }) => secrets);

const patternOf = (path: string) =>
  new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "[^/]+")}/?$`);
const PATTERNS = ROWS.map((row) => ({ row, pattern: patternOf(row.path) }));

/** The path at Mixpanel, without what the address of a proxy puts before it. */
function pathAtMixpanel({ path }: Recorded, apiHost: string): string {
  const pathname = path.split("?", 1)[0] ?? "";
  const prefix = URL.canParse(apiHost.replace("{host}", "host"))
    ? new URL(apiHost.replace("{host}", "host")).pathname
    : "/";
  const before = prefix.replace(/\/$/, "").replace("host", "[^/]+");
  return pathname.replace(new RegExp(`^${before}(?=/)`), "");
}

/** The operation; undefined for a request that somebody composed, and for one to another system, such as a storage. */
export function rowOf(exchange: Recorded, { connection }: Pick<Target, "connection">): Row | undefined {
  const path = pathAtMixpanel(exchange, connection.fields.apiHost ?? "");
  return PATTERNS.find(({ row, pattern }) => row.method === exchange.method && pattern.test(path))?.row;
}

/** The host that Mixpanel has for a request, and else the one that it was sent to. */
export function hostOf(exchange: Recorded, target: Pick<Target, "connection">): string {
  const sentTo = new URL(exchange.origin).host;
  const { apiHost = "", residency = "" } = target.connection.fields;
  if (apiHost === "") return sentTo;
  const row = rowOf(exchange, target);
  return row === undefined ? sentTo : HOSTS[parseResidency(residency) ?? "US"][row.host];
}
