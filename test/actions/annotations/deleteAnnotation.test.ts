import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

describeAction({
  key: "deleteAnnotation",
  params: { annotationId: "640123" },
  request: {
    method: "DELETE",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/annotations/640123`,
    headers: authorized,
  },
  reply: { body: { status: "ok", results: { id: 640123 } } },
  result: { status: "ok", results: { id: 640123 } },
  refusals: [
    ["no ID", { annotationId: "" }, "Annotation ID"],
    ["an ID that is no number", { annotationId: "all" }, "Annotation ID"],
    ["a list of IDs", { annotationId: [1, 2] }, "Annotation ID"],
  ],
});
