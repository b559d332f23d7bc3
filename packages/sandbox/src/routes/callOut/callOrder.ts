/** The order in which the pages of a push reach the receiver: page after page, or in the disorder of a bad network. */
import { z } from "zod";
import { strictly } from "../strict";

/** What goes wrong on the way. Pages count from 1; those that a push does not have are ignored. */
export const Disorder = strictly({
  /** Whether the pages come in a random order. */
  shuffle: z.boolean().default(false),
  /** Pages that come twice. */
  duplicate: z.array(z.number().int()).default([]),
  /** Pages whose first call gets lost, so that they are sent again after all others. */
  resend: z.array(z.number().int()).default([]),
  /** Pages that never come, although the sync counts them as delivered. */
  drop: z.array(z.number().int()).default([]),
});
export type Disorder = z.infer<typeof Disorder>;

/** A call of a push; a lost one does not reach the receiver. */
export interface PageCall {
  page: number;
  isLost: boolean;
}

export type CallOrder = (totalPages: number) => PageCall[];

export const inOrder: CallOrder = (totalPages) =>
  Array.from({ length: totalPages }, (_, index) => ({ page: index + 1, isLost: false }));

/** @param random draws from [0, 1) */
export function inDisorder({ shuffle, duplicate, resend, drop }: Disorder, random: () => number): CallOrder {
  return (totalPages) => {
    const pages = inOrder(totalPages).filter(({ page }) => !drop.includes(page));
    const lost = pages.filter(({ page }) => resend.includes(page));
    const calls = pages.map(({ page }) => ({ page, isLost: resend.includes(page) }));
    const copies = pages.filter(({ page }) => duplicate.includes(page));
    const sent = [...calls, ...copies];
    if (shuffle) shuffleInPlace(sent, random);
    return [...sent, ...lost];
  };
}

function shuffleInPlace(calls: PageCall[], random: () => number): void {
  for (let end = calls.length - 1; end > 0; end -= 1) {
    const at = Math.floor(random() * (end + 1));
    const [moved] = calls.splice(at, 1);
    if (moved) calls.splice(end, 0, moved);
  }
}
