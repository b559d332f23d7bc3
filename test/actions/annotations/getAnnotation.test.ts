import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

describeAction({
  key: "getAnnotation",
  params: { annotationId: "640123" },
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/annotations/640123`,
    headers: authorized,
  },
  // Its author may be missing.
  reply: { body: { status: "ok", results: { id: 640123, date: "2024-01-31 12:00:00", description: "", user: null } } },
  result: { status: "ok", results: { id: 640123, date: "2024-01-31 12:00:00", description: "", user: null } },
  variants: [["a number as the ID", { annotationId: 7 }, { path: `/api/app/projects/${PROJECT_ID}/annotations/7` }]],
  refusals: [
    ["no ID", { annotationId: "" }, "Annotation ID"],
    ["an ID that is no number", { annotationId: "tags" }, "Annotation ID"],
  ],
});
