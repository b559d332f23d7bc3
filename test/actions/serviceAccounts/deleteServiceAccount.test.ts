import { describeAction } from "../../support/describeAction";
import { ofOrganization } from "./accounts";
import { describeOwnAccount } from "./describeOwnAccount";

const done = { status: "ok", results: {} };

describeAction({
  key: "deleteServiceAccount",
  params: { serviceAccountId: "55", allowOwnAccount: true },
  request: ofOrganization("DELETE", "/55"),
  reply: { body: { status: "ok" } },
  result: done,
  steering: ["allowOwnAccount"],
  refusals: [
    ["M5: no ID", { serviceAccountId: "" }, "Service Account ID"],
    ["M5: a user name for an ID", { serviceAccountId: "reporter" }, "Service Account ID"],
  ],
});

describeOwnAccount({
  key: "deleteServiceAccount",
  params: (id) => ({ serviceAccountId: id }),
  input: "Service Account ID",
  request: (id) => ofOrganization("DELETE", `/${id}`),
});
