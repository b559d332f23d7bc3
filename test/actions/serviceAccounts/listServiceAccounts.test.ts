import { describeAction } from "../../support/describeAction";
import { account, ofOrganization } from "./accounts";

const answer = { status: "ok", results: [account, { id: 56, username: "old", expires: null, last_used: null }] };

describeAction({
  key: "listServiceAccounts",
  params: {},
  request: ofOrganization("GET"),
  reply: { body: answer },
  result: answer,
});
