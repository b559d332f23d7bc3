import type { Endpoint } from "../endpoint";

/** Requests that a builder writes. Since what they do is not known in advance, they count as writes. */
export const rawRequest = { operation: "rawRequest", effect: "write" } as const satisfies Partial<Endpoint>;
export const createGenericPipeline = {
  operation: "createGenericPipeline",
  effect: "write",
} as const satisfies Partial<Endpoint>;
export const editGenericPipeline = {
  operation: "editGenericPipeline",
  effect: "write",
} as const satisfies Partial<Endpoint>;
