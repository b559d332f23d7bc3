import fc from "fast-check";
import { useWire } from "../../support/wire";
import { reader, SESSION } from "./engage";

const wire = useWire();

/** Rows on each page, and what the answers say beside them. */
interface Pages {
  pages: number[];
  page_size: number;
  totalOf(page: number): number | undefined;
  /** The page that fails for good, and how. */
  failing?: { page: number; status: 400 | 503 };
}

const profile = (number: number) => ({ $distinct_id: `user-${number}`, $properties: {} });
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function serve({ pages, page_size, totalOf, failing }: Pages, ownSessions = false): void {
  wire.current.replyAlways(({ form = {} }) => {
    const page = Number(form.page ?? 0);
    if (failing?.page === page) return { status: failing.status, body: { error: "no page", status: "error" } };
    const before = sum(pages.slice(0, page));
    const results = Array.from({ length: pages[page] ?? 0 }, (_, i) => profile(before + i));
    const session_id = ownSessions ? `${SESSION}-${page}` : SESSION;
    const total = totalOf(page);
    return { body: { page, page_size, session_id, status: "ok", results, ...(total === undefined ? {} : { total }) } };
  });
}

async function collect(given: Pages, ownSessions = false, maxProfiles?: number) {
  serve(given, ownSessions);
  return reader().collect({}, maxProfiles);
}

const all = (count: number) => Array.from({ length: count }, (_, i) => profile(i));

describe("T12: pages end", () => {
  test("not with a short page in the middle, where total says more", async () => {
    const collected = await collect({
      pages: [2, 1, 2],
      page_size: 2,
      totalOf: (page) => (page === 0 ? 5 : undefined),
    });
    expect(collected).toMatchObject({ results: all(5), count: 5, total: 5, truncated: false, next_page: null });
  });

  test("not with a full page whose total is its own rows", async () => {
    const pages = [2, 2, 1];
    const collected = await collect({ pages, page_size: 2, totalOf: (page) => pages[page] ?? 0 });
    expect(collected).toMatchObject({ results: all(5), count: 5, total: 5, truncated: false });
  });

  test("reading stops at an empty page, and truncated is true if fewer profiles came than total", async () => {
    const collected = await collect({ pages: [2, 1, 0, 2], page_size: 2, totalOf: () => 5 });
    expect(collected).toMatchObject({ results: all(3), count: 3, total: 5, truncated: true, next_page: null });
    expect(collected).not.toHaveProperty("error");
  });

  test("on Max Profiles with a place to go on from, where a short page is not the last", async () => {
    const collected = await collect({ pages: [2, 1, 2], page_size: 2, totalOf: () => 5 }, false, 3);
    expect(collected).toMatchObject({ count: 3, truncated: true, next_page: 2, session_id: SESSION });
  });

  test("in a session gone on with, where its own rows have reached total or a page is empty", async () => {
    wire.current.replyAlways(({ form = {} }) => {
      const results = form.page === "1" || form.page === "2" ? [profile(Number(form.page))] : [];
      return { body: { page: Number(form.page), page_size: 2, session_id: SESSION, total: 4, results } };
    });
    // Page 0 had one row: counting it as full would end before page 2.
    const collected = await reader().collect({ session_id: SESSION, page: 1 });
    expect(collected).toMatchObject({ results: [profile(1), profile(2)], truncated: false });
  });
});

test("T12: total is that of the query where each page names another session", async () => {
  const collected = await collect({ pages: [2, 2, 1], page_size: 2, totalOf: () => 5 }, true);
  expect(collected).toMatchObject({ count: 5, total: 5, truncated: false });
});

const failing = fc.option(
  fc.record({ page: fc.integer({ min: 1, max: 5 }), status: fc.constantFrom<400 | 503>(400, 503) }),
  { nil: undefined },
);
/** What Mixpanel's description and its clients allow: only the last page is short. */
const regular = fc
  .record({ page_size: fc.integer({ min: 1, max: 4 }), full: fc.nat(4), rest: fc.nat(3), failing })
  .chain(({ page_size, full, rest, failing: page }) => {
    const pages = [...Array<number>(full).fill(page_size), rest % page_size];
    const totals = [() => undefined, (at: number) => pages[at] ?? 0, () => sum(pages), () => 0];
    return fc.constantFrom(...totals).map((totalOf): Pages => ({ pages, page_size, totalOf, failing: page }));
  });
/** Rows spread in any way. The first page's total is right; later ones say anything, as profiles come and go. */
const irregular = fc
  .record({
    page_size: fc.integer({ min: 1, max: 4 }),
    pages: fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }),
    later: fc.array(fc.option(fc.nat(30), { nil: undefined }), { minLength: 6, maxLength: 6 }),
    failing,
  })
  .map(
    ({ page_size, pages, later, failing: page }): Pages => ({
      page_size,
      pages: pages.map((rows) => Math.min(rows, page_size)),
      totalOf: (at) => (at === 0 ? sum(pages.map((rows) => Math.min(rows, page_size))) : later[at]),
      failing: page,
    }),
  );

test("T12: whatever the pages hold, nothing is lost or doubled, or truncated says so", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(regular, irregular), fc.boolean(), async (given, ownSessions) => {
      const { pages } = given;
      const collected = await collect(given, ownSessions);
      const everything = sum(pages);
      expect(collected.results).toEqual(all(collected.count));
      expect(collected.count === everything || collected.truncated).toBe(true);
      expect(collected.error === undefined || collected.truncated).toBe(true);
      if (collected.total !== undefined) expect(collected.total).toBeGreaterThanOrEqual(collected.count);
      // Where no page fails, only an empty one ends it early.
      const firstEmpty = pages.indexOf(0);
      const reachable = firstEmpty < 0 ? everything : sum(pages.slice(0, firstEmpty));
      if (given.failing === undefined) expect(collected.count).toBe(reachable);
    }),
    { seed: 12, numRuns: 300 },
  );
});

test("T12: whatever the pages hold, going on from each maximum reads the same", async () => {
  await fc.assert(
    fc.asyncProperty(regular, fc.integer({ min: 1, max: 3 }), async (given, wholePages) => {
      const { pages, page_size } = given;
      serve({ ...given, failing: undefined });
      const ids: unknown[] = [];
      let at: { session_id: string; page: number } | undefined;
      for (let step = 0; step <= pages.length; step++) {
        const part = await reader().collect(at ?? {}, wholePages * page_size);
        ids.push(...part.results.map(({ $distinct_id }) => $distinct_id));
        if (part.next_page === null) break;
        at = { session_id: part.session_id, page: part.next_page };
      }
      expect(ids).toEqual(all(sum(pages)).map(({ $distinct_id }) => $distinct_id));
    }),
    { seed: 12, numRuns: 50 },
  );
});
