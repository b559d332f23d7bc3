/** G7: what the compiler knows of the component in a flow. `npm run build` checks this file; nothing runs it. */
import type { FlowExecutionContext } from "@prismatic-io/spectral";

export async function calls({ components: { mixpanel }, configVars }: FlowExecutionContext): Promise<unknown> {
  const connection = configVars["Mixpanel Connection"];
  await mixpanel.queryProfiles({ connection, where: 'properties["plan"] == "pro"', fetchAll: true, match: "any" });
  // @ts-expect-error an input that is misspelled
  await mixpanel.queryProfiles({ connection, wher: "" });
  // @ts-expect-error a text where the form has a checkbox
  await mixpanel.queryProfiles({ connection, fetchAll: "yes" });
  // @ts-expect-error a choice that the drop-down does not have
  await mixpanel.queryProfiles({ connection, match: "none" });
  // @ts-expect-error an input that the form requires
  await mixpanel.queryProfiles({ where: "" });
  // @ts-expect-error an action that the component does not have
  await mixpanel.queryProfile({ connection });
  // @ts-expect-error a config variable that the wizard does not have
  return configVars["Mixpanel Conection"];
}
