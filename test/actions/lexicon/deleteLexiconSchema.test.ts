import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const PATH = `/api/app/projects/${PROJECT_ID}/schemas`;

describeAction({
  key: "deleteLexiconSchema",
  params: { entityType: "event", name: "Added To Cart" },
  request: { method: "DELETE", host: "mixpanel.com", path: `${PATH}/event/Added%20To%20Cart`, headers: authorized },
  reply: { body: { status: "ok", results: { delete_count: 1 } } },
  result: { status: "ok", results: { delete_count: 1 } },
  variants: [["a name with a slash", { name: "cart/added" }, { path: `${PATH}/event/cart%2Fadded` }]],
  refusals: [
    // Without a name, the address would be that of all schemas of the type.
    ["no name", { name: "" }, "Entity Name"],
    ["a name of blanks", { name: "  " }, "Entity Name"],
    ["a name that leads to another address", { name: "." }, "Entity Name"],
    ["no type", { entityType: "" }, "Entity Type"],
  ],
});
