import { integration } from "@prismatic-io/spectral";
import { componentRegistry } from "./componentRegistry";
import { configPages } from "./configPages";
import { flows } from "./flows";

export { componentRegistry, configPages };

export default integration({
  name: "Cohort to CRM",
  description: "Keeps a segment of the CRM equal to a Mixpanel cohort.",
  iconPath: "icon.png",
  flows,
  configPages,
  componentRegistry,
});
