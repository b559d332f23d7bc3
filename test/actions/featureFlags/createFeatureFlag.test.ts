import { PROJECT_ID, WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { FLAG, FLAG_FIELDS, RULESET } from "../../support/flags";

const answer = { status: "ok", results: FLAG };
const { name, key, context, hash_salt } = FLAG_FIELDS;
const params = { name, key, context, ruleset: RULESET };

describeAction({
  key: "createFeatureFlag",
  params,
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/workspaces/${WORKSPACE_ID}/feature-flags`,
    headers: { ...authorized, ...JSON_BODY },
    json: { ...params, serving_method: "remote_or_local", tags: [] },
  },
  reply: { body: answer },
  result: answer,
  optional: [
    ["serving_method", "client", { json: { serving_method: "client" } }],
    ["tags", ["checkout", "web"], { json: { tags: ["checkout", "web"] } }],
    ["description", "One page", { json: { description: "One page" } }],
    ["data_group_id", "-12345", { json: { data_group_id: "-12345" } }],
    ["hash_salt", hash_salt, { json: { hash_salt } }],
  ],
  variants: [["a ruleset as text", { ruleset: JSON.stringify(RULESET) }, {}]],
  refusals: [
    ["no name", { name: "" }, "Name"],
    ["no key", { key: "" }, "Key"],
    ["no context", { context: "" }, "Context"],
    ["no ruleset", { ruleset: "" }, "Ruleset"],
    ["a ruleset that is a list", { ruleset: "[]" }, "Ruleset"],
    ["M4: a ruleset without variants", { ruleset: { rollout: [] } }, "Ruleset"],
    ["M4: a group without splits", { ruleset: { ...RULESET, rollout: [{ rollout_percentage: 1 }] } }, "Ruleset"],
    ["an unknown serving method", { serving_method: "pigeon" }, "Serving Method"],
    ["M4: a salt of another length", { hash_salt: "abc" }, "Hash Salt"],
  ],
});
