import { listProjectServiceAccounts as endpoint } from "../../mixpanel/endpoints/serviceAccounts";
import { defineOperation } from "../../platform/defineOperation";
import { ACCOUNT, ACCOUNT_EXAMPLE } from "../../platform/serviceAccounts";
import { boolean, integer, list, object, optional, text } from "../../platform/shape";

export const listProjectServiceAccounts = defineOperation({
  endpoint,
  label: "List Project Service Accounts",
  description: "Lists the service accounts that are members of a project, each with its role there",
  inputs: {},
  output: object({
    status: text(),
    results: list(
      object({
        ...ACCOUNT,
        role: optional(text("Its role in the project: owner, admin, analyst or consumer.")),
        hasSensitiveAccess: optional(boolean("Whether it can read classified data.")),
        target_type: optional(text("How it became a member: individual, team or organization.")),
        role_order: optional(integer("Used by Mixpanel itself.")),
        email: optional(text("Used by Mixpanel itself.")),
      }),
    ),
  }),
  example: {
    status: "ok",
    results: [{ ...ACCOUNT_EXAMPLE, role: "analyst", hasSensitiveAccess: false, target_type: "individual" }],
  },
});
