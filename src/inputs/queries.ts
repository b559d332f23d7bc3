import { input } from "@prismatic-io/spectral";
import { assertDateOrder, choice, date, id, integer, required, requiredText, text } from "./clean";
import { json } from "./cleanJson";

export { assertDateOrder };

export const from_date = input({
  label: "From Date",
  type: "string",
  required: true,
  placeholder: "2024-01-01",
  example: "2024-01-01",
  comments:
    "First day of the range, as yyyy-mm-dd; included. In the project's time zone for projects made before 2023, in UTC for later ones.",
  clean: required("From Date", date("From Date"), "a day as yyyy-mm-dd"),
});

export const to_date = input({
  label: "To Date",
  type: "string",
  required: true,
  placeholder: "2024-01-31",
  example: "2024-01-31",
  comments: "Last day of the range, as yyyy-mm-dd; included.",
  clean: required("To Date", date("To Date"), "a day as yyyy-mm-dd"),
});

export const where = input({
  label: "Where",
  type: "string",
  required: false,
  placeholder: 'properties["plan"] == "pro"',
  example: 'properties["plan"] == "pro"',
  comments:
    'An expression that filters: properties["plan"] == "pro" and properties["amount"] > 10. See https://developer.mixpanel.com/reference/segmentation-expressions.',
  clean: text("Where"),
});

export const on = input({
  label: "On",
  type: "string",
  required: false,
  placeholder: 'properties["plan"]',
  example: 'properties["plan"]',
  comments: 'A property expression to split the result by, such as properties["plan"].',
  clean: text("On"),
});

export const funnel_id = input({
  label: "Funnel ID",
  type: "string",
  required: true,
  placeholder: "Funnel ID",
  example: "7509",
  dataSource: "funnels",
  comments:
    "The saved funnel to query. List Saved Funnels returns it as funnel_id. Listing funnels spends one of the hour's queries.",
  clean: required("Funnel ID", id("Funnel ID"), "the number of a saved funnel"),
});

export const length = input({
  label: "Length",
  type: "string",
  required: false,
  placeholder: "14",
  example: "14",
  comments:
    "How long a user has to complete the funnel, in Length Units from the first step; at most 90 days. Leave it empty for what is saved with the funnel.",
  clean: integer("Length", { min: 0 }),
});

const cleanLengthUnit = choice("Length Unit", ["day", "hour", "minute", "second"], { seconds: "second" });

export const length_unit = input({
  label: "Length Unit",
  type: "string",
  required: false,
  default: "",
  model: ["", "day", "hour", "minute", "second"].map((value) => ({ label: value === "" ? "As saved" : value, value })),
  comments: "The unit of Length. Leave it empty for what is saved with the funnel.",
  clean: cleanLengthUnit,
});

export const interval = input({
  label: "Interval",
  type: "string",
  required: false,
  placeholder: "1",
  example: "1",
  comments: "Days in each bucket of the result. Leave it empty for 1. Excludes Unit.",
  clean: integer("Interval", { min: 1 }),
});

export const unit = input({
  label: "Unit",
  type: "string",
  required: false,
  default: "",
  model: ["", "day", "week", "month"].map((value) => ({ label: value === "" ? "By Interval" : value, value })),
  comments: "One bucket for each day, week or month. Excludes Interval.",
  clean: choice("Unit", ["day", "week", "month"]),
});

export const limit = input({
  label: "Limit",
  type: "string",
  required: false,
  placeholder: "255",
  example: "255",
  comments: "The most property values to return when On splits the result; from 1 to 10000. Leave it empty for 255.",
  clean: integer("Limit", { min: 1, max: 10_000 }),
});

export const bookmark_id = input({
  label: "Bookmark ID",
  type: "string",
  required: true,
  placeholder: "Bookmark ID",
  example: "12345",
  comments: "The saved Insights report. It is the number after report- in the address of the report in Mixpanel.",
  clean: required("Bookmark ID", id("Bookmark ID"), "the number of a saved report"),
});

export const script = input({
  label: "Script",
  type: "string",
  required: true,
  placeholder: "function main() { … }",
  example: 'function main() { return Events(params).groupBy(["name"], mixpanel.reducer.count()); }',
  comments:
    "The JQL script to run: JavaScript with a main function. See https://developer.mixpanel.com/reference/jql-overview.",
  clean: requiredText("Script", "a JQL script"),
});

export const params = input({
  label: "Params",
  type: "code",
  language: "json",
  required: false,
  placeholder: '{"from_date": "2024-01-01", "to_date": "2024-01-31"}',
  example: '{"from_date": "2024-01-01", "to_date": "2024-01-31"}',
  comments: "A JSON object that the script sees as params.",
  clean: json("Params"),
});
