import { describeAction } from "../../support/describeAction";
import { account, ofOrganization } from "./accounts";

const answer = { status: "ok", results: { ...account, token: "5ecret" } };

describeAction({
  key: "createServiceAccount",
  params: { username: "reporter" },
  request: { ...ofOrganization("POST"), json: { username: "reporter" } },
  reply: { status: 201, body: answer },
  result: answer,
  optional: [
    ["role", "analyst", { json: { role: "analyst" } }],
    ["expires", "2027-01-31T00:00:00+01:00", { json: { expires: "2027-01-31T00:00:00+01:00" } }],
    [
      "projects",
      [{ id: "42", projectRole: "admin" }, {}, { id: 43 }],
      {
        json: {
          projects: [
            { id: 42, role: "admin" },
            { id: 43, role: "consumer" },
          ],
        },
      },
    ],
  ],
  refusals: [
    ["M4: no name", { username: " " }, "Username"],
    ["M4: a role that does not exist", { role: "boss" }, "Role"],
    ["M4: a day without a time zone", { expires: "2027-01-31" }, "Expires"],
    ["M4: a day that is none", { expires: "2027-13-31T00:00:00Z" }, "Expires"],
    ["M4: a project without an ID", { projects: [{ projectRole: "admin" }] }, "Projects, row 1, Project ID"],
    ["M4: a project's name for an ID", { projects: [{ id: 7 }, { id: "my own" }] }, "Projects, row 2, Project ID"],
    [
      "M4: a project role that does not exist",
      { projects: [{ id: 7, projectRole: "x" }] },
      "Projects, row 1, Project Role",
    ],
    [
      "M4: a project ID beyond exact numbers",
      { projects: [{ id: "9007199254740993" }] },
      "Projects, row 1, Project ID",
    ],
  ],
});
