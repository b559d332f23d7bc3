import type { SyncWarning, TargetKind } from "./types";

/** What is known of the values of a property so far. */
export interface Seen {
  property: string;
  /** The type of the first value. */
  kind?: string;
  isWarned?: boolean;
  /** Whether it was said that integers may be rounded. */
  isRounded?: boolean;
}

const MAX_WARNINGS = 100;
/** Properties that hide their event. */
const HIDING: ReadonlySet<string> = new Set(["bucket", "$bucket"]);

/** What is sent, but may not be what is meant. */
export class Warnings {
  readonly found: SyncWarning[] = [];

  add(rule: string, property: string, position: number, message: string): void {
    if (this.found.length < MAX_WARNINGS) this.found.push({ rule, property, position, message });
  }

  /** Warns of the first value whose type differs: Mixpanel treats the same property as two. */
  differs(seen: Seen, kind: string, position: number): void {
    if (seen.kind === undefined) seen.kind = kind;
    else if (!seen.isWarned) {
      seen.isWarned = true;
      const message = `"${seen.property}" has the type ${kind} here, and ${seen.kind} in rows before. Reports treat them as different values: give the column one type.`;
      this.add("type_differs", seen.property, position, message);
    }
  }

  /** Warns of the first integer that its reader may have rounded: some drivers hand over large integers as numbers, without an error. */
  rounded(seen: Seen, position: number): void {
    if (seen.isRounded) return;
    seen.isRounded = true;
    const message = `"${seen.property}" has integers above 2^53 here, whose last digits may be lost already. If they are IDs, read the column as text or bigint.`;
    this.add("value_rounded", seen.property, position, message);
  }

  /** Warns of a property that hides its event. */
  reserved(kind: TargetKind, property: string, position: number): void {
    if (kind !== "events" || !HIDING.has(property)) return;
    const message = `Mixpanel stores an event with the property "${property}", but shows it in no report. Map the column to another name, or leave it out.`;
    this.add("property_reserved", property, position, message);
  }
}
