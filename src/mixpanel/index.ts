/** The Mixpanel client on its own: for code that wants Mixpanel without an iPaaS around it. */
export { parseApiHost } from "./baseUrl";
export { type CallOptions, type ClientOptions, MixpanelClient } from "./client";
export type { Credentials } from "./credentials";
export type { Effect, Endpoint, Method, Parameter } from "./endpoint";
export * as account from "./endpoints/account";
export * as events from "./endpoints/events";
export * as groups from "./endpoints/groups";
export * as identities from "./endpoints/identities";
export * as lookupTables from "./endpoints/lookupTables";
export * as pipelines from "./endpoints/pipelines";
export * as profiles from "./endpoints/profiles";
export * as queries from "./endpoints/queries";
export * from "./errors";
export { type CopyOptions, type CopyResult, copyEvents } from "./export/copyEvents";
export { type CollectedEvents, collectEvents, exportBatches, exportEvents, exportLines } from "./export/exportEvents";
export { exportFile } from "./export/exportFile";
export { type EventPage, exportPage } from "./export/exportPage";
export { exportRange } from "./export/exportRange";
export { splitRange } from "./export/windows";
export type { MixpanelEvent } from "./ingest/encodeEvent";
export { assertEvents, sendImport, sendTrack } from "./ingest/events";
export { GROUP_PROFILES, type ProfileKind, USER_PROFILES } from "./ingest/profileKinds";
export { assertProfileUpdates, sendProfileUpdates } from "./ingest/profiles";
export type { IngestResult } from "./ingest/result";
export { type RecordInput, type RecordSource, recordSource } from "./ingest/source";
export * from "./ingest/validate";
export {
  assertReplaced,
  type LookupTable,
  type ReplacedTable,
  replaceTable,
} from "./lookupTables/replaceTable";
export { type CollectedProfiles, collectProfiles } from "./profiles/collect";
export { type ProfilePage, type ProfilesCursor, profilePages } from "./profiles/pages";
export { HOSTS, parseResidency, type Residency } from "./residency";
export { DEFAULT_RETRY, type RetryPolicy } from "./retry";
export type { LogEntry, TransportOptions } from "./transport";
