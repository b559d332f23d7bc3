import { textInput } from "../../inputs/kinds";
import { expires, projectRoles, role } from "../../inputs/serviceAccounts";
import { createServiceAccount as endpoint } from "../../mixpanel/endpoints/serviceAccounts";
import { defineOperation } from "../../platform/defineOperation";
import { ACCOUNT, ACCOUNT_EXAMPLE } from "../../platform/serviceAccounts";
import { object, text } from "../../platform/shape";

export const createServiceAccount = defineOperation({
  endpoint,
  label: "Create Service Account",
  description:
    "Creates a service account and returns its secret. Mixpanel shows the secret only this once: pass it to a secret store in the next step. It becomes part of the step's output",
  inputs: {
    username: textInput.required("Username", {
      example: "reporter",
      comments:
        "A descriptive name for the service account. Mixpanel completes it, so log in with the username of the result, not with this one.",
    }),
    role,
    expires,
    projects: projectRoles(
      "The projects that the service account becomes a member of, each with a role. Leave it empty for none: Add Service Accounts To Projects can add it later.",
    ),
  },
  output: object({
    status: text(),
    results: object({
      ...ACCOUNT,
      token: text(
        "The secret of the service account: its password. Mixpanel never shows it again, so store it in a safe place. Whoever can see the results of this step can see it too.",
      ),
    }),
  }),
  example: { status: "ok", results: { ...ACCOUNT_EXAMPLE, token: "the-secret-of-the-service-account" } },
  leaveOut: ({ projects }) => (projects.length === 0 ? ["projects"] : []),
});
