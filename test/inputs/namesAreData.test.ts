import fc from "fast-check";
import { anyCharacter } from "../support/anyText";
import { connections } from "../support/connection";
import { runAction } from "../support/harness";
import { type SentRequest, useWire } from "../support/wire";

const wire = useWire();

const DAYS = { from_date: "2024-01-01", to_date: "2024-01-01" };
const BUCKET = { gcs_bucket: "example-bucket", gcs_region: "us-east1", trial: true };
const PROFILES = { body: { page: 0, page_size: 1_000, session_id: "s", status: "ok", results: [] } };
const COUNTS = { body: { data: { series: [], values: {} } } };
const fromJson = (text: string | string[] | undefined): unknown => JSON.parse(String(text));

/** Each input that takes a list of names or IDs, and where they are on the wire. */
const INPUTS: [input: string, action: string, params: object, reply: object, (request: SentRequest) => unknown][] = [
  ["event", "downloadData", DAYS, { body: "" }, ({ query }) => fromJson(query.event)],
  ["distinct_ids", "queryProfiles", {}, PROFILES, ({ form }) => fromJson(form?.distinct_ids)],
  ["output_properties", "queryProfiles", {}, PROFILES, ({ form }) => fromJson(form?.output_properties)],
  ["event", "queryEventCounts", DAYS, COUNTS, ({ query }) => fromJson(query.event)],
  ["values", "queryEventProperty", { ...DAYS, event: "E", name: "p" }, COUNTS, ({ query }) => fromJson(query.values)],
  ["events", "createGCSPipeline", BUCKET, { body: { pipeline_names: ["p"] } }, ({ form }) => [form?.events].flat()],
];

const name = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1 }),
  fc.constantFrom(" ", " Page View ", "\tTab\n", "[404]", '["A"]', "[]", "{}", "null", "404", "true", '"', "a,b"),
);

describe.each(INPUTS)("T14: %s of %s", (input, key, params, reply, sentBy) => {
  async function sent(value: unknown): Promise<unknown> {
    wire.current.reply(reply);
    const outcome = await runAction(key, { connection: connections.full, params: { ...params, [input]: value } });
    if (!("value" in outcome)) throw outcome.error;
    const { requests } = wire.current;
    const last = requests[requests.length - 1];
    if (last === undefined) throw new Error("nothing was sent");
    return sentBy(last);
  }

  test("goes out as given, whatever the names are, as a list and as a JSON list", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 3 }), async (names) => {
        expect(await sent(names)).toEqual(names);
        expect(await sent(JSON.stringify(names))).toEqual(names);
      }),
      { seed: 14, numRuns: 40 },
    );
  });
});
