import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";

const schema = {
  $schema: "http://json-schema.org/draft-07/schema",
  description: "",
  properties: { price: { type: "number", examples: [9], metadata: { "com.mixpanel": { platforms: [] } } } },
  metadata: { "com.mixpanel": { displayName: "", tags: ["Shop"], hidden: false } },
};

const gone = { $schema: undefined, description: undefined, properties: undefined };
const PATH = `/api/app/projects/${PROJECT_ID}/schemas`;

describeAction({
  key: "uploadLexiconSchema",
  params: { entityType: "event", name: "Added To Cart", schema },
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: `${PATH}/event/Added%20To%20Cart`,
    headers: { ...authorized, ...JSON_BODY },
    // Keys that the description does not know, empty texts and lists among them.
    json: schema,
  },
  reply: { body: { status: "ok" } },
  result: { status: "ok" },
  variants: [
    ["a name with a slash", { name: "cart/added" }, { path: `${PATH}/event/cart%2Fadded` }],
    ["JSON text", { schema: JSON.stringify(schema) }, {}],
    [
      "null, which removes a key of the metadata",
      { schema: '{"metadata":null}' },
      { json: { ...gone, metadata: null } },
    ],
  ],
  refusals: [
    ["no schema", { schema: "" }, "Schema"],
    ["a list of schemas", { schema: [schema] }, "Schema"],
    ["M1: an empty object", { schema: {} }, "Schema"],
    ["M1: the whole result of Get Lexicon Schema", { schema: { status: "ok", results: schema } }, "Schema"],
    ["M1: an entry of List Lexicon Schemas", { schema: { name: "a", schemaJson: schema } }, "Schema"],
    ["text that is no JSON", { schema: "{" }, "Schema"],
    ["no name", { name: "" }, "Entity Name"],
    ["no type", { entityType: "" }, "Entity Type"],
  ],
});
