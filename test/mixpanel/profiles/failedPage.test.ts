import { MixpanelRateLimitError, MixpanelServerError, MixpanelValidationError } from "../../../src/mixpanel/errors";
import { connections } from "../../support/connection";
import { failureOf } from "../../support/failure";
import { runAction } from "../../support/harness";
import { type Reply, useWire } from "../../support/wire";
import { pageOf, profiles, reader, SESSION } from "./engage";

const wire = useWire();

let engage = reader();
beforeEach(() => {
  engage = reader();
});

const hourly: Reply = {
  status: 429,
  body: { error: "Query rate limit exceeded: 61/60 queries running in the last hour" },
};
const ids = (count: number) => Array.from({ length: count }, (_, i) => `user-${i}`);

describe("what was read before a page that fails for good is kept", () => {
  test("with the place to go on from, and the error", async () => {
    wire.current.replyAlways(({ form }) => (form?.page === "2" ? hourly : pageOf(Number(form?.page ?? 0), 3)));
    expect(await engage.collect({})).toEqual({
      page: 0,
      page_size: 3,
      session_id: SESSION,
      status: "ok",
      results: profiles(0, 6),
      count: 6,
      truncated: true,
      next_page: 2,
      next_distinct_ids_from: 0,
      error: expect.stringContaining("queryProfiles: Mixpanel's rate limit is reached"),
    });
  });

  test("where it is the first page of a later query of many distinct IDs", async () => {
    wire.current.reply(pageOf(0, 2, { total: 2 }), hourly);
    expect(await engage.collect({ distinct_ids: ids(4_500) })).toMatchObject({
      results: profiles(0, 2),
      truncated: true,
      session_id: "",
      next_page: 0,
      next_distinct_ids_from: 2_000,
      error: expect.stringContaining("limit is reached"),
    });
  });

  test("T12: where the session has expired, without a place to go on from: it would fail again", async () => {
    const expired: Reply = { status: 400, body: { error: "session_id expired", status: "error" } };
    wire.current.replyAlways(({ form }) => (form?.page === "2" ? expired : pageOf(Number(form?.page ?? 0), 3)));
    expect(await engage.collect({})).toEqual({
      page: 0,
      page_size: 3,
      session_id: "",
      status: "ok",
      results: profiles(0, 6),
      count: 6,
      truncated: true,
      next_page: null,
      next_distinct_ids_from: null,
      error: expect.stringContaining("400: session_id expired"),
    });
  });

  test("T12: where Mixpanel refuses a later query of many distinct IDs", async () => {
    wire.current.reply(pageOf(0, 2, { total: 2 }), { status: 400, body: { error: "too many", status: "error" } });
    expect(await engage.collect({ distinct_ids: ids(4_500) })).toMatchObject({
      results: profiles(0, 2),
      truncated: true,
      next_page: 0,
      next_distinct_ids_from: 2_000,
      error: expect.stringContaining("400: too many"),
    });
  });

  test("and a step says so in its log, and returns it", async () => {
    wire.current.reply(pageOf(0, 3), hourly);
    const step = { connection: connections.full, params: { fetchAll: true } };
    const { value, logs } = { value: undefined, ...(await runAction("queryProfiles", step)) };
    expect(value).toMatchObject({
      data: { count: 3, next_page: 1, error: expect.stringContaining("limit is reached") },
    });
    expect(logs).toEqual([
      ["warn", [expect.stringMatching(/^Query Profile: stopped after 3 profiles; there may be more: queryProfiles: /)]],
    ]);
  });
});

describe("nothing is kept", () => {
  test("where the first page fails", async () => {
    wire.current.reply(hourly);
    expect(await failureOf(engage.collect({}))).toBeInstanceOf(MixpanelRateLimitError);
  });

  test("where the session of the first page to read has expired", async () => {
    wire.current.reply({ status: 400, body: { error: "unknown session", status: "error" } });
    const failure = await failureOf(engage.collect({ session_id: SESSION, page: 2 }));
    expect(failure).toBeInstanceOf(MixpanelValidationError);
  });
});

describe("a failure of the page that tells whether there is more", () => {
  test("counts as more, and loses nothing", async () => {
    wire.current.replyAlways(({ form }) => (form?.page === "1" ? { status: 503, body: "busy" } : pageOf(0, 3)));
    const collected = await engage.collect({}, 3);
    expect(collected).toMatchObject({ results: profiles(0, 3), truncated: true, next_page: 1 });
    expect(collected).not.toHaveProperty("error");
  });

  test("is one of this page alone", async () => {
    wire.current.replyAlways(() => ({ status: 503, body: "busy" }));
    expect(await failureOf(engage.collect({}, 3))).toBeInstanceOf(MixpanelServerError);
  });
});
