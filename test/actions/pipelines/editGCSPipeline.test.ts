import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, FORM } from "../../support/expectedRequest";

const where = 'properties["plan"] == "pro"';

describeAction({
  key: "editGCSPipeline",
  params: { name: "events-daily" },
  request: {
    method: "POST",
    host: "data.mixpanel.com",
    path: "/api/2.0/nessie/pipeline/edit",
    headers: { ...authorized, ...FORM },
    form: { project_id: PROJECT_ID, name: "events-daily" },
  },
  reply: { body: {} },
  result: {},
  optional: [
    ["events", ["Signed Up"], { form: { events: "Signed Up" } }],
    ["events", ["Signed Up", "Bought, paid"], { form: { events: ["Signed Up", "Bought, paid"] } }],
    ["events", "Signed Up", { form: { events: "Signed Up" } }],
    ["events", [], {}],
    ["where", where, { form: { where } }],
  ],
  refusals: [
    ["no name", { name: "" }, "Name"],
    ["half a JSON list of events", { events: '["Signed Up"' }, "Events"],
    ["events that are objects", { events: [{ name: "Signed Up" }] }, "Events"],
    ["an expression that is an object", { where: {} }, "Where"],
  ],
});
