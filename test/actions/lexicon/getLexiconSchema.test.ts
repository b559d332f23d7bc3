import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const schema = {
  $schema: "http://json-schema.org/draft-07/schema",
  description: "",
  properties: { price: { type: "number", examples: [9], metadata: { "com.mixpanel": { platforms: [] } } } },
  metadata: { "com.mixpanel": { displayName: "", tags: ["Shop"], hidden: false } },
};

const PATH = `/api/app/projects/${PROJECT_ID}/schemas`;

describeAction({
  key: "getLexiconSchema",
  params: { entityType: "event", name: "Added To Cart" },
  request: { method: "GET", host: "mixpanel.com", path: `${PATH}/event/Added%20To%20Cart`, headers: authorized },
  // Bare, as the description has it; Mixpanel also sends it in an envelope.
  reply: { body: schema },
  result: { status: "ok", results: schema },
  variants: [
    ["the user profile", { entityType: "profile", name: "$user" }, { path: `${PATH}/profile/%24user` }],
    ["a name with a slash and blanks, as it is", { name: " a/b?" }, { path: `${PATH}/event/%20a%2Fb%3F` }],
  ],
  refusals: [
    ["no name", { name: "" }, "Entity Name"],
    ["a name that leads to another address", { name: ".." }, "Entity Name"],
    ["no type", { entityType: "" }, "Entity Type"],
  ],
});
