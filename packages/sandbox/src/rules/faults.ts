/** Things that go wrong on purpose: one by one as ordered, or by seeded chance. */
import { SandboxError } from "../errors";
import { seededRandom } from "../state/random";

export const FAULT_KINDS = [
  /** An error status instead of the response. */
  "status",
  /** The connection is reset. */
  "reset",
  /** The response never comes. */
  "stall",
  /** The response comes after `delayMs`. */
  "slow",
  /** The headers promise the whole body, the connection ends in its middle. */
  "truncate",
  /** The headers promise the whole body, half of it arrives, then nothing more: the connection stays open. */
  "stallMidway",
  /** JSON lines end with a line that says that the export broke off, status 200. */
  "terminatedEarly",
  /** JSON lines end in the middle of a line, status 200. */
  "halfLine",
  /** 200 with `0`, or its verbose form. */
  "zero",
  /** An HTML page of a gateway in between. */
  "html",
  /** The first half of the body, cleanly ended, status 200. */
  "halfJson",
  /** Another body: `body` instead of the response. */
  "body",
  /** The normal response with a wrong count: `acknowledged` instead of `num_records_imported` or `num_good_events`. */
  "miscount",
  /** The normal response as gzip, without a Content-Encoding header or with the name in `encoding`. */
  "gzip",
  /** The normal response with keep-alive, after which the server closes the connection. */
  "closeAfter",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** An order for faults: what, for which calls, how often. */
export interface FaultRequest {
  kind: FaultKind;
  /** Only calls of this operation. */
  operationId?: string;
  /** Only calls whose path starts so. */
  path?: string;
  /** How many calls meet it. Default 1. */
  count?: number;
  /** How many matching calls pass unharmed first. Default 0. */
  after?: number;
  /** Status of `status` (default 503), `html` (default 502) and `body` (default 200). */
  status?: number;
  /** `Retry-After` header of `status`, in seconds. */
  retryAfter?: number;
  /** Delay of `slow`. Default 1000. */
  delayMs?: number;
  /** The body of a `body` fault; empty text means an empty response. Default `{}`. */
  body?: string;
  /** How many records `miscount` says were imported. Default 0. */
  acknowledged?: number;
  /** Content-Encoding of a `gzip` fault, such as `x-gzip` or `GZIP`. Without it, the header is missing. */
  encoding?: string;
  /** Lines that pass before `terminatedEarly` or `halfLine` strikes. Default 1. */
  afterLines?: number;
  /** When true, the request is processed and only its response fails, so that a retry can repeat it. Default false. */
  afterProcessing?: boolean;
}

/** Faults by chance: `rate` of all calls (0 to 1) meet one of `kinds`; the same seed gives the same sequence. */
export interface RandomFaults {
  rate: number;
  kinds: FaultKind[];
  seed?: number;
  status?: number;
  delayMs?: number;
}

/** A fault as a call meets it. */
export interface Fault {
  kind: FaultKind;
  status: number;
  retryAfter: number | null;
  delayMs: number;
  body: string;
  acknowledged: number;
  encoding: string | null;
  afterLines: number;
  afterProcessing: boolean;
}

/** An ordered fault and how many calls will still meet it. */
export interface PendingFault extends FaultRequest {
  id: number;
  remaining: number;
}

/** The faults that are on order. */
export class Faults {
  #pending: (PendingFault & { toSkip: number })[] = [];
  #random: { settings: RandomFaults; draw: () => number } | null = null;
  #nextId = 1;

  /** Orders a fault. Throws 400 for a kind or number that makes no sense. */
  add(request: FaultRequest): PendingFault {
    if (!FAULT_KINDS.includes(request.kind)) {
      throw new SandboxError(400, `kind must be one of ${FAULT_KINDS.join(", ")}`);
    }
    for (const name of ["count", "after", "status", "retryAfter", "delayMs", "afterLines", "acknowledged"] as const) {
      const value = request[name];
      if (value !== undefined && (!Number.isFinite(value) || value < 0)) {
        throw new SandboxError(400, `${name} must be a number of 0 or more`);
      }
    }
    if (request.encoding !== undefined && !/^[\w-]+$/.test(request.encoding)) {
      throw new SandboxError(400, "encoding must be the name of a content coding, such as x-gzip");
    }
    const pending = { ...request, id: this.#nextId++, remaining: request.count ?? 1, toSkip: request.after ?? 0 };
    this.#pending.push(pending);
    return shown(pending);
  }

  /** Lets faults happen by chance, or (null) no longer. */
  setRandom(settings: RandomFaults | null): void {
    if (settings && !(settings.rate >= 0 && settings.rate <= 1 && settings.kinds?.length > 0)) {
      throw new SandboxError(400, "rate must be from 0 to 1 and kinds must name at least one kind");
    }
    const unknown = settings?.kinds.find((kind) => !FAULT_KINDS.includes(kind));
    if (unknown !== undefined) throw new SandboxError(400, `kinds may hold ${FAULT_KINDS.join(", ")}`);
    this.#random = settings && { settings, draw: seededRandom(settings.seed ?? 1) };
  }

  /** The orders that have calls left, and the settings of chance. */
  list(): { pending: PendingFault[]; random: RandomFaults | null } {
    return { pending: this.#pending.map(shown), random: this.#random?.settings ?? null };
  }

  /** Calls one order off; false if there is none with this ID. */
  remove(id: number): boolean {
    const before = this.#pending.length;
    this.#pending = this.#pending.filter((fault) => fault.id !== id);
    return this.#pending.length < before;
  }

  /** Calls all orders off, chance included. */
  clear(): void {
    this.#pending = [];
    this.#random = null;
  }

  /**
   * The fault that a call meets, or null; uses up one of its count.
   * @param operationIds every operation that the called path answers
   */
  take(operationIds: readonly string[], path: string): Fault | null {
    const found = this.#pending.find(
      (fault) =>
        (fault.operationId === undefined || operationIds.includes(fault.operationId)) &&
        (fault.path === undefined || path.startsWith(fault.path)),
    );
    if (!found) return this.#chance();
    if (found.toSkip > 0) {
      found.toSkip -= 1;
      return null;
    }
    found.remaining -= 1;
    if (found.remaining <= 0) this.#pending = this.#pending.filter((fault) => fault !== found);
    return resolved(found);
  }

  #chance(): Fault | null {
    if (!this.#random) return null;
    const { settings, draw } = this.#random;
    // Both draws happen for every call: whether one strikes must not shift the fate of the next.
    const strikes = draw() < settings.rate;
    const kind = settings.kinds[Math.floor(draw() * settings.kinds.length)];
    return strikes && kind ? resolved({ kind, status: settings.status, delayMs: settings.delayMs }) : null;
  }
}

const DEFAULT_STATUS: Partial<Record<FaultKind, number>> = { html: 502, body: 200 };

function shown({ toSkip, ...pending }: PendingFault & { toSkip: number }): PendingFault {
  return { ...pending, after: toSkip };
}

function resolved(request: FaultRequest): Fault {
  return {
    kind: request.kind,
    status: request.status ?? DEFAULT_STATUS[request.kind] ?? 503,
    retryAfter: request.retryAfter ?? null,
    delayMs: request.delayMs ?? 1000,
    body: request.body ?? "{}",
    acknowledged: request.acknowledged ?? 0,
    encoding: request.encoding ?? null,
    afterLines: request.afterLines ?? 1,
    afterProcessing: request.afterProcessing ?? false,
  };
}
