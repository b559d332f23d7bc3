import type { Inputs } from "@prismatic-io/spectral";
import { organization_id, project_id, workspace_id } from "../inputs/project";
import { dataAndDomain, region, regionAndDomain } from "../inputs/residency";
import type { Endpoint } from "../mixpanel/endpoint";
import { takes } from "../mixpanel/http/parameters";

const IDS = { project_id, workspace_id, organization_id };

/** The region input for each host, with the keys of the stock component. */
const RESIDENCIES = { ingestion: { region }, query: { regionAndDomain }, data: { dataAndDomain } };

/** The inputs derived from an endpoint: overrides of the connection's project, workspace, organization and residency. */
export function overridesOf(row: Endpoint): Inputs {
  return {
    ...Object.fromEntries(Object.entries(IDS).filter(([name]) => takes(row, name))),
    ...RESIDENCIES[row.host],
  };
}
