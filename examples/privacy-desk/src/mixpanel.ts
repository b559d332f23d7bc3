/** What this integration does with the component's actions, and what it reads of their results. */
import { z } from "zod";
import type { Evidence } from "../../../src/mixpanel/privacy/types";
import { foundPerson } from "./case";
import type { PrivacyRequest } from "./request";

/** The record that the component's actions begin and complete. Each of them checks its hash. */
const evidence = z.custom<Evidence>((value) => typeof value === "object" && value !== null);

export const requested = z.looseObject({
  outcome: z.enum(["submitted", "partly_submitted", "nothing_found", "dry_run"]),
  tasks: z.array(z.looseObject({ tracking_id: z.string() })),
  unknown: z.array(z.looseObject({ message: z.string() })),
  stopped: z.looseObject({ message: z.string() }).nullable(),
  /** Of a preview: why it needs a second look. */
  refused: z.string().nullable(),
  subjects: z.array(foundPerson),
  evidence,
});

/** Bytes, or what the platform makes of them if it hands them on as JSON. */
const bytes = z.union([
  z.instanceof(Uint8Array),
  z.object({ type: z.literal("Buffer"), data: z.array(z.number()) }).transform(({ data }) => Uint8Array.from(data)),
]);

export const downloaded = z.looseObject({
  ready: z.boolean(),
  message: z.string().nullable(),
  sha256: z.string().nullable(),
  file: z.object({ data: bytes, contentType: z.string() }).nullable(),
  evidence: evidence.optional(),
});

export const status = z.looseObject({ task_status: z.string().nullable() });

export const verified = z.looseObject({
  /** Whether nothing is left, as far as was looked. */
  clean: z.boolean(),
  counts: z.looseObject({ profiles: z.number(), events: z.number(), arrived_later: z.number() }),
  evidence,
});

export type Requested = z.infer<typeof requested>;
export type Downloaded = z.infer<typeof downloaded>;

export interface SubmitOptions {
  /** What the last submission returned. */
  previous: object | null;
  /** User profiles and IDs that were approved. Without them, the action's own limits apply. */
  approved?: { profiles: number; ids: number };
  /** Requests everything again. */
  repeat: boolean;
}

export interface Mixpanel {
  /** Who an erasure would be about. Changes nothing. */
  preview(request: PrivacyRequest): Promise<Requested>;
  submit(request: PrivacyRequest, options: SubmitOptions): Promise<Requested>;
  statusOf(kind: PrivacyRequest["kind"], tracking_id: string): Promise<string | null>;
  download(tracking_id: string, evidence: Evidence): Promise<Downloaded>;
  /** What is left of the person, under the IDs that were erased and under others. */
  verify(distinctIds: string[], request: PrivacyRequest, evidence: Evidence): Promise<z.infer<typeof verified>>;
}
