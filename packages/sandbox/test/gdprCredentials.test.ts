import { RETRIEVALS } from "./gdprClient";
import { basic, inside, ManagementClient, START_MS } from "./managementClient";

let api: ManagementClient;
beforeAll(async () => {
  const seed = {
    projects: [
      { id: 1, gdprTokenExpires: new Date(START_MS + 1000).toISOString() },
      { id: 2, gdprToken: "token-of-project-2" },
      { id: 3, gdprToken: "token-of-project-3", gdprTokenExpires: "2024-06-15T11:59:59Z" },
    ],
  };
  api = await ManagementClient.start({ seed });
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

const UNKNOWN = "Unable to authenticate request";

describe("P7: each wrong credential of the GDPR API has a response of its own", () => {
  test.each([
    ["no credentials", null, "sandbox-token", 401, UNKNOWN],
    ["an unknown token", "Bearer wrong", "sandbox-token", 401, UNKNOWN],
    [
      "a service account in place of the token",
      basic("sandbox.user", "sandbox-secret"),
      "sandbox-token",
      401,
      `${UNKNOWN}: this API takes an OAuth token, no service account.`,
    ],
    [
      "an expired token",
      "Bearer token-of-project-3",
      "sandbox-token-in",
      401,
      `${UNKNOWN}: the OAuth token has expired.`,
    ],
    [
      "a wrong project token",
      "Bearer sandbox-gdpr-token",
      "wrong",
      401,
      `${UNKNOWN}: token is not the token of a project.`,
    ],
    [
      "the token of another project",
      "Bearer token-of-project-2",
      "sandbox-token",
      403,
      "The authenticated user does not have permission for this project or organization.",
    ],
  ])("%s", async (_what, authorization, token, status, error) => {
    const paths = [
      ["POST", "create-retrieval", RETRIEVALS],
      ["GET", "get-deletion", "/api/app/data-deletions/v3.0/none"],
      ["DELETE", "delete-deletion", "/api/app/data-deletions/v3.0/none"],
    ] as const;
    for (const [method, operationId, path] of paths) {
      const answer = await api.call(operationId, method, `${path}?token=${token}`, { authorization });
      expect([answer.status, inside(answer, "error")]).toEqual([status, error]);
    }
  });

  test("a token works until it expires, and the time survives a snapshot", async () => {
    const read = () =>
      api.send("GET", `${RETRIEVALS}/none?token=sandbox-token`, { authorization: "Bearer sandbox-gdpr-token" });
    expect((await read()).status).toBe(200);
    api.sandbox.restore(JSON.parse(JSON.stringify(api.sandbox.snapshot())));
    api.sandbox.clock.advance(1000);
    expect((await read()).status).toBe(401);
  });
});

test("a seed with a time that is none is rejected", async () => {
  const seed = { projects: [{ id: 1, gdprTokenExpires: "tomorrow" }] };
  const answer = await api.send("PUT", "/_sandbox/snapshot", { json: seed });
  expect([answer.status, inside(answer, "error")]).toEqual([400, expect.stringContaining("gdprTokenExpires")]);
});
