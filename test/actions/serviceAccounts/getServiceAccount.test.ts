import { describeAction } from "../../support/describeAction";
import { account, ofOrganization } from "./accounts";

describeAction({
  key: "getServiceAccount",
  params: { serviceAccountId: "55" },
  request: ofOrganization("GET", "/55"),
  // Described without the envelope, and sent with it.
  reply: { body: account },
  result: { status: "ok", results: account },
  variants: [["M4: an ID as a number", { serviceAccountId: 56 }, ofOrganization("GET", "/56")]],
  refusals: [
    ["M4: no ID", { serviceAccountId: "" }, "Service Account ID"],
    ["M4: a user name for an ID", { serviceAccountId: "reporter" }, "Service Account ID"],
  ],
});
