import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runInSandbox } from "../../support/inSandbox";

let sandbox: Sandbox;
beforeAll(async () => {
  // Each action here is a process of its own, which knows nothing of the requests of the others.
  sandbox = await startSandbox({ port: 0, clock: "2024-01-15T12:00:00Z", limits: false });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const run = (key: string, params?: Record<string, unknown>): Promise<unknown> => runInSandbox(sandbox, key, params);
const listed = async () => Object(await run("listLexiconSchemas")).results;

const entry = (name: string, entityType = "event") => ({
  entityType,
  name,
  schemaJson: { description: name, $comment: "kept", properties: { plan: { type: "string" } } },
});
const ENTRIES = [entry("a/b"), entry("Paid "), entry("$user", "profile")];

test("M1: schemas are uploaded, listed, read, replaced and deleted", async () => {
  expect(await run("uploadLexiconSchemas", { entries: ENTRIES })).toMatchObject({
    results: { added: 3, deleted: 0 },
    uploaded: 3,
    resume_from: null,
  });
  expect(await listed()).toEqual(ENTRIES);
  expect(await run("listLexiconSchemasByType", { entityType: "profile" })).toMatchObject({ results: [ENTRIES[2]] });
  expect(await run("listLexiconSchemasByType", { entityType: "event", entity_name: "a/b" })).toMatchObject({
    results: [ENTRIES[0]],
  });
  const { results: schema } = Object(await run("getLexiconSchema", { entityType: "event", name: "a/b" }));
  expect(schema).toEqual(ENTRIES[0]?.schemaJson);

  // What was read is written back as it is, under another name that needs encoding.
  expect(await run("uploadLexiconSchema", { entityType: "event", name: "c/d?", schema })).toMatchObject({
    status: "ok",
  });
  expect(await run("getLexiconSchema", { entityType: "event", name: "c/d?" })).toMatchObject({ results: schema });

  expect(await run("deleteLexiconSchema", { entityType: "event", name: "a/b" })).toMatchObject({
    results: { delete_count: 1 },
  });
  expect(await run("deleteLexiconSchema", { entityType: "event", name: "unknown" })).toMatchObject({
    results: { delete_count: 0 },
  });
  expect(
    await run("deleteLexiconSchemasByType", { entityType: "event", confirmation: "DELETE ALL SCHEMAS OF TYPE" }),
  ).toMatchObject({ results: { delete_count: 2 } });
  expect(await listed()).toEqual([ENTRIES[2]]);
  expect(await run("deleteAllLexiconSchemas", { confirmation: "DELETE ALL SCHEMAS" })).toMatchObject({
    results: { delete_count: 1 },
  });
  expect(await listed()).toEqual([]);
});

test("M1: a confirmed truncation leaves what was uploaded, and nothing else", async () => {
  await run("uploadLexiconSchemas", { entries: ENTRIES });
  const truncating = { entries: [entry("New")], truncate: true, confirmTruncate: "DELETE AND REPLACE ALL SCHEMAS" };
  expect(await run("uploadLexiconSchemas", truncating)).toMatchObject({ results: { added: 1, deleted: 3 } });
  expect(await listed()).toEqual([entry("New")]);
});
