import { MixpanelResponseError, MixpanelServerError, MixpanelValidationError } from "../../../src/mixpanel/errors";
import { failureOf } from "../../support/failure";
import { type SentRequest, useWire } from "../../support/wire";
import { pageOf, profiles, reader, SESSION } from "./engage";

const wire = useWire();

let engage = reader();
beforeEach(() => {
  engage = reader();
});
const forms = () => wire.current.requests.map(({ form }: SentRequest) => form);

describe("paging", () => {
  test("asks for the first page without a session, then for each next one of the session, until a page is not full", async () => {
    wire.current.reply(pageOf(0, 3), pageOf(1, 3), pageOf(2, 1));
    const pages = await engage.read({ where: "true" });
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

  test("does not wait between pages", async () => {
    wire.current.reply(pageOf(0, 3), pageOf(1, 3), pageOf(2, 3), pageOf(3, 0));
    await engage.read({});
    expect(engage.waits).toEqual([]);
  });

  test("ends with an empty page if the last one was full", async () => {
    wire.current.reply(pageOf(0, 3), pageOf(1, 0));
    const pages = await engage.read({});
    expect(pages.map(({ results, next }) => [results.length, next?.page])).toEqual([
      [3, 1],
      [0, undefined],
    ]);
  });

  test("ends after the first page if it is not full", async () => {
    wire.current.reply(pageOf(0, 2, { total: 2 }));
    expect(await engage.read({})).toEqual([
      {
        results: profiles(0, 2),
        page: 0,
        page_size: 3,
        session_id: SESSION,
        total: 2,
        query: 0,
        rows: 2,
        missing: 0,
        more: false,
        next: undefined,
      },
    ]);
  });

  test("a page is 1000 profiles where Mixpanel does not say", async () => {
    wire.current.reply(
      { body: { results: profiles(0, 1_000), session_id: SESSION } },
      { body: { results: profiles(1_000, 999), session_id: SESSION } },
    );
    expect((await engage.read({})).map(({ page_size, results }) => [page_size, results.length])).toEqual([
      [1_000, 1_000],
      [1_000, 999],
    ]);
  });

  test("requests a page only when the reader needs it", async () => {
    wire.current.reply(pageOf(0, 3));
    for await (const page of engage.pages({})) {
      expect(page.page).toBe(0);
      break;
    }
    expect(wire.current.requests).toHaveLength(1);
  });

  test("group profiles are paged in the same way, their ID kept to the last digit", async () => {
    wire.current.reply(pageOf(0, 3), pageOf(1, 0));
    await engage.read({ data_group_id: "-1234567890123456789" });
    expect(forms()).toEqual([
      { data_group_id: "-1234567890123456789" },
      { data_group_id: "-1234567890123456789", session_id: SESSION, page: "1" },
    ]);
  });

  test("goes on with a session where one is given", async () => {
    wire.current.reply(pageOf(4, 3), pageOf(5, 1));
    const pages = await engage.read({ session_id: SESSION, page: 4 });
    expect(forms()).toEqual([
      { session_id: SESSION, page: "4" },
      { session_id: SESSION, page: "5" },
    ]);
    expect(pages.map(({ page }) => page)).toEqual([4, 5]);
  });
});

describe("failures", () => {
  test("a page that fails is retried by the transport, and only that page", async () => {
    wire.current.reply(pageOf(0, 3), { status: 503, body: "busy" }, pageOf(1, 1));
    const collected = await engage.collect({});
    expect(forms()).toEqual([{}, { session_id: SESSION, page: "1" }, { session_id: SESSION, page: "1" }]);
    expect(collected.results).toEqual(profiles(0, 4));
    expect(engage.waits).toHaveLength(1);
  });

  test("a page that fails after all retries ends paging", async () => {
    wire.current.replyAlways(({ form }) => (form?.page === "1" ? { status: 500, body: "down" } : pageOf(0, 3)));
    expect(await failureOf(engage.read({}))).toBeInstanceOf(MixpanelServerError);
  });

  test.each([
    [
      "request for page in uncached query for params",
      { behaviors: '[{"name":"b1"}]' },
      "Behaviors return more than one page only if As Of Timestamp is filled in: fill it in.",
    ],
    ["request for page in uncached query for params", {}, "The session may have expired."],
    ["unknown session", {}, "The session may have expired."],
  ])("a session that is gone (%s, with %j) says what to do", async (words, asked, fix) => {
    wire.current.reply(pageOf(0, 3), { status: 400, body: { error: words, status: "error" } });
    const failure = await failureOf(engage.read(asked));
    expect(failure).toBeInstanceOf(MixpanelValidationError);
    expect(failure.status).toBe(400);
    expect(failure.message).toBe(
      `queryProfiles: Mixpanel rejected the request (400: ${words}). Correct the inputs; the same request will fail again. Page 1 belongs to the session of an earlier query. ${fix} Then query again from the first page, without Session ID and Page.`,
    );
    expect(failure.cause).toBeInstanceOf(MixpanelValidationError);
  });

  test("a first page that is refused is not blamed on a session", async () => {
    wire.current.reply({ status: 400, body: { error: "bad expression", status: "error" } });
    expect((await failureOf(engage.collect({ where: "(" }))).message).toBe(
      "queryProfiles: Mixpanel rejected the request (400: bad expression). Correct the inputs; the same request will fail again.",
    );
  });

  test.each([
    ["a list of results", { page: 0, session_id: SESSION, results: {} }],
    ["a list of results", { page: 0, session_id: SESSION, results: ["user-1"] }],
    ["the session_id that the next one needs", { page: 0, page_size: 1, results: profiles(0, 1) }],
  ])("a response without %s is rejected", async (lacking, body) => {
    wire.current.reply({ body });
    const failure = await failureOf(engage.collect({}));
    expect(failure).toBeInstanceOf(MixpanelResponseError);
    expect(failure.message).toBe(`queryProfiles: Mixpanel returned page 0 without ${lacking}. Run it again.`);
  });
});
