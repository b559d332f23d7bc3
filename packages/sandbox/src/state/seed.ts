/** State from outside: seed files and snapshots, checked before they are believed. */
import { readFileSync } from "node:fs";
import { checkKeys, SandboxError } from "../errors";
import { isTimeZone } from "../timeZone";
import type { ServiceAccount } from "../types";
import { isJsonObject } from "../types";
import { type OrganizationSnapshot, type ProjectSnapshot, SNAPSHOT_VERSION, type Snapshot } from "./world";

/** Reads a seed file: JSON as `GET /_sandbox/snapshot` answers it. Throws an error that names the file. */
export function readSeed(file: string): Snapshot {
  try {
    return checkedSnapshot(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The seed file ${file} cannot be used: ${reason}`, { cause });
  }
}

/** Checks that a JSON value has the shape of a snapshot. Throws a 400 that names the first place that has not. */
export function checkedSnapshot(value: unknown): Snapshot {
  if (!isJsonObject(value)) throw fault("the snapshot", "a JSON object");
  const { version = SNAPSHOT_VERSION } = value;
  if (version !== SNAPSHOT_VERSION) throw fault("version", `${SNAPSHOT_VERSION}, but is ${JSON.stringify(version)}`);
  checkKeys(value, ["version", "organizations", "projects"]);
  const organizations = listOf(value.organizations, "organizations").map(checkedOrganization);
  const projects = listOf(value.projects, "projects").map(checkedProject);
  if (organizations.length + projects.length === 0) {
    throw new SandboxError(400, "The snapshot is empty: it must name at least one project or organization.");
  }
  return { organizations, projects };
}

function checkedOrganization(value: unknown, index: number): OrganizationSnapshot {
  const where = `organizations[${index}]`;
  if (!isJsonObject(value) || typeof value.id !== "number") throw fault(`${where}.id`, "a number");
  if (typeof value.name !== "string") throw fault(`${where}.name`, "a text");
  checkKeys(value, ["id", "name", "serviceAccounts"], where);
  const serviceAccounts = listOf(value.serviceAccounts, `${where}.serviceAccounts`).map((account, at) => {
    const here = `${where}.serviceAccounts[${at}]`;
    if (!isServiceAccount(account)) throw fault(here, "id, username, secret and role");
    checkKeys(account, ["id", "username", "secret", "role", "expires", "created", "creator"], here);
    return { ...account, expires: account.expires ?? null, created: account.created ?? new Date(0).toISOString() };
  });
  return { id: value.id, name: value.name, serviceAccounts };
}

function checkedProject(value: unknown, index: number): ProjectSnapshot {
  const where = `projects[${index}]`;
  if (!isJsonObject(value) || typeof value.id !== "number") throw fault(`${where}.id`, "a number");
  const { residency, idMerge } = value;
  if (residency !== undefined && residency !== "US" && residency !== "EU" && residency !== "IN") {
    throw fault(`${where}.residency`, "US, EU or IN");
  }
  if (idMerge !== undefined && idMerge !== "original" && idMerge !== "simplified") {
    throw fault(`${where}.idMerge`, "original or simplified");
  }
  const timeZone = optionalText(value.timeZone, `${where}.timeZone`);
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw fault(`${where}.timeZone`, "the name of a time zone, such as America/Los_Angeles");
  }
  const created = optionalText(value.created, `${where}.created`);
  if (created !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(created)) {
    throw fault(`${where}.created`, "a day as yyyy-mm-dd");
  }
  const gdprTokenExpires = optionalText(value.gdprTokenExpires ?? undefined, `${where}.gdprTokenExpires`);
  if (gdprTokenExpires !== undefined && Number.isNaN(Date.parse(gdprTokenExpires))) {
    throw fault(`${where}.gdprTokenExpires`, "a time such as 2025-01-31T00:00:00Z");
  }
  const checked = {
    id: value.id,
    name: optionalText(value.name, `${where}.name`),
    token: optionalText(value.token, `${where}.token`),
    secret: optionalText(value.secret, `${where}.secret`),
    gdprToken: optionalText(value.gdprToken, `${where}.gdprToken`),
    gdprTokenExpires,
    residency,
    idMerge,
    timeZone,
    created,
    organizationId: optionalNumber(value.organizationId, `${where}.organizationId`),
    workspaceId: optionalNumber(value.workspaceId, `${where}.workspaceId`),
    deniedByPlan: value.deniedByPlan === undefined ? undefined : textsOf(value.deniedByPlan, `${where}.deniedByPlan`),
    members: value.members === undefined ? undefined : recordOf(value.members, `${where}.members`, isText, "texts"),
    events: listOf(value.events, `${where}.events`).map((event, at) => checkedEvent(event, `${where}.events[${at}]`)),
    profiles: recordOf(value.profiles ?? {}, `${where}.profiles`, isJsonObject, "JSON objects"),
    groups: recordOf(value.groups ?? {}, `${where}.groups`, isRecordOfObjects, "JSON objects by group ID"),
    identities: recordOf(value.identities ?? {}, `${where}.identities`, isText, "texts"),
    slices: recordOf(value.slices ?? {}, `${where}.slices`, isJsonObject, "JSON objects"),
  } satisfies ProjectSnapshot;
  checkKeys(value, Object.keys(checked), where);
  return checked;
}

function checkedEvent(value: unknown, where: string): NonNullable<ProjectSnapshot["events"]>[number] {
  if (!isJsonObject(value) || typeof value.event !== "string") throw fault(`${where}.event`, "a text");
  if (!isJsonObject(value.properties)) throw fault(`${where}.properties`, "a JSON object");
  checkKeys(value, ["event", "properties", "timeMs"], where);
  const timeMs = optionalNumber(value.timeMs, `${where}.timeMs`);
  if (timeMs === undefined && typeof value.properties.time !== "number")
    throw fault(`${where}.properties.time`, "seconds");
  return { event: value.event, properties: value.properties, timeMs };
}

function recordOf<V>(
  value: unknown,
  where: string,
  isValue: (item: unknown) => item is V,
  what: string,
): Record<string, V> {
  if (!isJsonObject(value)) throw fault(where, "a JSON object");
  const entries = Object.entries(value).map(([key, item]): [string, V] => {
    if (!isValue(item)) throw fault(`${where}.${key}`, what);
    return [key, item];
  });
  return Object.fromEntries(entries);
}

function isServiceAccount(
  value: unknown,
): value is Omit<ServiceAccount, "expires" | "created"> & Partial<ServiceAccount> {
  const isKnown = isJsonObject(value) && typeof value.id === "number" && isText(value.username) && isText(value.secret);
  return (
    isKnown && isText(value.role) && (value.expires === undefined || value.expires === null || isText(value.expires))
  );
}

function isRecordOfObjects(value: unknown): value is Record<string, Record<string, unknown>> {
  return isJsonObject(value) && Object.values(value).every(isJsonObject);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function textsOf(value: unknown, where: string): string[] {
  return listOf(value, where).map((item) => {
    if (!isText(item)) throw fault(where, "a list of texts");
    return item;
  });
}

function optionalText(value: unknown, where: string): string | undefined {
  if (value !== undefined && !isText(value)) throw fault(where, "a text");
  return value;
}

function optionalNumber(value: unknown, where: string): number | undefined {
  if (value !== undefined && (typeof value !== "number" || !Number.isFinite(value))) throw fault(where, "a number");
  return value;
}

function listOf(value: unknown, where: string): unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw fault(where, "a list");
  return value;
}

function fault(where: string, what: string): SandboxError {
  return new SandboxError(400, `${where} must be ${what}.`);
}
