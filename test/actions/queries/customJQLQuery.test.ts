import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, FORM } from "../../support/expectedRequest";

const script = 'function main() { return Events(params).groupBy(["name"], mixpanel.reducer.count()); } // é + & =';
const range = { from_date: "2024-01-01", to_date: "2024-01-31" };

describeAction({
  key: "customJQLQuery",
  params: { script },
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: "/api/query/jql",
    query: { project_id: PROJECT_ID },
    headers: { ...authorized, ...FORM },
    form: { script },
  },
  reply: { body: [{ key: ["Signed Up"], value: 3 }] },
  result: [{ key: ["Signed Up"], value: 3 }],
  optional: [
    ["params", range, { form: { params: JSON.stringify(range) } }],
    ["params", JSON.stringify(range), { form: { params: JSON.stringify(range) } }],
    ["params", {}, { form: { params: "{}" } }],
  ],
  refusals: [
    ["no script", { script: "  " }, "Script"],
    ["half a JSON object", { params: '{"from_date": ' }, "Params"],
    ["a bare number for an object", { params: 7 }, "Params"],
    ["JSON text that is no object", { params: '"text"' }, "Params"],
  ],
});
