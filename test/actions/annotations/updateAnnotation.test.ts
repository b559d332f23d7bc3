import { annotation } from "../../support/annotations";
import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";

describeAction({
  key: "updateAnnotation",
  params: { annotationId: "640123", description: "New checkout released" },
  request: {
    method: "PATCH",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/annotations/640123`,
    headers: { ...authorized, ...JSON_BODY },
    json: { description: "New checkout released" },
  },
  reply: { body: { status: "ok", results: annotation } },
  result: { status: "ok", results: annotation },
  optional: [
    ["tags", ["12", "13"], { json: { tags: [12, 13] } }],
    ["removeTags", true, { json: { tags: [] } }],
  ],
  variants: [
    ["tags alone, as JSON", { description: "", tags: "[12]" }, { json: { description: undefined, tags: [12] } }],
    [
      "the removal of tags alone",
      { description: "", removeTags: true },
      { json: { description: undefined, tags: [] } },
    ],
  ],
  refusals: [
    ["no ID", { annotationId: "" }, "Annotation ID"],
    ["nothing to change", { description: "", tags: [] }, "Description"],
    ["the name of a tag", { tags: ["Release"] }, "Tags"],
    ["tags beside their removal", { tags: [12], removeTags: true }, "Remove Tags"],
  ],
});
