import { asComponent, type Trigger } from "../../packages/cli/src/bundle";
import component from "../../src";

const { triggers } = asComponent(component);

/** A trigger of the component, as the command line's `drain` and `listen` take it. */
export function triggerOf(key: string): Trigger {
  const trigger = triggers[key];
  if (trigger === undefined) throw new Error(`The component has no trigger ${key}.`);
  return trigger;
}
