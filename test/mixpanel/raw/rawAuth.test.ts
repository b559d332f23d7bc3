import { assertPath, rawAuth } from "../../../src/mixpanel/raw/rawUrl";

test("assertPath adds a leading slash", () => {
  expect([assertPath("URL", "a/b"), assertPath("URL", "/a"), assertPath("URL", "?q=1")]).toEqual([
    "/a/b",
    "/a",
    "/?q=1",
  ]);
});

test.each([
  ["https://mixpanel.com/api/query/insights", "serviceAccount"],
  ["https://mixpanel.com/api/query/engage", "serviceAccount"],
  ["https://mixpanel.com/api/2.0/engage", "serviceAccount"],
  ["https://api.mixpanel.com/import", "serviceAccount"],
  ["https://api.mixpanel.com/track", "tokenInBody"],
  ["https://api.mixpanel.com/track/?verbose=1", "tokenInBody"],
  ["https://api.mixpanel.com/engage", "tokenInBody"],
  ["http://localhost:8787/groups", "tokenInBody"],
  ["https://mixpanel.com/api/app/data-retrievals/v3.0", "gdprToken"],
  ["https://mixpanel.com/api/app/data-deletions/v3.0/17", "gdprToken"],
  ["https://mixpanel.com/api/app/data-deletionsx", "serviceAccount"],
])("%s is called with %s", (address, auth) => {
  expect(rawAuth(new URL(address))).toBe(auth);
});
