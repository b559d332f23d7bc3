import type { Endpoint } from "../endpoint";

/** Sends rows with the request of their target: an import, profile updates, or a new lookup table. Add up is no repeatable write. */
export const syncRows = { operation: "syncRows", effect: "write" } as const satisfies Partial<Endpoint>;

/** Sends nothing. */
export const previewRows = { operation: "previewRows", effect: "read" } as const satisfies Partial<Endpoint>;
