import { action } from "./action";
import { connector } from "./connector";
import type { Contestant } from "./contestant";
import { exportContestants } from "./exports";
import { lookupTable } from "./lookupTable";
import { mixpanelImport } from "./mixpanelImport";
import { officialSdk } from "./officialSdk";
import { warehouse } from "./warehouse";
import { yardsticks } from "./yardsticks";

const FAMILIES: Record<string, Record<string, Contestant>> = {
  connector,
  action,
  lookupTable,
  mixpanelImport,
  officialSdk,
  yardsticks,
  warehouse,
  exports: exportContestants,
};

/** @param name such as `connector.objects` @throws Error for a name that is none */
export function contestantNamed(name: string): Contestant {
  const [family = "", member = ""] = name.split(".");
  const contestant = FAMILIES[family]?.[member];
  if (contestant === undefined) throw new Error(`There is no contestant ${name}.`);
  return contestant;
}
