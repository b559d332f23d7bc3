import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const schema = {
  $schema: "http://json-schema.org/draft-07/schema",
  description: "",
  properties: { price: { type: "number", examples: [9], metadata: { "com.mixpanel": { platforms: [] } } } },
  metadata: { "com.mixpanel": { displayName: "", tags: ["Shop"], hidden: false } },
};
const entry = { entityType: "event", name: "Added To Cart", schemaJson: schema };

describeAction({
  key: "listLexiconSchemas",
  params: {},
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/schemas`,
    headers: authorized,
  },
  reply: { body: { status: "ok", results: [entry] } },
  result: { status: "ok", results: [entry] },
});
