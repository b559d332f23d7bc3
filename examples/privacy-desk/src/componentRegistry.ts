import { componentManifests } from "@prismatic-io/spectral";
import mixpanel from "./manifests/mixpanel";

export const componentRegistry = componentManifests({ mixpanel });
