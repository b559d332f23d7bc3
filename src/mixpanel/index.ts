/** The Mixpanel client on its own: for code that wants Mixpanel without an iPaaS around it. */
export { parseApiHost } from "./baseUrl";
export { type CallOptions, type ClientOptions, MixpanelClient } from "./client";
export type { Credentials } from "./credentials";
export type { Effect, Endpoint, Method, Parameter } from "./endpoint";
export * as account from "./endpoints/account";
export * as events from "./endpoints/events";
export * as identities from "./endpoints/identities";
export * as pipelines from "./endpoints/pipelines";
export * as profiles from "./endpoints/profiles";
export * as queries from "./endpoints/queries";
export * from "./errors";
export { type CollectedEvents, collectEvents, exportEvents } from "./export/exportEvents";
export { assertEvents, type MixpanelEvent, sendImport, sendTrack } from "./ingest/events";
export { assertProfileUpdates, sendProfileUpdates } from "./ingest/profiles";
export type { IngestResult } from "./ingest/result";
export { HOSTS, parseResidency, type Residency } from "./residency";
export { DEFAULT_RETRY, type RetryPolicy } from "./retry";
export type { LogEntry, TransportOptions } from "./transport";
