import { gunzipSync } from "node:zlib";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { InputError, MixpanelAuthError } from "../../../src/mixpanel/errors";
import { readMapping } from "../../../src/mixpanel/rows/mapping";
import type { RowInput } from "../../../src/mixpanel/rows/source";
import { syncRows } from "../../../src/mixpanel/rows/syncRows";
import type { SyncOptions } from "../../../src/mixpanel/rows/types";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, jsonOf, type LocalServer, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const TIME = 1_700_000_000;
const listOf = (request: Parameters<typeof jsonOf>[0]): Record<string, never>[] => {
  const json = jsonOf(request);
  return Array.isArray(json) ? json : [];
};

/** Stores everything, but rejects events whose property `bad` is true: by the insert ID as Mixpanel names it, and by its position. */
const mixpanel = (idKey = "insert_id") =>
  serve((response, request) => {
    const list = listOf(request);
    const failed = list.flatMap((record, index) =>
      Object(record).properties?.bad === true
        ? [
            {
              index,
              [idKey]: Object(record).properties.$insert_id,
              field: "properties.bad",
              message: "'properties.bad' is invalid",
            },
          ]
        : [],
    );
    if (failed.length === 0) sendJson(response, { code: 200, status: "OK", num_records_imported: list.length });
    else
      sendJson(
        response,
        {
          code: 400,
          error: "some data points in the request failed validation",
          failed_records: failed,
          num_records_imported: list.length - failed.length,
          status: "Bad Request",
        },
        400,
      );
  });

const clientOf = ({ url }: LocalServer) =>
  new MixpanelClient({
    credentials: { username: "user.1", password: "secret-1", projectToken: "token-1" },
    projectId: "12",
    apiHost: url,
    transport: fakeTime().options,
  });

const EVENTS = { target: { kind: "events" } } as const;
/** The records of all requests but those with a table. */
const sent = ({ received }: LocalServer) =>
  received.filter(({ url }) => !url.includes("lookup-tables")).flatMap(listOf);

async function sync(rows: RowInput, options: SyncOptions, server?: LocalServer) {
  const to = server ?? (await mixpanel());
  const result = await syncRows(clientOf(to), rows, options);
  return { result, server: to, records: sent(to) as unknown[] };
}

const row = (at: number, more: object = {}) => ({
  event: "E",
  time: TIME + at,
  distinct_id: `u${at}`,
  $insert_id: `id-${at}`,
  ...more,
});

describe("syncRows: events", () => {
  it("W1: sends rows by a mapping, with renames, a constant name and the columns that it does not name", async () => {
    const mapping = readMapping(
      [
        { constant: "Order", property: "event" },
        { column: "AT", property: "time" },
        { column: "USER", property: "distinct_id" },
        { column: "ID", property: "$insert_id" },
        { column: "AMOUNT", property: "amount", type: "number" },
      ],
      { target: "events" },
    );
    const csv = "AT,USER,ID,AMOUNT,city\n2023-11-14 22:13:20,7,o-1,12.50,Rome\n";
    const { records, result } = await sync(csv, { ...EVENTS, mapping });
    const properties = { time: TIME * 1_000, distinct_id: "7", $insert_id: "o-1", amount: 12.5, city: "Rome" };
    expect(records).toEqual([{ event: "Order", properties }]);
    expect(result).toMatchObject({
      received: 1,
      imported: 1,
      rejected: 0,
      held: 0,
      stopped_by: null,
      resume_from: null,
    });
  });

  it("W1: can drop the columns that the mapping does not name", async () => {
    const mapping = { fields: {}, properties: [{ column: "a", property: "A" }], rest: "drop" } as const;
    const { records } = await sync([row(1, { a: 1, b: 2 })], { ...EVENTS, mapping });
    expect(records).toEqual([
      { event: "E", properties: { time: (TIME + 1) * 1_000, distinct_id: "u1", $insert_id: "id-1", A: 1 } },
    ]);
  });

  it("W4, expectation 1: returns a rejected row with position, row, column, field and reason, and stores the others", async () => {
    const rows = [
      row(0),
      row(1, { bad: true }),
      row(2, { time: "2026-02-30" }),
      row(3),
      row(4, { distinct_id: "null" }),
    ];
    const { result, records } = await sync(rows, {
      ...EVENTS,
      mapping: readMapping({ time: "time" }, { target: "events" }),
    });
    expect(records).toHaveLength(3);
    expect(result).toMatchObject({ received: 5, imported: 2, rejected: 3, held: 0 });
    expect(result.rejected_rows).toEqual([
      {
        status: "not_loaded",
        position: 1,
        row: rows[1],
        field: "properties.bad",
        column: "bad",
        message: expect.any(String),
      },
      {
        status: "not_loaded",
        position: 2,
        row: rows[2],
        field: "properties.time",
        column: "time",
        rule: "time_impossible",
        message: expect.stringContaining("2026-02-30"),
      },
      {
        status: "not_loaded",
        position: 4,
        row: rows[4],
        field: "properties.distinct_id",
        column: "distinct_id",
        rule: "distinct_id_refused",
        message: expect.any(String),
      },
    ]);
    expect(result.rejected_by_reason.map(({ column, rule, count, first }) => [column, rule, count, first])).toEqual([
      ["bad", null, 1, 1],
      ["time", "time_impossible", 1, 2],
      ["distinct_id", "distinct_id_refused", 1, 4],
    ]);
  });

  it.each(["insert_id", "$insert_id"])(
    "W4, expectation 2: blames the right row where Mixpanel writes %s",
    async (key) => {
      const rows = Array.from({ length: 5_000 }, (_, at) => row(at, { bad: at % 1_999 === 7 }));
      const { result } = await sync(rows, EVENTS, await mixpanel(key));
      expect(result.rejected_rows.map(({ position, row }) => [position, row])).toEqual(
        [7, 2_006, 4_005].map((at) => [at, rows[at]]),
      );
    },
  );

  it("W3, expectation 4: sends the same rows twice with the same insert IDs, of at most 36 letters, digits and hyphens", async () => {
    const rows = [
      row(1, { $insert_id: "order/123:with a long name that is no insert ID" }),
      row(2, { $insert_id: null }),
      row(3),
    ];
    const server = await mixpanel();
    await sync(rows, EVENTS, server);
    await sync(rows, EVENTS, server);
    const ids = sent(server).map((record) => Object(record).properties.$insert_id);
    expect(ids.slice(0, 3)).toEqual(ids.slice(3));
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9-]{1,36}$/);
    expect(new Set(ids).size).toBe(3);
  });

  it("W3, expectation 4: computes insert IDs from chosen columns, the same from CSV, JSON and a driver", async () => {
    const options = { ...EVENTS, insertIdColumns: ["order", "line"] };
    const of = async (rows: RowInput) =>
      (await sync(rows, options)).records.map((record) => Object(record).properties.$insert_id);
    const base = { event: "E", time: TIME, distinct_id: "u" };
    const ids = await of([
      { ...base, order: 12, line: "1" },
      { ...base, order: 121, line: "" },
    ]);
    expect(ids[0]).not.toBe(ids[1]);
    expect(await of([{ ...base, order: 12n, line: 1, note: "changed since" }])).toEqual([ids[0]]);
    expect(await of(`event,time,distinct_id,order,line\nE,${TIME},u,12,1\n`)).toEqual([ids[0]]);
    const { result } = await sync([{ ...base, order: null, line: "" }], options);
    expect(result.rejected_rows).toMatchObject([{ position: 0, rule: "insert_id_missing" }]);
  });

  it("W3, expectation 5: keeps two rows alike in name, user and second as two events", async () => {
    const alike = { event: "E", time: TIME, distinct_id: "u" };
    const { records } = await sync(
      [
        { ...alike, page: 1 },
        { ...alike, page: 2 },
      ],
      EVENTS,
    );
    expect(new Set(records.map((record) => Object(record).properties.$insert_id)).size).toBe(2);
  });

  it.each([null, "", undefined, "  ", { value: null }])(
    "W2, expectation 11: sends an event of the user %j with an empty distinct ID",
    async (id) => {
      const { records } = await sync([row(1), row(2, { distinct_id: id })], EVENTS);
      expect(records.map((record) => Object(record).properties.distinct_id)).toEqual(["u1", ""]);
    },
  );

  it.each<[string, object, string]>([
    ["the ID 0", { distinct_id: 0 }, "distinct_id_refused"],
    ["an ID that lost digits", { distinct_id: 2 ** 60 }, "id_rounded"],
    ["an object as ID", { distinct_id: { a: 1 } }, "distinct_id_type"],
    ["false as ID", { distinct_id: false }, "distinct_id_type"],
    ["no name", { event: null }, "event_name"],
    ["no time", { time: null }, "time_missing"],
    ["a time of 1970", { time: 1_000 }, "time_too_early"],
    ["$ignore, for which Mixpanel drops the event", { $ignore: true }, "event_ignored"],
    ["bytes that are no text", { x: Buffer.of(0xff) }, "value_binary"],
    ["an infinite number", { x: Number.POSITIVE_INFINITY }, "value_not_finite"],
  ])("W2, expectation 10: refuses %s by name", async (_what, more, rule) => {
    const { result, records } = await sync([row(0), row(1, more), row(2)], EVENTS);
    expect(result.rejected_rows).toMatchObject([{ position: 1, rule }]);
    expect(records).toHaveLength(2);
  });

  it("W2, expectation 9: skips null by default, or sends it", async () => {
    const rows = [row(1, { country: null, plan: null })];
    const send = { fields: {}, properties: [{ column: "plan", property: "plan", whenNull: "send" }] } as const;
    const [skipped] = (await sync(rows, EVENTS)).records;
    const [plan] = (await sync(rows, { ...EVENTS, mapping: send })).records;
    const [both] = (await sync(rows, { ...EVENTS, whenNull: "send" })).records;
    expect(Object.keys(Object(skipped).properties)).not.toEqual(expect.arrayContaining(["country"]));
    expect(Object(plan).properties).toMatchObject({ plan: null });
    expect(Object(plan).properties).not.toHaveProperty("country");
    expect(Object(both).properties).toMatchObject({ plan: null, country: null });
  });

  it("W2: takes empty text for null in CSV, and elsewhere only on request", async () => {
    const csv = `event,time,distinct_id,a\nE,${TIME},u,\n`;
    const properties = async (rows: RowInput, emptyIsNull?: boolean) =>
      Object((await sync(rows, { ...EVENTS, emptyIsNull })).records[0]).properties;
    expect(await properties(csv)).not.toHaveProperty("a");
    expect(await properties(csv, false)).toMatchObject({ a: "" });
    expect(await properties([row(1, { a: "" })])).toMatchObject({ a: "" });
    expect(await properties([row(1, { a: "" })], true)).not.toHaveProperty("a");
  });

  it("W2: sends a column of any name as it is, also one that every object has", async () => {
    const mapping = readMapping('{"__proto__": {"constant": 5}, "constructor": {"constant": 6}}', { target: "events" });
    const nulls = [JSON.parse(`{"event":"E","time":${TIME},"distinct_id":"u","__proto__":null,"toString":null}`)];
    const csv = `event,time,distinct_id,__proto__,constructor\nE,${TIME},u,x,y\n`;
    const sentOf = async (rows: RowInput, options: object = {}) =>
      Object.entries(Object((await sync(rows, { ...EVENTS, ...options })).records[0]).properties).slice(2, 4);
    expect(await sentOf([{ event: "E", time: TIME, distinct_id: "u" }], { mapping })).toEqual([
      ["__proto__", 5],
      ["constructor", 6],
    ]);
    expect(await sentOf(nulls, { whenNull: "send" })).toEqual([
      ["__proto__", null],
      ["toString", null],
    ]);
    expect(await sentOf(csv)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });

  it("W2, expectation 6: warns once of integers that a driver may have rounded", async () => {
    const { result } = await sync([row(0, { n: 1 }), row(1, { n: 2 ** 60 }), row(2, { n: 2 ** 61 })], EVENTS);
    expect(result).toMatchObject({ imported: 3, warnings: [{ rule: "value_rounded", property: "n", position: 1 }] });
  });

  it.each(["bucket", "$bucket"])("W1: warns of the property %s, which hides its event", async (name) => {
    const mapping = { fields: {}, properties: [{ column: "n", property: name }] };
    const expected = { imported: 1, warnings: [{ rule: "property_reserved", property: name, position: 0 }] };
    expect((await sync([row(0, { [name]: 1 })], EVENTS)).result).toMatchObject(expected);
    expect((await sync([row(0, { n: 1 })], { ...EVENTS, mapping })).result).toMatchObject(expected);
  });

  it.each<SyncOptions>([
    { target: { kind: "users", mode: "addUp" } },
    { target: { kind: "users" }, mapping: { fields: {}, properties: [], rest: "drop" } },
    { target: { kind: "groups" }, mapping: { fields: {}, properties: [], rest: "drop" } },
  ])("W1, expectation 19: refuses %j before sending, because every row would be empty", async (options) => {
    const server = await mixpanel();
    const attempt = sync([{ distinct_id: "u", group_key: "k", group_id: "g", points: 1 }], options, server);
    await expect(attempt).rejects.toThrow(/^Mapping: got no column for \$\w+, expected at least one column/);
    expect(server.received).toEqual([]);
  });

  it("W2: warns once of the first value of another type", async () => {
    const { result } = await sync([row(0, { n: 1 }), row(1, { n: 2 }), row(2, { n: "3" }), row(3, { n: "4" })], EVENTS);
    expect(result.warnings).toEqual([
      { rule: "type_differs", property: "n", position: 2, message: expect.stringContaining("string") },
    ]);
  });

  it("W1, expectation 19: refuses an unknown column, a missing field and unset for events before anything is sent", async () => {
    const server = await mixpanel();
    const attempt = (rows: RowInput, options: Partial<SyncOptions>) => sync(rows, { ...EVENTS, ...options }, server);
    const unknown = readMapping({ plan: "Plan" }, { target: "events" });
    await expect(attempt([row(0, { plan: 1 })], { mapping: unknown })).rejects.toThrow(/"Plan".*Did you mean "plan"/);
    await expect(attempt("event,time\nE,1\n", {})).rejects.toThrow(/no source for "distinct_id"/);
    await expect(attempt([{ time: 1, distinct_id: "u" }], {})).rejects.toThrow(/no source for "event"/);
    await expect(attempt([row(0)], { whenNull: "unset" })).rejects.toThrow(InputError);
    await expect(attempt([row(0)], { insertIdColumns: ["order"] })).rejects.toThrow(/^Insert ID Columns/);
    await expect(attempt([row(0)], { zone: "Mars/Base" })).rejects.toThrow(/^Time Zone/);
    expect(server.received).toEqual([]);
  });

  it("W1: finds a column that only a later object has, and refuses rows of another shape", async () => {
    const mapping = readMapping({ plan: "p" }, { target: "events" });
    const { result, records } = await sync([row(0), row(1, { p: "x" }), 7, [1], null], { ...EVENTS, mapping });
    expect(records).toHaveLength(2);
    expect(result.rejected_rows.map(({ position, row, rule }) => [position, row, rule])).toEqual([
      [2, 7, "row_shape"],
      [3, [1], "row_shape"],
      [4, null, "row_shape"],
    ]);
  });

  it("W4: names rows of CSV that have too many values or broken quotes", async () => {
    const line = (id: number, more = "") => `E,${TIME},u${id}${more}\n`;
    const { result } = await sync(
      `event,time,distinct_id\n${line(0)}${line(1, ",x")}E,${TIME},a"b\n${line(3)}`,
      EVENTS,
    );
    expect(result).toMatchObject({ received: 4, imported: 2, rejected: 2 });
    expect(result.rejected_rows).toMatchObject([
      { position: 1, row: ["E", String(TIME), "u1", "x"], rule: "row_fields" },
      { position: 2, row: `E,${TIME},a"b`, rule: "row_quotes" },
    ]);
  });

  it("W4, expectation 18: counts 100,000 rejections by reason in a small result, and returns all of them as a file", async () => {
    function* rows() {
      for (let at = 0; at < 100_000; at++) yield row(at, at % 2 === 0 ? { time: "never" } : { distinct_id: "null" });
    }
    const { result } = await sync(rows(), { ...EVENTS, files: true, maxListed: 50 });
    expect(result).toMatchObject({ received: 100_000, rejected: 100_000, rejected_rows_truncated: true });
    expect(result.rejected_rows).toHaveLength(50);
    expect(result.rejected_by_reason.map(({ rule, count }) => [rule, count])).toEqual([
      ["time_format", 50_000],
      ["distinct_id_refused", 50_000],
    ]);
    const lines = gunzipSync(result.rejected_file?.data ?? "")
      .toString("utf8")
      .trimEnd()
      .split("\n");
    expect(result.rejected_file?.rows).toBe(100_000);
    expect(lines).toHaveLength(100_000);
    expect(JSON.parse(lines[99_999] ?? "")).toMatchObject({
      position: 99_999,
      row: row(99_999, { distinct_id: "null" }),
    });
    expect(JSON.stringify({ ...result, rejected_file: null }).length).toBeLessThan(50_000);
  });

  it("W4: returns rows with bigints as JSON", async () => {
    const { result } = await sync([row(0, { big: 2n ** 70n, time: "never" })], EVENTS);
    expect(() => JSON.stringify(result)).not.toThrow();
    expect(result.rejected_rows[0]?.row).toMatchObject({ big: String(2n ** 70n) });
  });

  it("W1: validateOnly sends nothing, and says what would be rejected", async () => {
    const { result, records } = await sync([row(0), row(1, { time: "never" })], { ...EVENTS, validateOnly: true });
    expect(records).toEqual([]);
    expect(result).toMatchObject({ received: 2, imported: 0, rejected: 1, batches: 0 });
    expect(result.rejected_rows).toMatchObject([{ position: 1, row: row(1, { time: "never" }) }]);
  });

  it("T1, expectation 13: asks Mixpanel not to locate events by the caller's IP address, unless that is wanted", async () => {
    const { server } = await sync([row(0)], EVENTS);
    await sync([row(0)], { ...EVENTS, geolocate: true }, server);
    expect(server.received.map(({ url }) => url)).toEqual([
      "/import?project_id=12&strict=1&ip=0",
      "/import?project_id=12&strict=1",
    ]);
  });
});

describe("syncRows: outages", () => {
  /** Stores the first requests, and is down after them until `up` is called. */
  async function breaking(after: number) {
    let isUp = false;
    let stored = 0;
    const server = await serve((response, request) => {
      if (stored >= after && !isUp) {
        response.writeHead(503).end();
        return;
      }
      stored++;
      sendJson(response, { code: 200, num_records_imported: listOf(request).length, status: "OK" });
    });
    return { server, up: () => (isUp = true) };
  }

  it("W4, expectations 3 and 17: tells held rows from rejected ones, and where to go on without gap or duplicate", async () => {
    const rows = Array.from({ length: 9_000 }, (_, at) => row(at, at === 5 ? { time: "never" } : {}));
    const { server, up } = await breaking(2);
    const first = (await sync(rows, { ...EVENTS, concurrency: 1, maxListed: 10 }, server)).result;
    expect(first).toMatchObject({
      imported: 4_000,
      rejected: 1,
      stopped_by: "outage",
      outage: { code: "server_error" },
    });
    expect(first.rejected_rows).toMatchObject([{ position: 5, status: "not_loaded" }]);
    expect(first.held_rows[0]).toMatchObject({ position: 4_001, status: "unknown", row: rows[4_001] });
    expect(first.received).toBe(first.imported + first.rejected + first.held + first.unconfirmed);
    expect(first.resume_from).toBe(4_001);
    up();
    const resumeFrom = first.resume_from ?? 0;
    const second = (await sync(rows, { ...EVENTS, resumeFrom }, server)).result;
    expect(second).toMatchObject({ received: 4_999, imported: 4_999, stopped_by: null, resume_from: null });
  });

  it("W4, expectation 17: a source that fails midway is no loss: the result says where to go on", async () => {
    async function* failing() {
      for (let at = 0; at < 3_000; at++) yield row(at);
      throw new Error("the database is gone");
    }
    const { result } = await sync(failing(), EVENTS);
    expect(result).toMatchObject({
      imported: 3_000,
      stopped_by: "source",
      outage: { code: "source_failed", message: expect.stringContaining("the database is gone") },
      resume_from: 3_000,
    });
  });

  it("W4: an outage before anything was stored is a result with all rows to send again; wrong credentials are an error", async () => {
    const { server } = await breaking(0);
    const { result } = await sync([row(0), row(1)], EVENTS, server);
    expect(result).toMatchObject({ imported: 0, held: 2, resume_from: 0, stopped_by: "outage" });
    const strict = await serve((response) => sendJson(response, { error: "Unauthorized" }, 401));
    await expect(sync([row(0)], EVENTS, strict)).rejects.toThrow(MixpanelAuthError);
  });
});

describe("syncRows: profiles", () => {
  const users = (mode?: "upsert" | "onlyIfAbsent" | "addUp", more: Partial<SyncOptions> = {}) =>
    ({ target: { kind: "users", mode }, ...more }) satisfies SyncOptions;
  const $token = "token-1";

  it.each([
    ["upsert", "$set"],
    ["onlyIfAbsent", "$set_once"],
  ] as const)("W3: %s changes properties by %s", async (mode, operation) => {
    const { records, server } = await sync([{ distinct_id: 7, plan: "pro" }], users(mode));
    expect(records).toEqual([{ $distinct_id: "7", [operation]: { plan: "pro" }, $token }]);
    expect(server.received[0]?.url).toBe("/engage?ip=0&strict=1&verbose=1");
  });

  it("W3: addUp adds the mapped numbers, and refuses what is no number", async () => {
    const mapping = readMapping([{ column: "n", property: "visits" }], { target: "users" });
    const rows = [
      { distinct_id: "a", n: 2, name: "x" },
      { distinct_id: "b", n: "2" },
      { distinct_id: "c", n: null },
    ];
    const { records, result } = await sync(rows, users("addUp", { mapping }));
    expect(records).toEqual([{ $distinct_id: "a", $add: { visits: 2 }, $token }]);
    expect(result.rejected_rows.map(({ position, column, rule }) => [position, column, rule])).toEqual([
      [1, "n", "add_number"],
      [2, undefined, "operand_empty"],
    ]);
  });

  it("W3: addUp never repeats rows that Mixpanel may have counted: it returns them as unknown", async () => {
    const server = await serve((response) => {
      response.writeHead(502).end();
    });
    const mapping = readMapping({ visits: "n" }, { target: "users" });
    const rows = [
      { distinct_id: "a", n: 1 },
      { distinct_id: "b", n: 1 },
    ];
    const { result } = await sync(rows, users("addUp", { mapping, maxListed: 1 }), server);
    expect(server.received).toHaveLength(1);
    expect(result).toMatchObject({ imported: 0, held: 2, held_rows_truncated: false, resume_from: null });
    expect(result.held_rows).toMatchObject([
      { status: "unknown", position: 0, row: rows[0] },
      { status: "unknown", position: 1, row: rows[1] },
    ]);
  });

  it("W3: no other target or mode adds up", async () => {
    const groups = { target: { kind: "groups", mode: "addUp" } } as unknown as SyncOptions;
    await expect(sync([{ group_key: "company", group_id: "a" }], groups)).rejects.toThrow(
      /^Mode: got addUp for groups/,
    );
  });

  it("W2, expectation 9: the default wipes nothing; unset removes; $set_once never gets null", async () => {
    const rows = [{ distinct_id: "a", plan: null, city: "Rome" }];
    const updates = async (options: SyncOptions) => (await sync(rows, options)).records;
    expect(await updates(users())).toEqual([{ $distinct_id: "a", $set: { city: "Rome" }, $token }]);
    expect(await updates(users("upsert", { whenNull: "unset" }))).toEqual([
      { $distinct_id: "a", $set: { city: "Rome" }, $unset: ["plan"], $token },
    ]);
    expect(await updates(users("upsert", { whenNull: "send" }))).toEqual([
      { $distinct_id: "a", $set: { plan: null, city: "Rome" }, $token },
    ]);
    expect(await updates(users("onlyIfAbsent", { whenNull: "send" }))).toEqual([
      { $distinct_id: "a", $set_once: { city: "Rome" }, $token },
    ]);
  });

  it("W1: gives well-known columns their reserved names on request, and never overwrites", async () => {
    const mapping = { fields: {}, properties: [], reserved: true };
    const [update] = (
      await sync(
        [{ distinct_id: "a", EMAIL: "x@y.z", createdAt: "2026-01-15", name: "n", $name: "own" }],
        users("upsert", { mapping }),
      )
    ).records;
    expect(Object(update).$set).toEqual({ $email: "x@y.z", $created: "2026-01-15", name: "n", $name: "own" });
  });

  it.each([
    ["no ID", null, "profile_distinct_id"],
    ["the ID 0", "0", "profile_distinct_id_refused"],
    ["an ID that lost digits", 2 ** 60, "id_rounded"],
  ])("W2, expectation 10: refuses a profile with %s by name", async (_what, distinct_id, rule) => {
    const { result } = await sync([{ distinct_id, plan: "pro" }], users());
    expect(result).toMatchObject({ imported: 0, rejected: 1, rejected_rows: [{ rule, column: "distinct_id" }] });
  });

  it("W2, expectation 12: group rows need a key, and a user's link to groups is a list", async () => {
    const groups = { target: { kind: "groups" } } as const;
    await expect(sync([{ group_id: "acme", plan: "pro" }], groups)).rejects.toThrow(/no source for "\$group_key"/);
    const mapping = readMapping({ group_key: { constant: "company" }, group_id: "id" }, { target: "groups" });
    const { records, server } = await sync([{ id: 7, plan: "pro" }], { ...groups, mapping });
    expect(records).toEqual([{ $group_key: "company", $group_id: "7", $set: { plan: "pro" }, $token }]);
    expect(server.received[0]?.url).toMatch(/^\/groups\?ip=0/);
    const { result } = await sync([{ group_key: "", group_id: "a", plan: "pro" }], groups);
    expect(result.rejected_rows).toMatchObject([{ rule: "group_key" }]);
    const link = readMapping([{ column: "company", type: "ids" }], { target: "users" });
    const [user] = (await sync([{ distinct_id: "u", company: 7 }], users("upsert", { mapping: link }))).records;
    expect(Object(user).$set).toEqual({ company: ["7"] });
  });

  it("W2, expectation 13: moves no user by the caller's IP address, and keeps Updated at when asked", async () => {
    const { records, server } = await sync([{ distinct_id: "a", p: 1 }], users("upsert", { ignoreTime: true }));
    expect(records).toEqual([{ $ignore_time: true, $distinct_id: "a", $set: { p: 1 }, $token }]);
    await sync([{ distinct_id: "a", p: 1 }], users("upsert", { geolocate: true }), server);
    expect(server.received.map(({ url }) => url)).toEqual([
      "/engage?ip=0&strict=1&verbose=1",
      "/engage?ip=1&strict=1&verbose=1",
    ]);
  });
});

describe("syncRows: a lookup table", () => {
  const table = { target: { kind: "table", tableId: "t-1" } } as const;
  const csvOf = ({ received }: LocalServer) => received.map(({ body }) => gunzipSync(body).toString("utf8"));

  it("W1: leaves columns of any name empty where a row has no value", async () => {
    const csv = "id,__proto__,constructor,n\n1,,,2\n";
    const server = await serve((response) => sendJson(response, { code: 200, status: "OK" }));
    await sync(csv, table, server);
    expect(csvOf(server)).toEqual([csv]);
  });

  it("W1: replaces the table with the mapped rows, the ID first", async () => {
    const mapping = readMapping({ id: "sku", Price: "price" }, { target: "table" });
    const rows = [
      { price: "2.50", sku: "a", tags: ["x"], at: new Date(0) },
      { price: null, sku: 7n, tags: [], at: null },
    ];
    const { result, server } = await sync(
      rows,
      { ...table, mapping },
      await serve((response) => sendJson(response, { code: 200, status: "OK" })),
    );
    expect(csvOf(server)).toEqual(['sku,Price,tags,at\na,2.50,"[""x""]",1970-01-01T00:00:00.000Z\n7,,[],\n']);
    expect(result).toMatchObject({ target: "table", mode: "replace", received: 2, imported: 2, rejected: 0, held: 0 });
  });

  it("W4, expectation 15: replaces nothing if a row is wrong, and names the row, its ID repeated, empty or not", async () => {
    const rows = [
      { id: "a", n: 1 },
      { id: "a", n: 2 },
      { id: null, n: 3 },
      { id: "d", n: Number.POSITIVE_INFINITY },
      { id: "e", n: 5 },
    ];
    const { result, server } = await sync(rows.values(), table);
    expect(server.received).toEqual([]);
    expect(result.rejected_rows.map(({ position, row, rule }) => [position, row, rule])).toEqual([
      [1, rows[1], "row_id_repeated"],
      [2, rows[2], "row_id_missing"],
      [3, { id: "d", n: null }, "value_not_finite"],
    ]);
    expect(result).toMatchObject({ received: 5, imported: 0, rejected: 3, held: 2, resume_from: 0 });
  });
});
