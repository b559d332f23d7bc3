import { MixpanelClient } from "../../../src/mixpanel/client";
import { MixpanelResponseError, MixpanelServerError, MixpanelValidationError } from "../../../src/mixpanel/errors";
import { collectProfiles } from "../../../src/mixpanel/profiles/collect";
import { DISTINCT_IDS_PER_QUERY, type ProfilePage, profilePages } from "../../../src/mixpanel/profiles/pages";
import { type Reply, type SentRequest, useWire } from "../../support/wire";
import { failureOf } from "../failure";
import { fakeTime } from "../fakeTime";

const wire = useWire();

const SESSION = "1700000000-QWERTY";
const PAGE_SIZE = 3;

const profiles = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ $distinct_id: `user-${from + i}`, $properties: { number: from + i } }));
const pageOf = (page: number, count: number, rest: object = {}): Reply => ({
  body: {
    page,
    page_size: PAGE_SIZE,
    results: profiles(page * PAGE_SIZE, count),
    session_id: SESSION,
    status: "ok",
    ...rest,
  },
});

let time = fakeTime();
beforeEach(() => {
  time = fakeTime();
});

const client = () =>
  new MixpanelClient({
    credentials: { username: "user", password: "password" },
    projectId: "1234567",
    transport: time.options,
  });

type Parameters = Record<string, string | number | string[]>;

async function read(parameters: Parameters, maxProfiles = 1_000): Promise<ProfilePage[]> {
  const pages: ProfilePage[] = [];
  for await (const page of profilePages(client(), parameters, { maxProfiles })) pages.push(page);
  return pages;
}
const collect = (parameters: Parameters, maxProfiles = 1_000) =>
  collectProfiles(profilePages(client(), parameters, { maxProfiles }));
const forms = () => wire.current.requests.map(({ form }: SentRequest) => form);

describe("paging", () => {
  test("asks for the first page without a session, then for each next one of the session, until a page is not full", async () => {
    wire.current.reply(pageOf(0, 3), pageOf(1, 3), pageOf(2, 1));
    const pages = await read({ where: "true" });
    expect(forms()).toEqual([
      { where: "true" },
      { where: "true", session_id: SESSION, page: "1" },
      { where: "true", session_id: SESSION, page: "2" },
    ]);
    expect(wire.current.requests.map(({ method, path, query }) => ({ method, path, query }))).toEqual(
      Array(3).fill({ method: "POST", path: "/api/query/engage", query: { project_id: "1234567" } }),
    );
    expect(pages.map(({ results }) => results)).toEqual([profiles(0, 3), profiles(3, 3), profiles(6, 1)]);
    expect(pages.map(({ next }) => next)).toEqual([
      { session_id: SESSION, page: 1, distinct_ids_from: 0 },
      { session_id: SESSION, page: 2, distinct_ids_from: 0 },
      undefined,
    ]);
  });

  test("waits for nothing between pages", async () => {
    wire.current.reply(pageOf(0, 3), pageOf(1, 3), pageOf(2, 3), pageOf(3, 0));
    await read({});
    expect(time.waits).toEqual([]);
  });

  test("ends with an empty page where the last one was full", async () => {
    wire.current.reply(pageOf(0, 3), pageOf(1, 0));
    const pages = await read({});
    expect(pages.map(({ results, next }) => [results.length, next?.page])).toEqual([
      [3, 1],
      [0, undefined],
    ]);
  });

  test("one page that is not full is all there is", async () => {
    wire.current.reply(pageOf(0, 2, { total: 2 }));
    expect(await read({})).toEqual([
      { results: profiles(0, 2), page: 0, page_size: 3, session_id: SESSION, total: 2, more: false, next: undefined },
    ]);
  });

  test("a page is 1000 profiles where Mixpanel does not say", async () => {
    wire.current.reply(
      { body: { results: profiles(0, 1_000), session_id: SESSION } },
      { body: { results: profiles(1_000, 999), session_id: SESSION } },
    );
    expect((await read({}, 5_000)).map(({ page_size, results }) => [page_size, results.length])).toEqual([
      [1_000, 1_000],
      [1_000, 999],
    ]);
  });

  test("a page is asked for when its reader comes to it, and not before", async () => {
    wire.current.reply(pageOf(0, 3));
    for await (const page of profilePages(client(), {}, { maxProfiles: 1_000 })) {
      expect(page.page).toBe(0);
      break;
    }
    expect(wire.current.requests).toHaveLength(1);
  });

  test("group profiles are paged in the same way, their ID kept to the last digit", async () => {
    wire.current.reply(pageOf(0, 3), pageOf(1, 0));
    await read({ data_group_id: "-1234567890123456789" });
    expect(forms()).toEqual([
      { data_group_id: "-1234567890123456789" },
      { data_group_id: "-1234567890123456789", session_id: SESSION, page: "1" },
    ]);
  });

  test("goes on with a session where one is given", async () => {
    wire.current.reply(pageOf(4, 3), pageOf(5, 1));
    const pages = await read({ session_id: SESSION, page: 4 });
    expect(forms()).toEqual([
      { session_id: SESSION, page: "4" },
      { session_id: SESSION, page: "5" },
    ]);
    expect(pages.map(({ page }) => page)).toEqual([4, 5]);
  });
});

describe("the most profiles", () => {
  test("are never exceeded: the last page is cut, and comes again", async () => {
    wire.current.reply(pageOf(0, 3), pageOf(1, 3));
    const collected = await collect({}, 5);
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
    expect(await collect({}, 6)).toMatchObject({ count: 6, total: 7, truncated: true, next_page: 2 });
  });

  test.each([
    ["there are more", 1, { count: 3, truncated: true, next_page: 1 }],
    ["there are no more", 0, { count: 3, truncated: false, next_page: null }],
  ])("on a page's end, the next page tells that %s where total does not", async (_what, rest, expected) => {
    wire.current.reply(pageOf(0, 3, { total: 3 }), pageOf(1, rest, { total: 3 }));
    expect(await collect({}, 3)).toMatchObject(expected);
  });

  test("less than a page are no place to go on from: the same page would come again and again", async () => {
    wire.current.reply(pageOf(0, 3));
    expect(await collect({}, 2)).toMatchObject({
      count: 2,
      truncated: true,
      next_page: null,
      next_distinct_ids_from: null,
    });
  });

  test("are not truncated where they are just all", async () => {
    wire.current.reply(pageOf(0, 2));
    expect(await collect({}, 2)).toMatchObject({ count: 2, truncated: false, next_page: null });
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
    forms().map((form = {}) => [form.session_id, form.page, JSON.parse(String(form.distinct_ids)).length]);

  test("are looked up 2000 at a time, each page of each query in turn", async () => {
    answerLookups();
    const collected = await collect({ distinct_ids: ids(4_500) }, 10_000);
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
    await collect({ distinct_ids: ids(2_000) }, 10_000);
    expect(asked().filter(([session]) => session === undefined)).toHaveLength(1);
  });

  test("none are no query, and no profile", async () => {
    expect(await collect({ distinct_ids: [] })).toMatchObject({ count: 0, truncated: false, results: [] });
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
        const part = await collect(parameters, maxProfiles);
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
    expect(await collect({ distinct_ids: ids(4_000) }, 2_000)).toMatchObject({
      count: 2_000,
      truncated: true,
      session_id: "",
      next_page: 0,
      next_distinct_ids_from: 2_000,
    });
  });
});

describe("failures", () => {
  test("a page that fails is asked for again by the transport, and only that page", async () => {
    wire.current.reply(pageOf(0, 3), { status: 503, body: "busy" }, pageOf(1, 1));
    const collected = await collect({});
    expect(forms()).toEqual([{}, { session_id: SESSION, page: "1" }, { session_id: SESSION, page: "1" }]);
    expect(collected.results).toEqual(profiles(0, 4));
    expect(time.waits).toHaveLength(1);
  });

  test("a page that fails for good ends the query: never a short success", async () => {
    wire.current.replyAlways(({ form }) => (form?.page === "1" ? { status: 500, body: "down" } : pageOf(0, 3)));
    expect(await failureOf(collect({}))).toBeInstanceOf(MixpanelServerError);
  });

  test.each([
    [
      "request for page in uncached query for params",
      "Behaviors give more than one page only with As Of Timestamp: fill it in.",
    ],
    ["unknown session", "The session may be gone, since Mixpanel keeps it for a while only."],
  ])("a session that is gone (%s) says what to do", async (words, fix) => {
    wire.current.reply(pageOf(0, 3), { status: 400, body: { error: words, status: "error" } });
    const failure = await failureOf(collect({}));
    expect(failure).toBeInstanceOf(MixpanelValidationError);
    expect(failure.status).toBe(400);
    expect(failure.message).toBe(
      `queryProfiles: Mixpanel refused the request (400: ${words}). Correct the inputs; sending the same again fails again. Page 1 belongs to the session of an earlier query. ${fix} Then query again from the first page, without Session ID and Page.`,
    );
    expect(failure.cause).toBeInstanceOf(MixpanelValidationError);
  });

  test("a first page that is refused is not blamed on a session", async () => {
    wire.current.reply({ status: 400, body: { error: "bad expression", status: "error" } });
    expect((await failureOf(collect({ where: "(" }))).message).toBe(
      "queryProfiles: Mixpanel refused the request (400: bad expression). Correct the inputs; sending the same again fails again.",
    );
  });

  test.each([
    ["a list of results", { page: 0, session_id: SESSION }],
    ["a list of results", { page: 0, session_id: SESSION, results: ["user-1"] }],
    ["the session_id that the next one needs", { page: 0, page_size: 1, results: profiles(0, 1) }],
  ])("an answer without %s is no page", async (lacking, body) => {
    wire.current.reply({ body });
    const failure = await failureOf(collect({}));
    expect(failure).toBeInstanceOf(MixpanelResponseError);
    expect(failure.message).toBe(`queryProfiles: Mixpanel answered page 0 without ${lacking}. Run it again.`);
  });
});
