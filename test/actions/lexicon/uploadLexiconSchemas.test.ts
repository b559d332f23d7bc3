import { gzipSync } from "node:zlib";
import { connections, PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const schema = {
  $schema: "http://json-schema.org/draft-07/schema",
  description: "",
  properties: { price: { type: "number", examples: [9], metadata: { "com.mixpanel": { platforms: [] } } } },
  metadata: { "com.mixpanel": { displayName: "", tags: ["Shop"], hidden: false } },
};
const entry = { entityType: "event", name: "Added To Cart", schemaJson: schema };

const profile = { entityType: "profile", name: "$user", schemaJson: { properties: { plan: { type: "string" } } } };
const entries = [entry, profile];
const ndjson = entries.map((one) => JSON.stringify(one)).join("\n");
const LONG = '{"entityType":"event","name":"Paid","schemaJson":{"examples":[12345678901234567890]}}';

describeAction({
  key: "uploadLexiconSchemas",
  params: { entries: entries },
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/schemas`,
    headers: { ...authorized, ...JSON_BODY },
    json: { entries },
  },
  reply: { body: { status: "ok", results: { added: 2, deleted: 0 } } },
  result: {
    status: "ok",
    results: { added: 2, deleted: 0 },
    uploaded: 2,
    requests: 1,
    resume_from: null,
    stopped_by: null,
  },
  optional: [
    ["truncate", false, {}],
    ["confirmTruncate", "DELETE AND REPLACE ALL SCHEMAS", {}],
    ["resumeFrom", 1, { json: { entries: [profile] } }],
  ],
  variants: [
    [
      "a confirmed truncation",
      { truncate: true, confirmTruncate: "DELETE AND REPLACE ALL SCHEMAS" },
      { json: { truncate: true } },
    ],
    ["JSON text", { entries: JSON.stringify(entries) }, {}],
    ["lines", { entries: ndjson }, {}],
    ["a compressed file", { entries: { data: gzipSync(ndjson), contentType: "application/gzip" } }, {}],
    ["one schema", { entries: profile }, { json: { entries: [profile] } }],
    [
      "types that are not described",
      { entries: [{ ...entry, entityType: "x" }] },
      { json: { entries: [{ ...entry, entityType: "x" }] } },
    ],
  ],
  steering: ["confirmTruncate"],
  refusals: [
    ["no schemas", { entries: "" }, "Schemas"],
    ["a truncation that is not confirmed", { truncate: true }, "Confirm Truncate"],
    ["a truncation with other words", { truncate: true, confirmTruncate: "DELETE ALL SCHEMAS" }, "Confirm Truncate"],
    [
      "a truncation in the middle, which would delete what is uploaded",
      { truncate: true, confirmTruncate: "DELETE AND REPLACE ALL SCHEMAS", resumeFrom: 1 },
      "Resume From",
    ],
    [
      "a truncation for nothing",
      { truncate: true, confirmTruncate: "DELETE AND REPLACE ALL SCHEMAS", entries: [] },
      "Schemas",
    ],
    ["an entry without a type", { entries: [entry, { ...profile, entityType: "" }] }, "Schemas"],
    ["an entry without a name", { entries: [entry, { ...profile, name: 7 }] }, "Schemas"],
    ["an entry without a schema", { entries: [entry, { ...profile, schemaJson: "{}" }] }, "Schemas"],
    ["an entry that is no object", { entries: [entry, "event"] }, "Schemas"],
    ["a line that is no JSON", { entries: `${JSON.stringify(entry)}\n{"entityType":` }, "Schemas"],
    ["a response in place of its list", { entries: { status: "ok", results: entries } }, "Schemas"],
    ["a position that is no number", { resumeFrom: "two" }, "Resume From"],
  ],
});

describe("M1: numbers with more than 15 digits", () => {
  const wire = useWire();
  test.each([
    ["a list", `[${LONG}]`],
    ["lines", `${LONG}\n${LONG}`],
  ])("keep their digits in %s", async (_, schemas) => {
    wire.current.reply({ body: { status: "ok", results: { added: 1, deleted: 0 } } });
    await runAction("uploadLexiconSchemas", { connection: connections.full, params: { entries: schemas } });
    expect(wire.current.request.text).toContain("[12345678901234567890]");
  });
});
