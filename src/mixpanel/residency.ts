/** Where a project's data is stored. It determines every host. */
export type Residency = "US" | "EU" | "IN";

/** What a host is for: `ingestion` receives data; `query` serves queries and the app API; `data` serves raw exports and pipelines. */
export type HostKind = "ingestion" | "query" | "data";

/** Mixpanel's hosts: https://docs.mixpanel.com/docs/privacy/eu-residency */
export const HOSTS: Record<Residency, Record<HostKind, string>> = {
  US: { ingestion: "api.mixpanel.com", query: "mixpanel.com", data: "data.mixpanel.com" },
  EU: { ingestion: "api-eu.mixpanel.com", query: "eu.mixpanel.com", data: "data-eu.mixpanel.com" },
  IN: { ingestion: "api-in.mixpanel.com", query: "in.mixpanel.com", data: "data-in.mixpanel.com" },
};

export const RESIDENCIES = Object.keys(HOSTS).filter((key): key is Residency => key in HOSTS);

/** Spellings of a residency: plain names, hosts, and the host prefixes that older connections store. */
const SPELLINGS: Record<string, Residency> = { us: "US", usa: "US", eu: "EU", in: "IN", india: "IN" };
for (const residency of RESIDENCIES) {
  for (const host of Object.values(HOSTS[residency])) {
    SPELLINGS[host] = residency;
    SPELLINGS[host.replace(/\.com$/, "")] = residency;
    SPELLINGS[host.replace(/\.mixpanel\.com$/, "")] = residency;
  }
}

/**
 * Reads a residency in any spelling that Mixpanel, this connector or the stock connector ever used: `US`, `India`, `api`, `api-eu`,
 * `in.mixpanel`, `data-eu`, `https://eu.mixpanel.com`.
 *
 * @returns the residency, or undefined if the text is none of these spellings
 */
export function parseResidency(text: string): Residency | undefined {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^https:\/\//, "")
    .replace(/\/.*$/, "");
  return Object.hasOwn(SPELLINGS, host) ? SPELLINGS[host] : undefined;
}

/** Whether a host name is one of Mixpanel's nine API hosts. */
export function isMixpanelHost(host: string): boolean {
  return RESIDENCIES.some((residency) => Object.values(HOSTS[residency]).includes(host.toLowerCase()));
}
