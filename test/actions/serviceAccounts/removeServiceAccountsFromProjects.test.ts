import { describeAction } from "../../support/describeAction";
import { ofOrganization } from "./accounts";
import { describeOwnAccount } from "./describeOwnAccount";

const request = ofOrganization("POST", "/remove-from-project");

describeAction({
  key: "removeServiceAccountsFromProjects",
  params: { serviceAccountIds: ["55", "56"], projects: ["42"], allowOwnAccount: true },
  request: { ...request, json: { projects: [{ id: 42, service_account_ids: [55, 56] }] } },
  reply: { body: { status: "ok" } },
  result: { status: "ok", results: {} },
  variants: [
    [
      "M4: several projects, each of which loses every account",
      { projects: [42, "43"] },
      {
        json: {
          projects: [
            { id: 42, service_account_ids: [55, 56] },
            { id: 43, service_account_ids: [55, 56] },
          ],
        },
      },
    ],
  ],
  steering: ["allowOwnAccount"],
  refusals: [
    ["M5: no account, which does not mean all", { serviceAccountIds: [] }, "Service Account IDs"],
    ["M5: no project, which does not mean all", { projects: "" }, "Project IDs"],
    ["M5: a project's name for its ID", { projects: ["Production"] }, "Project IDs"],
  ],
});

describeOwnAccount({
  key: "removeServiceAccountsFromProjects",
  params: (id) => ({ serviceAccountIds: [id], projects: [42] }),
  input: "Service Account IDs",
  request: (id) => ({ ...request, json: { projects: [{ id: 42, service_account_ids: [id] }] } }),
});
