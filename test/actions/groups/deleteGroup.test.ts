import { connections, PROJECT_TOKEN } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { JSON_BODY } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import {
  badElements,
  badRecords,
  emptyRefusals,
  jsonForms,
  TUNING,
  TUNING_REFUSALS,
  TUNING_STEERS,
  takenAll,
} from "../../support/ingestion";
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
  optional: [
    ["groupKey", "other_key", {}],
    ["allowPlaceholderIds", true, {}],
    ["verbose", "0", { query: { verbose: "0" } }],
    ...TUNING,
  ],
  steering: [...TUNING_STEERS, "allowPlaceholderIds"],
  variants: [
    [
      "W7: CSV with a mapping, of which only the IDs are read",
      { groupKey: "company_id", deleteGroups: "company,plan\nglobex,pro\n", mapping: { group_id: "company" } },
      sent({ $group_id: "globex" }),
    ],
    ...jsonForms("deleteGroups", deletion),
    [
      "T7: a placeholder, where it is allowed",
      { groupKey: "company_id", deleteGroups: ["null"], allowPlaceholderIds: true, skipInvalid: true },
      sent({ $group_id: "null" }),
    ],
    ["a list of group IDs", { groupKey: "company_id", deleteGroups: ["acme"] }, {}],
    ["group IDs that are numbers", { groupKey: "company_id", deleteGroups: "[7]" }, sent({ $group_id: "7" })],
    [
      "a group ID of many digits in a list as text",
      { groupKey: "company_id", deleteGroups: "[12345678901234567]" },
      sent({ $group_id: "12345678901234567" }),
    ],
    ["an object without the operation", { deleteGroups: [{ $group_key: "company_id", $group_id: "acme" }] }, {}],
  ],
  refusals: [
    ["W7: CSV without rows", { deleteGroups: "$group_key,$group_id\n" }, "Delete Groups"],
    ["W7: CSV without the column of the IDs", { deleteGroups: "name\nacme\n" }, "Mapping"],
    ...badRecords("deleteGroups", "Delete Groups"),
    ...TUNING_REFUSALS,
    ...emptyRefusals("deleteGroups", "Delete Groups"),
    ["a placeholder switch that is no switch", { allowPlaceholderIds: "perhaps" }, "Allow Placeholder IDs"],
  ],
  rejections: [
    ...badElements("deleteGroups", deletion, "update_object"),
    ["IDs of no key", { deleteGroups: ["acme"] }, "group_key"],
    ["a group without an ID", { deleteGroups: [{ $group_key: "company_id", $delete: "" }] }, "group_id"],
    ["a group ID that was rounded", { groupKey: "company_id", deleteGroups: ["acme", 2 ** 53] }, "id_rounded"],
    ["a group ID with a fraction", { groupKey: "company_id", deleteGroups: [1.5] }, "group_id"],
    ["an empty group ID", { groupKey: "company_id", deleteGroups: ["acme", ""] }, "group_id"],
    ["T7: a placeholder", { groupKey: "company_id", deleteGroups: ["acme", "null"] }, "group_id_refused"],
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
