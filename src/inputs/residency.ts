import { input } from "@prismatic-io/spectral";
import { InputError } from "../mixpanel/errors";
import { parseResidency } from "../mixpanel/residency";
import { boolean, describe, text } from "./clean";

const NAMES = ["US", "EU", "India"];

function residency(label: string, prefixes: readonly [string, string, string]) {
  return input({
    label,
    type: "string",
    required: false,
    default: "",
    comments:
      "Where the project's data lives. Leave it empty to use the connection's Data Residency. A wrong one answers with an error, or loses the data.",
    model: [
      { label: "The connection's", value: "" },
      ...prefixes.map((value, position) => ({ label: `${NAMES[position]} (${value})`, value })),
    ],
    clean: (value: unknown) => {
      const name = text(label)(value);
      if (name === undefined) return undefined;
      const parsed = parseResidency(name);
      if (parsed === undefined)
        throw new InputError({ input: label, got: describe(value), expected: "US, EU or India" });
      return parsed;
    },
  });
}

/** Overrides of the connection's residency, under the keys that integrations already use. */
export const region = residency("Region", ["api", "api-eu", "api-in"]);
export const regionAndDomain = residency("Region and Domain", ["mixpanel", "eu.mixpanel", "in.mixpanel"]);
export const dataAndDomain = residency("Data and Domain", ["data", "data-eu", "data-in"]);

export const searchResidencies = input({
  label: "Search Residencies",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, sends the service account to Mixpanel's other data residencies too, and lists those that accept it. When false, calls the connection's own residency only.",
  clean: (value: unknown) => boolean("Search Residencies")(value) ?? false,
});
