import { Collecting, MAX_PAGE_BYTES } from "../../../src/mixpanel/export/collecting";
import { numbers } from "../ingest/engine/runWith";

const batch = (count: number, eventBytes: number) => ({
  events: numbers(count).map((n) => ({ event: "A", properties: { n, eventBytes } })),
  eventBytes,
  bad: [],
  passed: 0,
});

test("B1: a page is full at its maximum size, also with fewer than its maximum number of events", () => {
  const page = new Collecting(1_000_000);
  expect(page.take(batch(31, 4_000_000), undefined)).toBe(true);
  expect(page.take(batch(3, 4_000_000), undefined)).toBe(false);
  expect(page.events).toHaveLength(MAX_PAGE_BYTES / 4_000_000);
});

test("B1: a window that is read again counts its events once", () => {
  const page = new Collecting(1_000_000);
  const restart = page.mark();
  page.take(batch(20, 4_000_000), undefined);
  restart();
  expect(page.take(batch(32, 4_000_000), undefined)).toBe(true);
});
