import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const PATH = `/api/app/projects/${PROJECT_ID}/schemas`;

describeAction({
  key: "deleteLexiconSchemasByType",
  params: { entityType: "event", confirmation: "DELETE ALL SCHEMAS OF TYPE" },
  request: { method: "DELETE", host: "mixpanel.com", path: `${PATH}/event`, headers: authorized },
  reply: { body: { status: "ok", results: { delete_count: 240 } } },
  result: { status: "ok", results: { delete_count: 240 } },
  steering: ["confirmation"],
  variants: [["profiles", { entityType: "profile" }, { path: `${PATH}/profile` }]],
  refusals: [
    // Without a type, the address would be that of all schemas.
    ["no type", { entityType: "" }, "Entity Type"],
    ["no confirmation", { confirmation: "" }, "Confirm Deletion"],
    ["the confirmation of another step", { confirmation: "DELETE ALL SCHEMAS" }, "Confirm Deletion"],
    ["true as the confirmation", { confirmation: true }, "Confirm Deletion"],
  ],
});
