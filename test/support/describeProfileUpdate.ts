import { connections, PROJECT_TOKEN } from "./connection";
import { type ActionExpectation, describeAction } from "./describeAction";
import type { Refusal } from "./describeRefusals";
import { JSON_BODY } from "./expectedRequest";
import { runAction } from "./harness";
import { useWire } from "./wire";

const OWNERS = {
  user: { path: "/engage", params: { distinct_id: "user-1" }, ids: { $distinct_id: "user-1" } },
  group: {
    path: "/groups",
    params: { group_key: "company_id", group_id: "acme" },
    ids: { $group_key: "company_id", $group_id: "acme" },
  },
} as const;

const ID_REFUSALS: Record<keyof typeof OWNERS, Refusal[]> = {
  user: [
    ["R6: no distinct ID", { distinct_id: " " }, "Distinct ID"],
    ["R6: a placeholder", { distinct_id: "undefined" }, "Distinct ID"],
    ["R6: a distinct ID that was rounded", { distinct_id: 2 ** 53 }, "Distinct ID"],
    ["R6: several distinct IDs", { distinct_id: ["user-1", "user-2"] }, "Distinct ID"],
  ],
  group: [
    ["R6: no group key", { group_key: null }, "Group Key"],
    ["R6: no group ID", { group_id: "" }, "Group ID"],
    ["R6: a placeholder", { group_id: "null" }, "Group ID"],
    ["R6: a group ID that was rounded", { group_id: 2 ** 53 }, "Group ID"],
  ],
};

/** What the inputs of properties refuse, whatever the operation. */
const PROPERTY_REFUSALS: Refusal[] = [
  ["R6: no property", { properties: [] }, "Properties"],
  ["R6: a property in two inputs", { properties: [pair("a", 1)], propertiesJson: { a: 1 } }, "Properties (JSON)"],
  ["R6: a list in place of an object", { propertiesJson: [1] }, "Properties (JSON)"],
  ["R6: text that is no JSON", { propertiesJson: "plan" }, "Properties (JSON)"],
  ["R6: a property without a value", { properties: [{ key: "a" }] }, "Properties"],
  ["R6: a number that was rounded", { properties: [pair("a", 2 ** 53)] }, "Properties"],
];

/** A row of a key-value input. */
export function pair(key: string, value: unknown) {
  return { key, value };
}

export interface ProfileUpdateExpectation extends Pick<ActionExpectation, "key" | "steering"> {
  of: keyof typeof OWNERS;
  operation: string;
  /** Inputs beside the IDs, and what the operation is given for them. */
  params?: Record<string, unknown>;
  operand: unknown;
  /** Of the query, in place of all three. */
  query?: Record<string, string>;
  /** Each other input alone, and what the operation is given then, or the whole update. */
  optional?: readonly (readonly [input: string, value: unknown, operand: unknown])[];
  /** Fields of the update beside the operation, by the input that adds them. */
  fields?: readonly (readonly [input: string, value: unknown, fields: object])[];
  variants?: readonly (readonly [what: string, params: Record<string, unknown>, operand: unknown])[];
  refusals?: readonly Refusal[];
}

/** Tests an action that updates one profile: describeAction, with what is the same for all of them. */
export function describeProfileUpdate(expectation: ProfileUpdateExpectation): void {
  const { key, of, operation, params = {}, operand, optional = [], fields = [], variants = [] } = expectation;
  const { path, params: owner, ids } = OWNERS[of];
  const query = expectation.query ?? { ip: "0", strict: "1", verbose: "1" };
  const hasProperties = "properties" in params;
  const sent = (given: unknown, more: object = {}) => ({
    json: [{ ...ids, [operation]: given, ...more, $token: PROJECT_TOKEN }],
  });
  describeAction({
    key,
    params: { ...owner, ...params },
    request: { method: "POST", host: "api.mixpanel.com", path, query, headers: JSON_BODY, ...sent(operand) },
    reply: { body: { status: 1, error: null } },
    result: { status: 1, error: null, update: { ...ids, [operation]: operand } },
    optional: [
      ...optional.map(([input, value, given]) => [input, value, sent(given)] as const),
      ...fields.map(([input, value, more]) => [input, value, sent(operand, more)] as const),
      ...("ip" in query ? [["ip", true, { query: { ip: "1" } }] as const] : []),
      ...(expectation.steering ?? []).map((input) => [input, true, {}] as const),
    ],
    steering: expectation.steering,
    variants: variants.map(([what, given, value]) => [what, given, sent(value)] as const),
    refusals: [
      ...ID_REFUSALS[of],
      ...(hasProperties ? PROPERTY_REFUSALS : []),
      ...("ip" in query ? ([["a location switch that is no switch", { ip: "Berlin" }, "Geolocate"]] as const) : []),
      ...(expectation.refusals ?? []),
    ],
  });
}

/** Tests that a deletion takes a placeholder as its ID where that is allowed. */
export function describePlaceholder(key: string, ids: Record<string, unknown>): void {
  describe(`${key}, of what a faulty client made`, () => {
    const wire = useWire();

    test("R6: deletes the profile of a placeholder where that is allowed", async () => {
      wire.current.reply({ body: "1" });
      const params = { ...ids, allowPlaceholderIds: true };
      const outcome = await runAction(key, { connection: connections.full, params });
      const update = Object.fromEntries(Object.entries(ids).map(([name, id]) => [`$${name}`, id]));
      expect(outcome).toMatchObject({ value: { data: { status: 1, update } } });
      expect(wire.current.request.json).toEqual([{ ...update, $delete: "", $token: PROJECT_TOKEN }]);
    });
  });
}
