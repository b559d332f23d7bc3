import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { FORM } from "../../support/expectedRequest";
import { RAW_HEADERS, RAW_REFUSALS, RAW_STEERS, UNSENT_INPUTS } from "../../support/rawInputs";

const where = 'properties["plan"] == "pro"';

describeAction({
  key: "editGenericPipeline",
  params: { name: "events-daily", url: "/nessie/pipeline/edit", method: "POST", responseType: "json" },
  request: {
    method: "POST",
    host: "data.mixpanel.com",
    path: "/api/2.0/nessie/pipeline/edit",
    headers: { ...RAW_HEADERS, ...FORM },
    form: { project_id: PROJECT_ID, name: "events-daily" },
  },
  reply: { body: "" },
  result: "",
  optional: [
    ...UNSENT_INPUTS,
    ["data", { where }, { form: { where } }],
    ["data", { name: "another" }, {}],
    ["formData", { where }, { form: { where } }],
    ["fileData", "", {}],
    ["queryParams", [{ key: "debug", value: "0" }], { query: { debug: "0" } }],
    ["headers", [{ key: "X-Note", value: "7" }], { headers: { "x-note": "7" } }],
  ],
  steering: RAW_STEERS,
  refusals: [...RAW_REFUSALS, ["no name", { name: "" }, "Name"], ["a list for data", { data: [1] }, "Data"]],
});
