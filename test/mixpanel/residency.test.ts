import { HOSTS, isMixpanelHost, parseResidency, RESIDENCIES, type Residency } from "../../src/mixpanel/residency";

const hosts: [Residency, string, string, string][] = [
  ["US", "api.mixpanel.com", "mixpanel.com", "data.mixpanel.com"],
  ["EU", "api-eu.mixpanel.com", "eu.mixpanel.com", "data-eu.mixpanel.com"],
  ["IN", "api-in.mixpanel.com", "in.mixpanel.com", "data-in.mixpanel.com"],
];

test.each(hosts)("the hosts of %s are those of Mixpanel's documentation", (residency, ingestion, query, data) => {
  expect(HOSTS[residency]).toEqual({ ingestion, query, data });
});

test("there are three residencies", () => {
  expect(RESIDENCIES).toEqual(["US", "EU", "IN"]);
});

const spellings: Record<Residency, string[]> = {
  US: ["US", "us", "USA", "api", "data", "mixpanel", "mixpanel.com", "api.mixpanel", "data.mixpanel"],
  EU: ["EU", "eu", "api-eu", "data-eu", "eu.mixpanel", "api-eu.mixpanel", "data-eu.mixpanel", "eu.mixpanel.com"],
  IN: ["IN", "in", "India", "INDIA", "api-in", "data-in", "in.mixpanel", "api-in.mixpanel", "data-in.mixpanel"],
};

describe.each(RESIDENCIES)("%s", (residency) => {
  test.each(spellings[residency])("is read from the spelling %s", (spelling) => {
    expect(parseResidency(spelling)).toBe(residency);
  });

  test.each(Object.values(HOSTS[residency]))("is read from its host %s as an address, with white space", (host) => {
    expect(parseResidency(` HTTPS://${host}/api/query \n`)).toBe(residency);
  });

  test.each(Object.values(HOSTS[residency]))("owns %s in any case", (host) => {
    expect(isMixpanelHost(host.toUpperCase())).toBe(true);
  });
});

test.each([
  "",
  " ",
  "asia",
  "e u",
  "constructor",
  "__proto__",
  "toString",
  "api-us",
  "eu.mixpanel.com.example.com",
  "http://eu",
])("no residency is read from %j", (text) => {
  expect(parseResidency(text)).toBeUndefined();
});

test.each([
  "",
  "www.mixpanel.com",
  "mixpanel.com.",
  "evil-mixpanel.com",
  "api.mixpanel.com.example.com",
  "mixpanel.com:443",
])("%j is none of Mixpanel's hosts", (host) => {
  expect(isMixpanelHost(host)).toBe(false);
});
