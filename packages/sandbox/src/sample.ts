/** A sample project: a web shop's last thirty days, and something for every operation to show. */

import type { RouteContext } from "./context";
import type { AddedSample } from "./protocol";
import { saveDefinitions } from "./query/definitions";
import { sampleQueryDefinitions } from "./query/sampleDefinitions";
import { LOOKUP_TABLES_SLICE, PRODUCT_CATALOG_ID } from "./routes/lookupTables";
import { sampleManagement } from "./routes/manage/sample";
import { storeFull } from "./state/eventStore";
import { createProject, groupProfiles, type SandboxProject } from "./state/project";
import { randomUuid, seededRandom } from "./state/random";
import type { World } from "./state/world";
import type { Clock, JsonObject } from "./types";

const SAMPLE_PROJECT_ID = 1;
const USERS = 200;
const DAYS = 30;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const PLANS = ["free", "free", "free", "starter", "pro"] as const;
const BROWSERS = ["Chrome", "Safari", "Firefox"] as const;
const CITIES = [
  { $city: "Berlin", $region: "Berlin", $country_code: "DE" },
  { $city: "Austin", $region: "Texas", $country_code: "US" },
  { $city: "Pune", $region: "Maharashtra", $country_code: "IN" },
] as const;
const COMPANIES = [
  { id: "Acme", industry: "Retail", seats: 120 },
  { id: "Globex", industry: "Energy", seats: 45 },
  { id: "Initech", industry: "Software", seats: 12 },
] as const;
const PRODUCTS = [
  { id: "sku-lamp", category: "Home", price: 39.5 },
  { id: "sku-desk", category: "Furniture", price: 249 },
  { id: "sku-novel", category: "Books", price: 14.9 },
  { id: "sku-kettle", category: "Home", price: 54 },
  { id: "sku-chair", category: "Furniture", price: 129 },
] as const;

type Random = () => number;

/**
 * Adds the sample to project 1. It ends now, on the sandbox's clock; the same instant gives the same sample. What the project holds
 * stays: users who have a profile, groups, and families such as annotations in which something was made. Saved funnels, cohorts and
 * reports are added beside those that are there.
 * @throws 507 if the events do not fit; then nothing is added
 */
export function addSample(world: World, { clock }: RouteContext): AddedSample {
  const project = world.projects.get(SAMPLE_PROJECT_ID);
  if (!project) throw new Error("The sample needs project 1.");
  const sample = createProject({ id: project.id }, project.organization, { max: Number.POSITIVE_INFINITY, used: 0 });
  fill(sample, clock);
  const events = [...sample.events.range()].filter(({ distinctId }) => !project.profiles.has(distinctId));
  if (events.length > project.events.room()) throw storeFull(project.events.size + project.events.room());
  for (const event of events) project.events.add(event);
  const profiles = [...sample.profiles.values()].filter(({ distinctId }) => !project.profiles.has(distinctId));
  for (const profile of profiles) project.profiles.set(profile.distinctId, profile);
  for (const [key, groups] of sample.groups) {
    const existing = groupProfiles(project, key);
    for (const [id, group] of groups) if (!existing.has(id)) existing.set(id, group);
  }
  for (const [name, slice] of sample.slices) {
    const own = project.slices.get(name);
    if (isUnused(own)) project.slices.set(name, slice);
    else if (Array.isArray(own?.definitions)) addDefinitions(own.definitions, slice.definitions);
  }
  return { project: project.id, events: events.length, profiles: profiles.length };
}

/** Whether nothing was ever made in a family of routes: reading alone leaves empty lists behind. */
function isUnused(slice: JsonObject = {}): boolean {
  return Object.values(slice).every(
    (value) => value === 0 || (typeof value === "object" && value !== null && Object.keys(value).length === 0),
  );
}

/** Adds what a person has saved in the sample, except what has the ID of one that is there. */
function addDefinitions(own: unknown[], sample: unknown): void {
  const idOf = (definition: unknown) => {
    const { bookmark_id, funnel_id, id } = Object(definition);
    return bookmark_id ?? funnel_id ?? id;
  };
  const ids = new Set(own.map(idOf));
  if (Array.isArray(sample)) own.push(...sample.filter((definition) => !ids.has(idOf(definition))));
}

function fill(project: SandboxProject, clock: Clock): void {
  const random = seededRandom(SAMPLE_PROJECT_ID);
  for (let number = 1; number <= USERS; number += 1) addUser(project, number, clock.now(), random);
  for (const { id, ...properties } of COMPANIES) {
    groupProfiles(project, "company").set(id, { distinctId: id, properties: { $name: id, ...properties } });
  }
  project.slices.set(LOOKUP_TABLES_SLICE, sampleTables());
  saveDefinitions(project, structuredClone(sampleQueryDefinitions));
  sampleManagement(project, clock);
}

/** One user from sign-up to the last visit: fewer and fewer go on to the next step. */
function addUser(project: SandboxProject, number: number, nowMs: number, random: Random): void {
  const distinctId = `user-${String(number).padStart(3, "0")}`;
  const plan = pick(PLANS, random);
  const place = pick(CITIES, random);
  const common = { ...place, $browser: pick(BROWSERS, random), company: pick(COMPANIES, random).id };
  let timeMs = Math.floor(nowMs - DAYS * DAY_MS * random());
  let lastMs = timeMs;
  const add = (event: string, properties: JsonObject) => {
    if (timeMs > nowMs) return;
    const stored = { ...common, ...properties, time: Math.floor(timeMs / 1000), distinct_id: distinctId };
    const insertId = randomUuid(random);
    project.events.add({ event, time: timeMs, distinctId, insertId, properties: { ...stored, $insert_id: insertId } });
    lastMs = timeMs;
    timeMs += Math.ceil(10 * MINUTE_MS * random());
  };
  add("Signed up", { plan, referrer: pick(["search", "newsletter", "friend"], random) });
  for (let visit = Math.ceil(6 * random()); visit > 0 && timeMs <= nowMs; visit -= 1) {
    const product = pick(PRODUCTS, random);
    const viewed = { product_id: product.id, category: product.category, price: product.price };
    add("Viewed product", viewed);
    if (random() < 0.5) {
      const quantity = Math.ceil(3 * random());
      add("Added to cart", { ...viewed, quantity });
      if (random() < 0.6) add("Purchased", { ...viewed, quantity, amount: product.price * quantity });
    }
    timeMs += Math.ceil(4 * DAY_MS * random());
  }
  project.profiles.set(distinctId, {
    distinctId,
    properties: {
      $name: `Sample User ${number}`,
      $email: `${distinctId}@example.com`,
      ...place,
      plan,
      company: common.company,
      $last_seen: new Date(lastMs).toISOString().slice(0, 19),
    },
  });
}

function sampleTables(): JsonObject {
  const rows = PRODUCTS.map(({ id, category, price }) => [id, { category, price: String(price) }] as const);
  return {
    [PRODUCT_CATALOG_ID]: {
      name: "Product Catalog",
      header: ["product_id", "category", "price"],
      rows: Object.fromEntries(rows),
    },
  };
}

function pick<T>(choices: readonly T[], random: Random): T {
  const choice = choices[Math.floor(choices.length * random())];
  if (choice === undefined) throw new Error("Cannot choose from an empty list.");
  return choice;
}
