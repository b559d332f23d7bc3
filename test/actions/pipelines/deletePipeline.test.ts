import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, FORM } from "../../support/expectedRequest";

describeAction({
  key: "deletePipeline",
  params: { name: "events-daily" },
  request: {
    method: "POST",
    host: "data.mixpanel.com",
    path: "/api/2.0/nessie/pipeline/cancel",
    headers: { ...authorized, ...FORM },
    form: { project_id: PROJECT_ID, name: "events-daily" },
  },
  reply: { body: "" },
  result: null,
  optional: [
    ["useProjectToken", true, {}],
    ["useProjectToken", false, {}],
  ],
  steering: ["useProjectToken"],
  refusals: [
    ["no name", { name: undefined }, "Name"],
    ["a name that is a list", { name: ["a", "b"] }, "Name"],
  ],
});
