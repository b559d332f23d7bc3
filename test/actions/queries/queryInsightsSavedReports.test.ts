import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const answer = { computed_at: "2024-01-31T00:00:00+00:00", headers: ["$event"], series: { "Logged in": { all: 7 } } };

describeAction({
  key: "queryInsightsSavedReports",
  params: { bookmark_id: "12345" },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: "/api/query/insights",
    query: { project_id: PROJECT_ID, bookmark_id: "12345" },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  rows: [{ date: null, event: "Logged in", segment: null, value: 7, is_total: false }],
  variants: [["a bookmark ID that is a number", { bookmark_id: 12345 }, {}]],
  refusals: [
    ["no bookmark ID", { bookmark_id: "" }, "Bookmark ID"],
    ["a bookmark ID that is no number", { bookmark_id: "report-12345" }, "Bookmark ID"],
    ["a bookmark ID that has lost digits", { bookmark_id: 2 ** 60 }, "Bookmark ID"],
  ],
});
