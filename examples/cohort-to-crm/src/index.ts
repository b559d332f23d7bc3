import { integration } from "@prismatic-io/spectral";
import { componentRegistry } from "./componentRegistry";
import { configPages } from "./configPages";
import { flows } from "./flows";
import { overview } from "./overview";

export { componentRegistry, configPages };

export default integration({
  name: "Cohort to CRM",
  description: "Keeps a segment of the CRM equal to a Mixpanel cohort.",
  iconPath: "icon.png",
  category: "CRM",
  labels: ["Mixpanel", "Cohorts", "Sync"],
  documentation: overview,
  flows,
  configPages,
  componentRegistry,
});
