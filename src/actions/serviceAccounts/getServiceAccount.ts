import { serviceAccountId } from "../../inputs/serviceAccounts";
import { getServiceAccount as endpoint } from "../../mixpanel/endpoints/serviceAccounts";
import { defineOperation } from "../../platform/defineOperation";
import { ACCOUNT, ACCOUNT_EXAMPLE } from "../../platform/serviceAccounts";
import { object, text } from "../../platform/shape";

export const getServiceAccount = defineOperation({
  endpoint,
  label: "Get Service Account",
  description: "Returns one service account of an organization, without its secret",
  inputs: { serviceAccountId },
  output: object({ status: text(), results: object(ACCOUNT) }),
  example: { status: "ok", results: ACCOUNT_EXAMPLE },
});
