import { annotation } from "../../support/annotations";
import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";

const dated = (date: string) => ({ json: { date } });

describeAction({
  key: "createAnnotation",
  params: { date: "2024-01-31 12:00:00", description: "New checkout released" },
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/annotations`,
    headers: { ...authorized, ...JSON_BODY },
    json: { date: "2024-01-31 12:00:00", description: "New checkout released" },
  },
  reply: { status: 201, body: { status: "ok", results: annotation } },
  result: { status: "ok", results: annotation },
  optional: [["tags", ["12", 13], { json: { tags: [12, 13] } }]],
  variants: [
    [
      "an ISO time without an offset, which is the project's",
      { date: "2024-01-31T12:30" },
      dated("2024-01-31 12:30:00"),
    ],
    ["fractions of a second", { date: "2024-01-31T12:00:05.678" }, dated("2024-01-31 12:00:05")],
    ["a day, from its first second", { date: " 2024-02-29 " }, dated("2024-02-29 00:00:00")],
    ["tags as JSON", { tags: "[7]" }, { json: { tags: [7] } }],
  ],
  refusals: [
    ["no date", { date: "" }, "Date"],
    ["a day that does not exist", { date: "2023-02-29 12:00:00" }, "Date"],
    ["a time that does not exist", { date: "2024-01-31 24:00:00" }, "Date"],
    ["an offset that does not exist", { date: "2024-01-31T12:00:00+99:00" }, "Date"],
    ["a date that is none", { date: "soon" }, "Date"],
    ["no description", { description: "" }, "Description"],
    ["the name of a tag", { tags: ["Release"] }, "Tags"],
    ["the ID of a tag with a point", { tags: ["1.5"] }, "Tags"],
  ],
});
