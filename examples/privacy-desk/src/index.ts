import { integration } from "@prismatic-io/spectral";
import { componentRegistry } from "./componentRegistry";
import { configPages } from "./configPages";
import { flows } from "./flows";
import { overview } from "./overview";

export { componentRegistry, configPages };

export default integration({
  name: "Privacy Desk",
  description: "Answers privacy requests: access to a person's data in Mixpanel, and erasure, with evidence.",
  iconPath: "icon.png",
  category: "Privacy",
  labels: ["Mixpanel", "GDPR", "CCPA"],
  documentation: overview,
  flows,
  configPages,
  componentRegistry,
});
