import { InputError } from "../mixpanel/errors";
import { parseResidency } from "../mixpanel/residency";
import { describe, text } from "./clean";
import { choiceInput } from "./kinds";

/** An override of the connection's residency, by the host prefixes of the three residencies. */
function residencyInput(label: string, [us, eu, india]: readonly [string, string, string], ifWrong = "requests fail") {
  const shown = choiceInput(label, {
    choices: [us, eu, india],
    names: { [us]: `US (${us})`, [eu]: `EU (${eu})`, [india]: `India (${india})` },
    empty: "The connection's",
    comments: `Where the project's data is stored. Leave it empty to use the connection's Data Residency. If it is wrong, ${ifWrong}.`,
  });
  return {
    ...shown,
    clean: (value: unknown) => {
      const name = text(label)(value);
      if (name === undefined) return undefined;
      const parsed = parseResidency(name);
      if (parsed === undefined)
        throw new InputError({ input: label, got: describe(value), expected: "US, EU or India" });
      return parsed;
    },
  };
}

/** Overrides of the connection's residency, under the keys that integrations already use. */
export const region = residencyInput(
  "Region",
  ["api", "api-eu", "api-in"],
  "requests fail, and tracked events are lost without an error",
);
export const regionAndDomain = residencyInput("Region and Domain", ["mixpanel", "eu.mixpanel", "in.mixpanel"]);
export const dataAndDomain = residencyInput("Data and Domain", ["data", "data-eu", "data-in"]);

/** For a list that forms with any of the three may show: the platform fills in the one that the form has. */
export const residencies = { region, regionAndDomain, dataAndDomain };
