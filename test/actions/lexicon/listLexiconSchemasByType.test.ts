import { connections, PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { entry } from "../../support/lexicon";
import { useWire } from "../../support/wire";

describeAction({
  key: "listLexiconSchemasByType",
  params: { entityType: "event" },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/schemas/event`,
    headers: authorized,
  },
  reply: { body: { status: "ok", results: [entry] } },
  result: { status: "ok", results: [entry] },
  optional: [["entity_name", "a/b c ", { query: { entity_name: "a/b c " } }]],
  variants: [["profiles", { entityType: "profile" }, { path: `/api/app/projects/${PROJECT_ID}/schemas/profile` }]],
  refusals: [
    ["no type", { entityType: "" }, "Entity Type"],
    ["a type that does not exist", { entityType: "events" }, "Entity Type"],
  ],
});

describe("M1: what Mixpanel returns for one name", () => {
  const wire = useWire();
  const list = (params = {}) =>
    runAction("listLexiconSchemasByType", {
      connection: connections.full,
      params: { entityType: "event", ...params },
    });

  test("is listed like the others if it is a bare schema", async () => {
    wire.current.reply({ body: { status: "ok", results: entry.schemaJson } });
    const { value } = { value: undefined, ...(await list({ entity_name: "Added To Cart" })) };
    expect(value).toEqual({ data: { status: "ok", results: [entry] } });
  });

  test("is not accepted in place of the list of all", async () => {
    wire.current.reply({ body: { status: "ok", results: entry.schemaJson } });
    expect(await list()).toMatchObject({ error: { code: "unusable_response" } });
  });
});
