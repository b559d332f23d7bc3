import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { FORM } from "../../support/expectedRequest";
import { RAW_HEADERS, RAW_REFUSALS, RAW_STEERS, UNSENT_INPUTS } from "../../support/rawInputs";

const answer = { pipeline_names: ["events-daily-bigquery"] };
const fields = { type: "gcs-raw", events: ["Signed Up", "Bought, paid"], trial: false };
const sent = { form: { type: "gcs-raw", events: ["Signed Up", "Bought, paid"], trial: "false" } };

describeAction({
  key: "createGenericPipeline",
  params: { url: "/nessie/pipeline/create", method: "POST", responseType: "json" },
  request: {
    method: "POST",
    host: "data.mixpanel.com",
    path: "/api/2.0/nessie/pipeline/create",
    headers: { ...RAW_HEADERS, ...FORM },
    form: { project_id: PROJECT_ID },
  },
  reply: { body: answer },
  result: answer,
  optional: [
    ...UNSENT_INPUTS,
    ["data", fields, sent],
    ["data", JSON.stringify(fields), sent],
    ["data", "type=gcs-raw&events=Signed+Up&events=Bought%2C+paid&trial=false", sent],
    ["data", '{"project_id": "42"}', { form: { project_id: "42" } }],
    ["formData", [{ key: "type", value: "gcs-raw" }], { form: { type: "gcs-raw" } }],
    ["formData", [{ key: "project_id", value: "42" }], { form: { project_id: "42" } }],
    ["fileData", [], {}],
    ["queryParams", [{ key: "debug", value: "0" }], { query: { debug: "0" } }],
    ["headers", [{ key: "X-Note", value: "7" }], { headers: { "x-note": "7" } }],
  ],
  steering: RAW_STEERS,
  variants: [
    ["a path that has the prefix already", { url: "/api/2.0/nessie/pipeline/create" }, {}],
    [
      "a read, whose project stands in the query",
      { method: "GET", url: "/nessie/pipeline/jobs" },
      {
        method: "GET",
        path: "/api/2.0/nessie/pipeline/jobs",
        query: { project_id: PROJECT_ID },
        headers: { "content-type": undefined },
        form: undefined,
      },
    ],
  ],
  refusals: [
    ...RAW_REFUSALS.filter(([what]) => what !== "data together with form data"),
    ["data together with form data", { data: "a=1", formData: [{ key: "b", value: "2" }] }, "Data"],
    ["a list for data", { data: [1] }, "Data"],
    ["a word for data", { data: "gcs-raw" }, "Data"],
  ],
});
