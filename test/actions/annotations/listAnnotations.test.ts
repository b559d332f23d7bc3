import { annotation } from "../../support/annotations";
import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

describeAction({
  key: "listAnnotations",
  params: {},
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/annotations`,
    headers: authorized,
  },
  reply: { body: { status: "ok", results: [annotation] } },
  result: { status: "ok", results: [annotation] },
  optional: [
    ["fromDate", "2024-01-01", { query: { fromDate: "2024-01-01" } }],
    ["toDate", "2024-01-31", { query: { toDate: "2024-01-31" } }],
  ],
  refusals: [
    ["a first day that is no day", { fromDate: "2024-02-30" }, "From Date"],
    ["a last day that is no day", { toDate: "soon" }, "To Date"],
    ["a last day before the first", { fromDate: "2024-01-31", toDate: "2024-01-01" }, "To Date"],
  ],
});
