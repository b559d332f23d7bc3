import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const tag = { id: 12, name: "Release", project_id: 1234567, has_annotations: false };

describeAction({
  key: "listAnnotationTags",
  params: {},
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/annotations/tags`,
    headers: authorized,
  },
  // A bare list, as the description has it; Mixpanel also sends it in an envelope.
  reply: { body: [tag] },
  result: { status: "ok", results: [tag] },
});
