import { integration } from "@prismatic-io/spectral";
import { componentRegistry } from "./componentRegistry";
import { configPages } from "./configPages";
import { flows } from "./flows";
import { overview } from "./overview";

export { componentRegistry, configPages };

export default integration({
  name: "Mixpanel Agent Tools",
  description: "Answers an AI agent's questions about a Mixpanel project. Read-only.",
  iconPath: "icon.png",
  category: "Analytics",
  labels: ["Mixpanel", "AI agents", "Reports"],
  documentation: overview,
  flows,
  configPages,
  componentRegistry,
});
