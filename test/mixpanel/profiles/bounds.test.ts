import { InputError } from "../../../src/mixpanel/errors";
import { DISTINCT_IDS_PER_QUERY } from "../../../src/mixpanel/profiles/lookups";
import { failureOf } from "../../support/failure";
import { useWire } from "../../support/wire";
import { type Parameters, pageOf, profiles, reader, SESSION } from "./engage";

const wire = useWire();

let engage = reader();
beforeEach(() => {
  engage = reader();
});

describe("the most profiles", () => {
  test("are never exceeded: the last page is cut, and comes again", async () => {
    wire.current.reply(pageOf(0, 3), pageOf(1, 3));
    const collected = await engage.collect({}, 5);
    expect(collected).toEqual({
      page: 0,
      page_size: 3,
      session_id: SESSION,
      status: "ok",
      results: profiles(0, 5),
      count: 5,
      truncated: true,
      next_page: 1,
      next_distinct_ids_from: 0,
    });
  });

  test("on a page's end, total tells that there are more", async () => {
    wire.current.reply(pageOf(0, 3, { total: 7 }), pageOf(1, 3, { total: 7 }));
    expect(await engage.collect({}, 6)).toMatchObject({ count: 6, total: 7, truncated: true, next_page: 2 });
  });

  test.each([
    ["there are more", 1, { count: 3, truncated: true, next_page: 1 }],
    ["there are no more", 0, { count: 3, truncated: false, next_page: null }],
  ])("on a page's end, the next page tells that %s where total does not", async (_what, rest, expected) => {
    wire.current.reply(pageOf(0, 3, { total: 3 }), pageOf(1, rest, { total: 3 }));
    expect(await engage.collect({}, 3)).toMatchObject(expected);
  });

  test("less than a page are no place to go on from: the same page would come again and again", async () => {
    wire.current.reply(pageOf(0, 3));
    expect(await engage.collect({}, 2)).toMatchObject({
      count: 2,
      truncated: true,
      next_page: null,
      next_distinct_ids_from: null,
    });
  });

  test("are not truncated where they are just all", async () => {
    wire.current.reply(pageOf(0, 2));
    expect(await engage.collect({}, 2)).toMatchObject({ count: 2, truncated: false, next_page: null });
  });
});

describe("many distinct IDs", () => {
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `user-${i}`);
  const sessionOf = (number: number) => `1700000000-${number}`;
  /** Finds every ID that is asked for; each query has a session of its own. */
  function answerLookups(): void {
    let sessions = 0;
    const found = new Map<string, string[]>();
    wire.current.replyAlways(({ form = {} }) => {
      const session = typeof form.session_id === "string" ? form.session_id : sessionOf(++sessions);
      if (!found.has(session)) found.set(session, JSON.parse(String(form.distinct_ids)));
      const all = found.get(session) ?? [];
      const page = Number(form.page ?? 0);
      const results = all.slice(page * 1_000, (page + 1) * 1_000).map((id) => ({ $distinct_id: id, $properties: {} }));
      return { body: { page, page_size: 1_000, session_id: session, total: all.length, status: "ok", results } };
    });
  }
  const asked = () =>
    wire.current.requests.map(({ form = {} }) => [
      form.session_id,
      form.page,
      JSON.parse(String(form.distinct_ids)).length,
    ]);

  test("are looked up 2000 at a time, each page of each query in turn", async () => {
    answerLookups();
    const collected = await engage.collect({ distinct_ids: ids(4_500) }, 10_000);
    expect(asked()).toEqual([
      [undefined, undefined, DISTINCT_IDS_PER_QUERY],
      [sessionOf(1), "1", 2_000],
      [sessionOf(1), "2", 2_000],
      [undefined, undefined, 2_000],
      [sessionOf(2), "1", 2_000],
      [sessionOf(2), "2", 2_000],
      [undefined, undefined, 500],
    ]);
    expect(collected.results.map(({ $distinct_id }) => $distinct_id)).toEqual(ids(4_500));
    expect(collected).toMatchObject({ total: 4_500, truncated: false, next_page: null, next_distinct_ids_from: null });
  });

  test("2000 are one query", async () => {
    answerLookups();
    await engage.collect({ distinct_ids: ids(2_000) }, 10_000);
    expect(asked().filter(([session]) => session === undefined)).toHaveLength(1);
  });

  test("are looked up once each, however often they are there", async () => {
    answerLookups();
    const collected = await engage.collect({ distinct_ids: [...ids(1_500), ...ids(2_000), "user-1"] }, 10_000);
    expect(asked().map(([session, , count]) => [session, count])).toEqual([
      [undefined, 2_000],
      [sessionOf(1), 2_000],
      [sessionOf(1), 2_000],
    ]);
    expect(collected.results.map(({ $distinct_id }) => $distinct_id)).toEqual(ids(2_000));
  });

  test("that are there twice leave the place to go on from where it is in the list", async () => {
    answerLookups();
    const twice = ids(3_000).flatMap((id) => [id, id]);
    const { next_distinct_ids_from } = await engage.collect({ distinct_ids: twice }, 2_000);
    expect(next_distinct_ids_from).toBe(4_000);
  });

  test("of more queries than an hour has are refused before the first", async () => {
    const failure = await failureOf(engage.collect({ distinct_ids: ids(120_001) }));
    expect(failure).toBeInstanceOf(InputError);
    expect(failure.message).toBe(
      "Distinct IDs: got 120001 different IDs, expected at most 120000, which is 2000 for each of the 60 queries that Mixpanel allows per hour. Split them into several lists, and query one list per hour.",
    );
    expect(wire.current.requests).toEqual([]);
  });

  test("of all queries that an hour has are looked up", async () => {
    answerLookups();
    expect(await engage.collect({ distinct_ids: [...ids(120_000), "user-0"] }, 1_000)).toMatchObject({ count: 1_000 });
  });

  test("none are no query, and no profile", async () => {
    expect(await engage.collect({ distinct_ids: [] })).toMatchObject({ count: 0, truncated: false, results: [] });
    expect(wire.current.requests).toEqual([]);
  });

  test.each([1_000, 2_000, 2_500, 3_000, 4_000])(
    "going on where %d profiles ended misses none",
    async (maxProfiles) => {
      answerLookups();
      const all = ids(4_500);
      const seen = new Set<unknown>();
      let remaining = all;
      let parameters: Parameters = { distinct_ids: remaining };
      for (let step = 0; step < 10; step++) {
        const part = await engage.collect(parameters, maxProfiles);
        for (const { $distinct_id } of part.results) seen.add($distinct_id);
        expect(part.count).toBeLessThanOrEqual(maxProfiles);
        if (part.next_page === null) break;
        remaining = remaining.slice(part.next_distinct_ids_from ?? 0);
        parameters = {
          distinct_ids: remaining,
          page: part.next_page,
          ...(part.session_id === "" ? {} : { session_id: part.session_id }),
        };
      }
      expect(seen).toEqual(new Set(all));
    },
  );

  test("the maximum at the end of a query goes on with the next one", async () => {
    answerLookups();
    expect(await engage.collect({ distinct_ids: ids(4_000) }, 2_000)).toMatchObject({
      count: 2_000,
      truncated: true,
      session_id: "",
      next_page: 0,
      next_distinct_ids_from: 2_000,
    });
  });
});
