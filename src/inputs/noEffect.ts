import { input } from "@prismatic-io/spectral";
import { typedInput } from "./kinds";

const KEPT = "Kept so that existing integrations continue to work.";
const ignored = () => undefined;

/** Inputs that saved steps may contain and that have no effect any more. */
export const noEffectInput = {
  text: (label: string, { why, example }: { why: string; example: string }) =>
    typedInput(`${label} (no effect)`, { comments: `${KEPT} ${why}`, example }, () => ignored),
  switch: (label: string, { why }: { why: string }) =>
    input({
      label: `${label} (no effect)`,
      type: "boolean",
      required: false,
      default: "false",
      comments: `${KEPT} ${why}`,
      clean: ignored,
    }),
};
