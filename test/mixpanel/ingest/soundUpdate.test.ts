import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { updateMultipleGroups } from "../../../src/mixpanel/endpoints/groups";
import { updateMultipleProfiles } from "../../../src/mixpanel/endpoints/profiles";
import { deletionOf, GROUP_PROFILES, USER_PROFILES } from "../../../src/mixpanel/ingest/profileKinds";
import { sendProfileUpdates } from "../../../src/mixpanel/ingest/profiles";
import { soundEffect, validateEssentials } from "../../../src/mixpanel/ingest/validate";
import { anyCharacter } from "../../support/anyText";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, type Received, serve } from "../../support/localServer";

afterEach(closeServers);

/** The same examples in every run. */
const RUN = { seed: 20_261_126, numRuns: 120 };

const textOf = ({ body, headers }: Received) =>
  (headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString("utf8");

const json = fc.jsonValue({ stringUnit: anyCharacter });
const idText = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("u", "user-1", "user-2", "0a", "$device:7", "Zoë\n") },
  fc.constantFrom("", "0", "-1", "anonymous", "$device:null", "NaN", "\ufdd0n12", "\ufdd0t", "\ufdd0"),
  fc.constantFrom<unknown>(7, 0, -0, 1.5, 2 ** 53, null, undefined, true, ["u"], {}),
);
const properties = fc.dictionary(fc.string({ unit: anyCharacter }), fc.oneof(json, fc.constant(undefined)), {
  maxKeys: 3,
});
const operand = fc.oneof(
  { weight: 8, arbitrary: properties },
  fc.array(json, { maxLength: 2 }),
  json,
  fc.constantFrom<unknown>(undefined, null, [], {}, { a: undefined }, { f: () => 1 }, new Date(0), 3n, {
    toJSON: () => ({ a: 1 }),
  }),
);
const OPERATIONS = ["$set", "$set_once", "$add", "$append", "$remove", "$union", "$unset", "$delete"];
const field = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom("$set", ...OPERATIONS), operand) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom("$distinct_id", "$group_key", "$group_id"), idText) },
  fc.tuple(fc.constant("$token"), fc.constantFrom<unknown>("t", "", undefined, null, 7)),
  fc.tuple(
    fc.constantFrom("$ip", "$time", "$ignore_time", "$ignore_alias", "__proto__", "toString", "7", "toJSON"),
    json,
  ),
);
const IDS: [string, unknown][] = [
  ["$distinct_id", "u"],
  ["$group_key", "g"],
  ["$group_id", "h"],
];
const SOUND: [string, unknown][][] = [[], IDS, [...IDS, ["$set", { a: 1 }]], [...IDS, ["$delete", ""]]];
/** Updates of any shape and order of fields, many of them sound. */
const anyUpdate = fc
  .tuple(fc.array(field, { maxLength: 3 }), fc.constantFrom(...SOUND))
  .chain(([fields, sound]) => {
    const all = [...fields, ...sound];
    return fc.shuffledSubarray(all, { minLength: all.length });
  })
  .map((fields): object => Object.fromEntries(fields));

const kinds = [
  ["user", USER_PROFILES, updateMultipleProfiles],
  ["group", GROUP_PROFILES, updateMultipleGroups],
  ["deleted", deletionOf(USER_PROFILES, true), updateMultipleProfiles],
] as const;

describe.each(kinds)("S6: an update that is read once (%s)", (_, kind, endpoint) => {
  /** An update without a prototype is no plain object: it is read, copied and checked step by step. */
  const stepByStep = (update: object): object =>
    Object.defineProperties(Object.create(null), Object.getOwnPropertyDescriptors(update));

  test.each([undefined, kind.validate])("is sent, or rejected, as one that is read step by step", async (check) => {
    const server = await serve((response) => response.end("1"));
    const send = async (updates: object[], token: string | undefined) => {
      const client = new MixpanelClient({
        credentials: { projectToken: token },
        apiHost: server.url,
        transport: fakeTime().options,
      });
      const options = { parameters: {}, kind, check };
      const result = await sendProfileUpdates(client, endpoint, updates, options).catch(String);
      return { result, bodies: server.received.splice(0).map(textOf).sort() };
    };
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyUpdate, { size: "max", maxLength: 30 }),
        fc.constantFrom("t", "t", "t", undefined),
        async (updates, token) => {
          const found = await send(updates, token);
          expect(found).toEqual(await send(updates.map(stepByStep), token));
          for (const body of found.bodies) sent += JSON.parse(body).length;
        },
      ),
      RUN,
    );
    expect(sent).toBeGreaterThan(RUN.numRuns);
  });

  test("keeps the rules that are always checked, and is told from one that must not be repeated", () => {
    const found = { idempotentWrite: 0, write: 0, none: 0 };
    fc.assert(
      fc.property(anyUpdate, (update) => {
        const effect = soundEffect(update, kind);
        if (effect === "idempotentWrite" || effect === "write") {
          found[effect]++;
          expect(validateEssentials({ ...update }, kind)).toEqual([]);
          expect(effect === "write").toBe("$add" in update || "$append" in update);
        } else found.none++;
      }),
      { ...RUN, numRuns: 3_000 },
    );
    expect(Math.min(found.idempotentWrite, found.none)).toBeGreaterThan(200);
  });
});
