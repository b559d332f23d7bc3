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

const deletion = { $distinct_id: "user-1", $delete: "" };
const sent = (own: object) => ({ json: [{ ...deletion, ...own, $token: PROJECT_TOKEN }] });

describeAction({
  key: "deleteProfile",
  params: { deleteProfiles: [deletion] },
  request: {
    method: "POST",
    host: "api.mixpanel.com",
    path: "/engage",
    query: { strict: "1", verbose: "1" },
    headers: JSON_BODY,
    ...sent({}),
  },
  reply: { body: "1" },
  result: { status: 1, error: null, ...takenAll(1) },
  optional: [
    ["ignoreAlias", true, sent({ $ignore_alias: true })],
    ["ignoreAlias", "false", sent({ $ignore_alias: false })],
    ["allowPlaceholderIds", true, {}],
    ["verbose", "0", { query: { verbose: "0" } }],
    ["redirect", "https://example.com", {}],
    ...TUNING,
  ],
  steering: [...TUNING_STEERS, "redirect", "allowPlaceholderIds"],
  variants: [
    [
      "W7: CSV with a mapping, of which only the IDs are read",
      { deleteProfiles: "user,plan\nuser-7,pro\n", mapping: { distinct_id: "user" } },
      sent({ $distinct_id: "user-7" }),
    ],
    ...jsonForms("deleteProfiles", deletion),
    [
      "T7: a placeholder, where it is allowed",
      { deleteProfiles: ["undefined"], allowPlaceholderIds: true, skipInvalid: true },
      sent({ $distinct_id: "undefined" }),
    ],
    ["a list of distinct IDs", { deleteProfiles: ["user-1"] }, {}],
    ["distinct IDs that are numbers", { deleteProfiles: "[7]" }, sent({ $distinct_id: "7" })],
    [
      "a distinct ID of many digits in a list as text",
      { deleteProfiles: "[12345678901234567]" },
      sent({ $distinct_id: "12345678901234567" }),
    ],
    ["an object without the operation", { deleteProfiles: [{ $distinct_id: "user-1" }] }, {}],
    [
      "an alias that is ignored for one profile alone",
      { ignoreAlias: false, deleteProfiles: [{ ...deletion, $ignore_alias: true }] },
      sent({ $ignore_alias: true }),
    ],
  ],
  refusals: [
    ["W7: CSV without rows", { deleteProfiles: "distinct_id\n" }, "Delete Profiles"],
    ["W7: CSV without the column of the IDs", { deleteProfiles: "name\nuser-1\n" }, "Mapping"],
    ...badRecords("deleteProfiles", "Delete Profiles"),
    ...TUNING_REFUSALS,
    ...emptyRefusals("deleteProfiles", "Delete Profiles"),
    ["a placeholder switch that is no switch", { allowPlaceholderIds: "perhaps" }, "Allow Placeholder IDs"],
    ["an alias switch that is no switch", { ignoreAlias: "perhaps" }, "Ignore Alias"],
  ],
  rejections: [
    ...badElements("deleteProfiles", "user-1", "update_object"),
    ["a profile without an ID", { deleteProfiles: [{ $delete: "" }] }, "profile_distinct_id"],
    ["a distinct ID that was rounded", { deleteProfiles: ["user-1", 2 ** 53] }, "id_rounded"],
    ["a distinct ID with a fraction", { deleteProfiles: "[1.5]" }, "profile_distinct_id"],
    ["a distinct ID with a long fraction", { deleteProfiles: "[0.12345678901234567]" }, "profile_distinct_id"],
    ["an object whose ID was rounded", { deleteProfiles: [{ $distinct_id: 2 ** 53 }] }, "id_rounded"],
    ["an empty distinct ID", { deleteProfiles: ["user-1", ""] }, "profile_distinct_id"],
    ["T7: a placeholder", { deleteProfiles: ["user-1", "undefined"] }, "profile_distinct_id_refused"],
    [
      "T7: a placeholder that Skip Invalid looks at",
      { deleteProfiles: ["0"], skipInvalid: true },
      "profile_distinct_id_refused",
    ],
  ],
});

describe("deleteProfile, with Fail On Rejected off", () => {
  const wire = useWire();

  test.each([
    ["a list", ["user-1", 2 ** 53]],
    ["lines", '"user-1"\n1e20'],
  ])("an ID of %s that may have been rounded deletes nobody", async (_, deleteProfiles) => {
    wire.current.reply({ body: "1" });
    const outcome = await runAction("deleteProfile", {
      connection: connections.full,
      params: { deleteProfiles, failOnRejected: false },
    });
    expect(wire.current.request.json).toEqual([{ ...deletion, $token: PROJECT_TOKEN }]);
    expect(outcome).toMatchObject({
      value: {
        data: { imported: 1, failed_records: [{ index: 1, message: expect.stringContaining("Pass it as text") }] },
      },
    });
  });
});
