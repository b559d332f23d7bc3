import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runDataSource } from "../support/harness";
import { runInSandbox, sandboxConnection } from "../support/inSandbox";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    sample: true,
    // No query at all: whatever spends one fails.
    limits: { query: { windows: [{ quota: 0, windowSeconds: 3_600 }] } },
  });
});
afterAll(() => sandbox.close());

const choosing = (key: string) =>
  runDataSource(key, { connection: sandboxConnection(sandbox, { organizationId: "100" }), params: {} });

describe("R9: over HTTP, without spending a query", () => {
  test("cohorts are listed by name", async () => {
    expect(await choosing("cohorts")).toMatchObject({
      value: {
        result: [
          { key: "3001", label: "Paying users" },
          { key: "3002", label: "Users on the free plan" },
        ],
      },
    });
  });

  test("W5: target fields are reserved names and those of Lexicon, each once with what it belongs to", async () => {
    const schemaJson = { properties: { plan: { type: "string" }, $city: { type: "string" } } };
    const entries = ["event", "profile"].map((entityType) => ({ entityType, name: "Rows Test", schemaJson }));
    await runInSandbox(sandbox, "uploadLexiconSchemas", { entries, truncate: false });
    const { value } = { value: undefined, ...(await choosing("rowTargetFields")) };
    expect(value).toMatchObject({
      result: expect.arrayContaining([
        { key: "$email", label: "$email (user profile)" },
        { key: "$name", label: "$name (user profile, group profile)" },
        { key: "$insert_id", label: "$insert_id (event)" },
        { key: "$city", label: "$city (event, user profile)" },
        { key: "plan", label: expect.stringMatching(/^plan \(.*event.*\)$/) },
      ]),
    });
    const keys = Object(value).result.map(({ key }: { key: string }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("reports are listed by name and type", async () => {
    const { value } = { value: undefined, ...(await choosing("reports")) };
    expect(value).toMatchObject({
      result: expect.arrayContaining([{ key: "9001", label: "Activity by day (Insights)" }]),
    });
  });

  test("projects, workspaces and organizations are those of the service account", async () => {
    expect(await choosing("projects")).toMatchObject({
      value: {
        result: [
          { key: "2", label: "Sandbox EU" },
          { key: "3", label: "Sandbox India" },
          { key: "1", label: "Sandbox US" },
        ],
      },
    });
    expect(await choosing("workspaces")).toMatchObject({ value: { result: [{ label: "All Project Data" }] } });
    expect(await choosing("organizations")).toMatchObject({ value: { result: [{ key: expect.any(String) }] } });
  });

  test("M6: service accounts are those of the organization", async () => {
    expect(await choosing("serviceAccounts")).toMatchObject({
      value: { result: expect.arrayContaining([{ key: expect.any(String), label: "sandbox.user" }]) },
    });
  });

  test("M6: warehouse imports are those of the project", async () => {
    expect(await choosing("warehouseImports")).toMatchObject({
      value: { result: [{ key: expect.stringMatching(/^\d+$/), label: "analytics.orders (event_stream)" }] },
    });
  });

  test("a list that costs a query is not had, and the form says what to type", async () => {
    const { error } = { error: undefined, ...(await choosing("eventNames")) };
    expect(error).toMatchObject({
      code: "rate_limited",
      message: expect.stringContaining("type the name of the event"),
    });
  });
});
