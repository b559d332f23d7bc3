/** Mixpanel's nine API hosts, as https://docs.mixpanel.com/docs/privacy/eu-residency names them. Written apart from the component's own table. */
export const HOSTS = {
  US: { ingestion: "api.mixpanel.com", query: "mixpanel.com", data: "data.mixpanel.com" },
  EU: { ingestion: "api-eu.mixpanel.com", query: "eu.mixpanel.com", data: "data-eu.mixpanel.com" },
  IN: { ingestion: "api-in.mixpanel.com", query: "in.mixpanel.com", data: "data-in.mixpanel.com" },
} as const;

export type Residency = keyof typeof HOSTS;
export type HostKind = keyof (typeof HOSTS)["US"];

export const ALL_HOSTS: readonly string[] = Object.values(HOSTS).flatMap((hosts) => Object.values(hosts));

/** Every spelling that a stored step may hold, and what it means. */
export const SPELLINGS: readonly (readonly [string, Residency])[] = [
  ["api", "US"],
  ["api-eu", "EU"],
  ["api-in", "IN"],
  ["mixpanel", "US"],
  ["eu.mixpanel", "EU"],
  ["in.mixpanel", "IN"],
  ["data", "US"],
  ["data-eu", "EU"],
  ["data-in", "IN"],
  ["US", "US"],
  ["eu", "EU"],
  ["India", "IN"],
  ["eu.mixpanel.com", "EU"],
  ["https://data-in.mixpanel.com", "IN"],
];
