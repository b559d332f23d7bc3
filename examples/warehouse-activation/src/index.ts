import { integration } from "@prismatic-io/spectral";
import { componentRegistry } from "./componentRegistry";
import { configPages } from "./configPages";
import { flows } from "./flows";
import { overview } from "./overview";

export { componentRegistry, configPages };

export default integration({
  name: "Warehouse Activation",
  description: "Sends rows of a warehouse to Mixpanel: orders as events, customers as user profiles.",
  iconPath: "icon.png",
  category: "Data Warehouse",
  labels: ["Mixpanel", "Reverse ETL", "Warehouse"],
  documentation: overview,
  flows,
  configPages,
  componentRegistry,
});
