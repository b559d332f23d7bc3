/** The Mixpanel client on its own, for code that uses Mixpanel without an integration platform. */

export { createTag } from "./annotations/createTag";
export type { EventWindow } from "./changes/eventWindow";
export { type FetchedEvents, fetchFile, fetchPage } from "./changes/fetchWindow";
export { type NewEvents, pollEvents } from "./changes/pollEvents";
export { pollWindows } from "./changes/pollWindows";
export { type ClientOptions, MixpanelClient } from "./client";
export { type CopyOptions, copyEvents } from "./copy/copyEvents";
export type { CopyResult } from "./copy/result";
export type { Credentials } from "./credentials";
export { DAY_EXAMPLES, dayIn, isDay, resolveDay } from "./days";
export type { Effect, Endpoint, Method } from "./endpoint";
export * as account from "./endpoints/account";
export * as annotations from "./endpoints/annotations";
export * as cohorts from "./endpoints/cohorts";
export * as events from "./endpoints/events";
export * as experiments from "./endpoints/experiments";
export * as featureFlags from "./endpoints/featureFlags";
export * as groups from "./endpoints/groups";
export * as identities from "./endpoints/identities";
export * as lexicon from "./endpoints/lexicon";
export * as lookupTables from "./endpoints/lookupTables";
export * as pipelines from "./endpoints/pipelines";
export * as privacy from "./endpoints/privacy";
export * as profiles from "./endpoints/profiles";
export * as queries from "./endpoints/queries";
export * as rows from "./endpoints/rows";
export * as segmentation from "./endpoints/segmentation";
export * as serviceAccounts from "./endpoints/serviceAccounts";
export * as warehouseImports from "./endpoints/warehouseImports";
export * as webhooks from "./endpoints/webhooks";
export * from "./errors";
export * as experimentLifecycle from "./experiments/lifecycle";
export { type BadLine, BadLines } from "./export/badLines";
export { type CollectedEvents, collectEvents, exportBatches, exportEvents, exportLines } from "./export/events";
export { exportFile } from "./export/file";
export { type EventPage, exportPage } from "./export/page";
export { exportRange, exportRangeBatches, type RangeBatch } from "./export/range";
export { splitRange } from "./export/windows";
export * as expressions from "./expressions";
export { changeFlag, deleteArchivedFlag, type FlagChange, type FlagStatus } from "./featureFlags/changeFlag";
export { type Evaluated, evaluateFlags, type FlagAccess, flagDefinitions } from "./featureFlags/evaluate";
export { parseApiHost } from "./http/baseUrl";
export type { CallOptions } from "./http/callRequest";
export type { Parameter, ParameterName, ParametersOf } from "./http/parameters";
export type { ResponseOf } from "./http/response";
export { DEFAULT_RETRY, type RetryPolicy } from "./http/retry";
export type { LogEntry, TransportOptions } from "./http/transport";
export type { MixpanelEvent } from "./ingest/completeEvent";
export type { IngestTuning, RecordWatch } from "./ingest/engine/options";
export { type ImportResult, sendImport, sendTrack } from "./ingest/events";
export { updateOneProfile } from "./ingest/oneProfile";
export { GROUP_PROFILES, type ProfileKind, USER_PROFILES } from "./ingest/profileKinds";
export { sendProfileUpdates } from "./ingest/profiles";
export type { IngestResult, UnconfirmedRequest } from "./ingest/result";
export * from "./ingest/validate";
export { listSchemasByType } from "./lexicon/listSchemas";
export { type UploadedSchemas, uploadSchemas } from "./lexicon/uploadSchemas";
export { INGESTION, QUOTAS } from "./limits/documented";
export { assertReplaced, type ReplacedTable, replaceTable } from "./lookupTables/replaceTable";
export type { LookupTable } from "./lookupTables/tableOf";
export { assertAllOrders, sendOrders } from "./orders/sendOrders";
export type {
  HeldOrder,
  OrderEventNames,
  OrderFields,
  OrderOptions,
  OrdersResult,
  RejectedOrder,
} from "./orders/types";
export { type CollectedProfiles, collectProfiles } from "./profiles/collect";
export { type ProfilePage, type ProfilesCursor, profilePages } from "./profiles/pages";
export { type RecordInput, type RecordSource, recordSource } from "./records/source";
export { redactor } from "./redaction/redactor";
export { HOSTS, parseResidency, type Residency } from "./residency";
export { readMapping } from "./rows/mapping";
export { mirrorRows } from "./rows/mirrorRows";
export type { MirrorState } from "./rows/mirrorState";
export type { HeldRemovals, MirrorOptions, MirrorReport, MirrorResult, Removal } from "./rows/mirrorTypes";
export { type PreviewedRow, previewRows, type RowsPreview, type RowViolation } from "./rows/previewRows";
export { type RowInput, type RowSource, rowSource } from "./rows/source";
export { eventViolations, syncRows } from "./rows/syncRows";
export { textTimes } from "./rows/textTimes";
export type {
  FieldName,
  FieldSource,
  HeldRow,
  Mapping,
  NullRule,
  PropertyMapping,
  ReasonCount,
  RejectedRow,
  RowFile,
  SyncMode,
  SyncOptions,
  SyncResult,
  SyncWarning,
  Target,
  TargetKind,
  ValueType,
} from "./rows/types";
