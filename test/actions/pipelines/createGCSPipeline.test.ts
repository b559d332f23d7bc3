import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, FORM } from "../../support/expectedRequest";

const answer = { pipeline_names: ["events-daily-gcs-raw"] };
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
/** A pipeline may begin at most six months ago. */
const from_date = daysAgo(30);
const where = 'properties["plan"] == "pro"';

describeAction({
  key: "createGCSPipeline",
  params: { gcs_bucket: "example-bucket", gcs_region: "us-east1", from_date },
  request: {
    method: "POST",
    host: "data.mixpanel.com",
    path: "/api/2.0/nessie/pipeline/create",
    headers: { ...authorized, ...FORM },
    form: {
      type: "gcs-raw",
      project_id: PROJECT_ID,
      gcs_bucket: "example-bucket",
      gcs_region: "us-east1",
      from_date,
      frequency: "daily",
    },
  },
  reply: { body: answer },
  result: answer,
  optional: [
    ["gcs_prefix", "mixpanel/events", { form: { gcs_prefix: "mixpanel/events" } }],
    // A range that ends is exported once: it has no frequency.
    ["to_date", from_date, { form: { to_date: from_date, frequency: undefined } }],
    ["trial", "true", { form: { trial: "true" } }],
    ["trial", "false", { form: { trial: "false" } }],
    ["trial", false, { form: { trial: "false" } }],
    ["frequency", "hourly", { form: { frequency: "hourly" } }],
    ["events", ["Signed Up", "Purchased"], { form: { events: ["Signed Up", "Purchased"] } }],
    ["events", [], {}],
    ["where", where, { form: { where } }],
  ],
  variants: [
    ["T22: a beginning almost six months ago", { from_date: daysAgo(180) }, { form: { from_date: daysAgo(180) } }],
    [
      "a trial without a beginning",
      { trial: "true", from_date: "" },
      { form: { trial: "true", from_date: undefined } },
    ],
    [
      "no region as the one that the form begins with",
      { gcs_region: "" },
      { form: { gcs_region: "northamerica-northeast1" } },
    ],
  ],
  unset: { form: { frequency: undefined } },
  refusals: [
    ["no bucket", { gcs_bucket: "" }, "GCS Bucket"],
    ["a region that does not exist", { gcs_region: "mars-north1" }, "GCS Region"],
    ["no beginning where it is no trial", { from_date: "" }, "From Date"],
    ["a day that does not exist", { from_date: "2024-02-30" }, "From Date"],
    ["a day in other words", { to_date: "31.01.2024" }, "To Date"],
    ["an end before the beginning", { to_date: daysAgo(31) }, "To Date"],
    ["T22: a beginning over six months ago", { from_date: daysAgo(187) }, "From Date"],
    ["T22: a trial with a beginning over six months ago", { from_date: daysAgo(187), trial: true }, "From Date"],
    ["a frequency that does not exist", { frequency: "weekly" }, "Frequency"],
    ["a trial that is neither true nor false", { trial: "perhaps" }, "Trial"],
    ["half a JSON list of events", { events: '["Signed Up"' }, "Events"],
  ],
});
