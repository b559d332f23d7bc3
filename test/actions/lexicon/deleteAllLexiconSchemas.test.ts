import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

describeAction({
  key: "deleteAllLexiconSchemas",
  params: { confirmation: "DELETE ALL SCHEMAS" },
  request: {
    method: "DELETE",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/schemas`,
    headers: authorized,
  },
  reply: { body: { status: "ok", results: { delete_count: 312 } } },
  result: { status: "ok", results: { delete_count: 312 } },
  steering: ["confirmation"],
  refusals: [
    ["no confirmation", { confirmation: "" }, "Confirm Deletion"],
    ["other words", { confirmation: "delete all schemas" }, "Confirm Deletion"],
    ["true as the confirmation", { confirmation: true }, "Confirm Deletion"],
  ],
});
