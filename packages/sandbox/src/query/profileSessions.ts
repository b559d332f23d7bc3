/** Sessions of engage queries: the result of the first page, kept so that later pages continue it unchanged. */
import type { ProfileResult } from "./profiles";

/** How long a session lives on the sandbox's clock. Mixpanel's own time is not published. */
const SESSION_MS = 3_600_000;
/** A sandbox pages through few results at once; the oldest session makes room. */
const MAX_SESSIONS = 50;

/** What a first page found. */
export interface ProfileSession {
  id: string;
  openedMs: number;
  projectId: number;
  results: ProfileResult[];
  pageSize: number;
  outputProperties?: string[];
  /** Whether pages after the first may be asked for: not so for behaviours without `as_of_timestamp`. */
  isCached: boolean;
}

const ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ID_LETTERS = 6;
const SECOND_MS = 1000;

/** The sessions of one sandbox. */
export class ProfileSessions {
  readonly #sessions = new Map<string, ProfileSession>();

  /** @param random the sandbox's random source, so that session IDs repeat with its seed */
  constructor(readonly random: () => number) {}

  /** Keeps a result and gives it an ID such as `1700000000-QWERTY`. */
  open(session: Omit<ProfileSession, "id" | "openedMs">, nowMs: number): ProfileSession {
    const letters = Array.from({ length: ID_LETTERS }, () =>
      ID_ALPHABET.charAt(Math.floor(this.random() * ID_ALPHABET.length)),
    );
    const opened = { ...session, openedMs: nowMs, id: `${Math.floor(nowMs / SECOND_MS)}-${letters.join("")}` };
    this.#sessions.set(opened.id, opened);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= MAX_SESSIONS) break;
      this.#sessions.delete(oldest);
    }
    return opened;
  }

  /** The session of an ID, if the project has it still: sessions end after an hour. */
  find(id: string, projectId: number, nowMs: number): ProfileSession | undefined {
    const session = this.#sessions.get(id);
    const isOpen = session?.projectId === projectId && nowMs - session.openedMs < SESSION_MS;
    return isOpen ? session : undefined;
  }
}
