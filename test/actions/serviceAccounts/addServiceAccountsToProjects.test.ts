import { describeAction } from "../../support/describeAction";
import { ofOrganization } from "./accounts";

const ids = "Service Account IDs";

describeAction({
  key: "addServiceAccountsToProjects",
  params: { service_account_ids: ["55", "56"], projects: [{ id: "42", projectRole: "analyst" }] },
  request: {
    ...ofOrganization("POST", "/add-to-project"),
    json: { service_account_ids: [55, 56], projects: [{ id: 42, role: "analyst" }] },
  },
  reply: { body: { status: "ok" } },
  result: { status: "ok", results: {} },
  variants: [
    ["M4: IDs as numbers, each once", { service_account_ids: [57, "57"] }, { json: { service_account_ids: [57] } }],
    ["M4: IDs as JSON", { service_account_ids: "[57, 58]" }, { json: { service_account_ids: [57, 58] } }],
    [
      "M4: a role for each project",
      {
        projects: [
          { id: 42, projectRole: "owner" },
          { id: 43, projectRole: "" },
        ],
      },
      {
        json: {
          projects: [
            { id: 42, role: "owner" },
            { id: 43, role: "consumer" },
          ],
        },
      },
    ],
  ],
  refusals: [
    ["M4: no account", { service_account_ids: [] }, ids],
    ["M4: an account's name for its ID", { service_account_ids: ["55", "reporter"] }, ids],
    ["M4: no project", { projects: [] }, "Projects"],
    ["M4: rows that nobody filled in", { projects: [{}, { id: "", projectRole: "consumer" }] }, "Projects"],
    ["M4: a project without an ID", { projects: [{ projectRole: "admin" }] }, "Projects, row 1, Project ID"],
  ],
});
