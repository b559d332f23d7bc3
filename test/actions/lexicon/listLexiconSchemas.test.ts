import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { entry } from "../../support/lexicon";

describeAction({
  key: "listLexiconSchemas",
  params: {},
  request: {
    method: "GET",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/schemas`,
    headers: authorized,
  },
  reply: { body: { status: "ok", results: [entry] } },
  result: { status: "ok", results: [entry] },
});
