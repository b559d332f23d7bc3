import { connections, PROJECT_TOKEN } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { JSON_BODY } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { badRecords, jsonForms, TUNING, TUNING_REFUSALS, takenAll } from "../../support/ingestion";
import { useWire } from "../../support/wire";

const deletion = { $group_key: "company_id", $group_id: "acme", $delete: "" };
const sent = (own: object) => ({ json: [{ ...deletion, ...own, $token: PROJECT_TOKEN }] });

describeAction({
  key: "deleteGroup",
  params: { deleteGroups: [deletion] },
  request: {
    method: "POST",
    host: "api.mixpanel.com",
    path: "/groups",
    query: { strict: "1", verbose: "1" },
    headers: JSON_BODY,
    ...sent({}),
  },
  reply: { body: "1" },
  result: { status: 1, error: null, ...takenAll(1) },
  optional: [["groupKey", "other_key", {}], ["verbose", "0", { query: { verbose: "0" } }], ...TUNING],
  variants: [
    ...jsonForms("deleteGroups", deletion),
    ["a list of group IDs", { groupKey: "company_id", deleteGroups: ["acme"] }, {}],
    ["group IDs that are numbers", { groupKey: "company_id", deleteGroups: "[7]" }, sent({ $group_id: "7" })],
    [
      "a group ID of many digits in a list as text",
      { groupKey: "company_id", deleteGroups: "[12345678901234567]" },
      sent({ $group_id: "12345678901234567" }),
    ],
    ["an object without the operation", { deleteGroups: [{ $group_key: "company_id", $group_id: "acme" }] }, {}],
  ],
  residency: { input: "region", kind: "ingestion" },
  auth: "projectToken",
  failures: "records",
  refusals: [
    ...badRecords("deleteGroups", "Delete Groups"),
    ...TUNING_REFUSALS,
    ["IDs of no key", { deleteGroups: ["acme"] }, "Delete Groups"],
    ["a group without an ID", { deleteGroups: [{ $group_key: "company_id", $delete: "" }] }, "Delete Groups"],
    ["a group ID that was rounded", { groupKey: "company_id", deleteGroups: ["acme", 2 ** 53] }, "Delete Groups"],
    ["a group ID with a fraction", { groupKey: "company_id", deleteGroups: [1.5] }, "Delete Groups"],
    ["an empty group ID", { groupKey: "company_id", deleteGroups: ["acme", ""] }, "Delete Groups"],
  ],
});

describe("deleteGroup, of many groups", () => {
  const wire = useWire();

  test("T9: 201 deletions go out in two requests of at most 200", async () => {
    wire.current.reply({ body: "1" }, { body: "1" });
    const deleteGroups = Array.from({ length: 201 }, (_, n) => `group-${n}`);
    const params = { groupKey: "company_id", deleteGroups };
    const outcome = await runAction("deleteGroup", { connection: connections.full, params });
    expect(outcome).toMatchObject({ value: { data: takenAll(201, 2) } });
    expect(wire.current.requests.map(({ json }) => Array.isArray(json) && json.length).sort()).toEqual([1, 200]);
  });
});
