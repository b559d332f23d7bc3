/** The records that every contestant is given: made from their number alone, so that each process makes the same. */

import { once } from "node:events";
import { createWriteStream } from "node:fs";

/** An event as an application would send it: 14 properties, about 470 bytes of JSON. */
export interface BenchEvent {
  event: string;
  properties: Record<string, unknown>;
}

/** A profile update as /engage takes it. */
export interface BenchUpdate {
  $token: string;
  $distinct_id: string;
  $set: Record<string, unknown>;
}

export const TOKEN = "0123456789abcdef0123456789abcdef";

const NAMES = ["Page Viewed", "Signed Up", "Order Completed", "Search Performed", "Video Played"];
const BROWSERS = ["Chrome", "Safari", "Firefox", "Edge"];
const SYSTEMS = ["Mac OS X", "Windows", "Android", "iOS"];
const CITIES = ["Berlin", "San Francisco", "São Paulo", "Bengaluru", "Kraków"];
const FIRST_TIME_S = 1_704_067_200;
const SPAN_S = 31_000_000;

const pick = (values: readonly string[], number: number) => values[number % values.length];

/** 32 bits that look random and depend on the number alone (the finaliser of MurmurHash3). */
function mix(number: number): number {
  let bits = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

const hex = (number: number) => mix(number).toString(16).padStart(8, "0");

/**
 * @param number from 0; the same number gives the same event
 * @param withInsertId whether the event bears a valid `$insert_id`, as most do
 */
export function eventAt(number: number, withInsertId = true): BenchEvent {
  const random = mix(number);
  return {
    event: pick(NAMES, random) ?? "",
    properties: {
      time: FIRST_TIME_S + (random % SPAN_S),
      distinct_id: `user-${random % 50_000}`,
      ...(withInsertId ? { $insert_id: `${hex(number)}-${hex(number + 1e9)}-${hex(number + 2e9)}` } : {}),
      $browser: pick(BROWSERS, random >>> 3),
      $os: pick(SYSTEMS, random >>> 5),
      $city: pick(CITIES, random >>> 7),
      $current_url: `https://shop.example.com/products/${random % 9_000}?ref=newsletter&session=${hex(number + 3e9)}`,
      $referrer: "https://search.example.com/results",
      $screen_height: 1080 - (random % 7) * 60,
      plan: random % 3 === 0 ? "pro" : "free",
      amount: (random % 100_000) / 100,
      is_first_visit: random % 7 === 0,
      items: [`sku-${random % 900}`, `sku-${random % 700}`],
      campaign: "spring-newsletter",
    },
  };
}

/** @param number from 0; the same number gives the same update, no two of them of one profile */
export function updateAt(number: number): BenchUpdate {
  const random = mix(number);
  return {
    $token: TOKEN,
    $distinct_id: `user-${number}`,
    $set: {
      $name: `User ${number}`,
      $email: `user-${number}@example.com`,
      $city: pick(CITIES, random),
      plan: random % 3 === 0 ? "pro" : "free",
      lifetime_value: (random % 1_000_000) / 100,
      last_order: new Date((FIRST_TIME_S + (random % SPAN_S)) * 1000).toISOString(),
      is_active: random % 2 === 0,
    },
  };
}

/** Events one by one, none of them kept. */
export function* eventsFromGenerator(count: number): Generator<BenchEvent> {
  for (let number = 0; number < count; number++) yield eventAt(number);
}

/** Writes events as NDJSON. @returns bytes written */
export async function writeEvents(file: string, count: number): Promise<number> {
  const stream = createWriteStream(file, { highWaterMark: 1 << 20 });
  for (let number = 0; number < count; number++) {
    if (!stream.write(`${JSON.stringify(eventAt(number))}\n`)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
  return stream.bytesWritten;
}
