/** The ingestion and identity APIs. */
import { startSandbox } from "../../src";
import { basic, event, NOW_SECONDS } from "../ingestionClient";
import { type Call, type Calls, call, calling, fieldsOf, queryOf } from "./calls";

const IMPORT = "POST /import?strict=1&project_id=1";
const TABLE = "PUT /lookup-tables/55b4fb2b-e8de-466c-930f-8b36640b9b5e?project_id=1";
const MISSING_TABLE = "PUT /lookup-tables/f077cb07-008a-4955-8a4a-b4c163db3a87?project_id=1";
const CSV = "id,plan\nacme,pro\n";
const OVER_100_MB = 100 * 1024 * 1024 + 1;
const NOBODY = basic("nobody", "nothing");

/** The example with the sandbox's token in the place of the reader's. */
const withToken = (example: unknown): unknown =>
  JSON.parse(JSON.stringify(example).replaceAll("YOUR_PROJECT_TOKEN", "sandbox-token"));

/** The records of an example, each with what the example leaves to the reader. */
function recordsOf(example: unknown, more: object): unknown {
  const records = withToken(example);
  return Array.isArray(records) ? records.map((record) => ({ ...fieldsOf(record), ...more })) : records;
}

/** The same call where nothing more may be sent. */
const pastTheLimit =
  (once: Call): Call =>
  async (_sandbox, example) => {
    const none = { windows: [{ quota: 0, windowSeconds: 60 }] };
    const limited = await startSandbox({ port: 0, limits: { ingestion: none, lookupTables: none } });
    try {
      return await once(limited, example);
    } finally {
      await limited.close();
    }
  };

/** Records with and without their ID, and those of the description's example. */
const updates = (path: string, owner: object, changes: Readonly<Record<string, object>>): Calls =>
  Object.fromEntries(
    Object.entries(changes).flatMap(([id, change]) => [
      [`${id} 200 Valid Data`, calling(path, { json: [{ $token: "sandbox-token", ...owner, ...change }] })],
      [`${id} 200 Invalid Data`, calling(path, { json: [{ $token: "sandbox-token", ...change }] })],
      [`${id} request 1`, (sandbox, example) => call(sandbox, path, { json: recordsOf(example, change) })],
    ]),
  );

const tracked = (name: string, properties: object): Call =>
  calling("POST /track", {
    form: { data: JSON.stringify({ event: name, properties: { token: "sandbox-token", ...properties } }) },
  });
const trackedExample: Call = (sandbox, example) =>
  call(sandbox, "POST /track", { form: queryOf(fieldsOf(withToken(example))) });

const merge = (properties: object) => ({ event: "$merge", properties });
const MERGED = { $distinct_ids: ["user-1", "user-2"] };

export const INGESTION: Calls = {
  "track-event 200 Valid Data": tracked("Sign Up", { distinct_id: "user-1" }),
  "track-event 200 Invalid Data": tracked("", { distinct_id: "user-1" }),
  "create-identity 200 Valid Data": tracked("$identify", {
    $identified_id: "user-1",
    $anon_id: "0b0c6c4a-4f3e-4c0f-9d57-6a3c4b3f2a11",
  }),
  "create-identity 200 Invalid Data": tracked("$identify", { $anon_id: 7 }),
  "create-identity request 1": trackedExample,
  "identity-create-alias 200 Valid Data": tracked("$create_alias", { distinct_id: "user-1", alias: "alias-1" }),
  "identity-create-alias 200 Invalid Data": tracked("$create_alias", { distinct_id: "user-1" }),
  "identity-create-alias request 1": trackedExample,
  "identity-merge 200": calling(IMPORT, { json: [merge(MERGED)] }),
  "identity-merge 400": calling(IMPORT, { json: [merge({ $distinct_ids: ["user-1"] })] }),
  "identity-merge 401": calling(IMPORT, { json: [merge(MERGED)], authorization: NOBODY }),
  "identity-merge request 1": (sandbox, example) =>
    call(sandbox, IMPORT, { json: recordsOf(example, { properties: MERGED }) }),
  "import-events 200": calling(IMPORT, { json: [event()] }),
  "import-events 400": calling(IMPORT, { json: [event({ time: "yesterday" })] }),
  "import-events 401": calling(IMPORT, { json: [event()], authorization: NOBODY }),
  "import-events 413": calling(IMPORT, { json: Array.from({ length: 2_001 }, () => event()) }),
  "import-events 429": pastTheLimit(calling(IMPORT, { json: [event({ time: NOW_SECONDS })] })),
  ...updates(
    "POST /engage",
    { $distinct_id: "13793" },
    {
      "profile-set": { $set: { plan: "pro" } },
      "profile-set-property-once": { $set_once: { plan: "pro" } },
      "profile-numerical-add": { $add: { visits: 1 } },
      "user-profile-union": { $union: { tags: ["a"] } },
      "profile-append-to-list-property": { $append: { tags: "a" } },
      "profile-remove-from-list-property": { $remove: { tags: "a" } },
      "profile-delete-property": { $unset: ["plan"] },
      "profile-batch-update": { $set: { plan: "pro" } },
      "delete-profile": { $delete: "null" },
    },
  ),
  ...updates(
    "POST /groups",
    { $group_key: "Company", $group_id: "Mixpanel" },
    {
      "group-set-property": { $set: { plan: "pro" } },
      "group-set-property-once": { $set_once: { plan: "pro" } },
      "group-delete-property": { $unset: ["plan"] },
      "group-remove-from-list-property": { $remove: { tags: "a" } },
      "group-union": { $union: { tags: ["a"] } },
      "group-batch-update": { $set: { plan: "pro" } },
      "delete-group": { $delete: "null" },
    },
  ),
  "list-lookup-tables 200": calling("GET /lookup-tables?project_id=1"),
  "list-lookup-tables 401": calling("GET /lookup-tables?project_id=1", { authorization: NOBODY }),
  "replace-lookup-table 200": calling(TABLE, { csv: CSV }),
  "replace-lookup-table 400": calling(TABLE, { csv: "id,plan\n,pro\nacme\n" }),
  "replace-lookup-table 401": calling(TABLE, { csv: CSV, authorization: NOBODY }),
  "replace-lookup-table 404": calling(MISSING_TABLE, { csv: CSV }),
  "replace-lookup-table 413": (sandbox) => call(sandbox, TABLE, { csv: "a".repeat(OVER_100_MB) }),
  "replace-lookup-table 429": pastTheLimit(calling(TABLE, { csv: CSV })),
  "replace-lookup-table request 1": (sandbox, example) => call(sandbox, TABLE, { csv: String(example) }),
};
