import { listServiceAccounts as endpoint } from "../../mixpanel/endpoints/serviceAccounts";
import { defineOperation } from "../../platform/defineOperation";
import { ACCOUNT, ACCOUNT_EXAMPLE } from "../../platform/serviceAccounts";
import { list, object, text } from "../../platform/shape";

export const listServiceAccounts = defineOperation({
  endpoint,
  label: "List Service Accounts",
  description: "Lists the service accounts of an organization, expired ones too. Secrets are never listed",
  inputs: {},
  output: object({ status: text(), results: list(object(ACCOUNT)) }),
  example: { status: "ok", results: [ACCOUNT_EXAMPLE] },
});
