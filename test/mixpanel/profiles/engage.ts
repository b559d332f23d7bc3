import { MixpanelClient } from "../../../src/mixpanel/client";
import { Limiters } from "../../../src/mixpanel/limits/limiter";
import { collectProfiles } from "../../../src/mixpanel/profiles/collect";
import { type ProfilePage, profilePages } from "../../../src/mixpanel/profiles/pages";
import { fakeTime } from "../../support/fakeTime";
import type { Reply } from "../../support/wire";

export const SESSION = "1700000000-QWERTY";
const PAGE_SIZE = 3;

export const profiles = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ $distinct_id: `user-${from + i}`, $properties: { number: from + i } }));

/** Mixpanel's answer to one page of small ones. */
export const pageOf = (page: number, count: number, rest: object = {}): Reply => ({
  body: {
    page,
    page_size: PAGE_SIZE,
    results: profiles(page * PAGE_SIZE, count),
    session_id: SESSION,
    status: "ok",
    ...rest,
  },
});

export type Parameters = Record<string, string | number | string[]>;

/** Reads pages with a client whose waits take no time. */
export function reader() {
  const time = fakeTime();
  const client = new MixpanelClient({
    credentials: { username: "user", password: "password" },
    projectId: "1234567",
    limiters: new Limiters(),
    transport: time.options,
  });
  const pages = (parameters: Parameters, maxProfiles = 1_000) => profilePages(client, parameters, { maxProfiles });
  return {
    waits: time.waits,
    pages,
    async read(parameters: Parameters): Promise<ProfilePage[]> {
      const read: ProfilePage[] = [];
      for await (const page of pages(parameters, 5_000)) read.push(page);
      return read;
    },
    collect: (parameters: Parameters, maxProfiles?: number) => collectProfiles(pages(parameters, maxProfiles)),
  };
}
