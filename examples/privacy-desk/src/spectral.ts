/** Tells spectral's types what this integration is configured with, and which components it uses. */
import type { componentRegistry } from "./componentRegistry";
import type { configPages } from "./configPages";

type Pages = typeof configPages;
type Registry = typeof componentRegistry;

declare module "@prismatic-io/spectral" {
  interface IntegrationDefinitionConfigPages extends Pages {}
  interface IntegrationDefinitionComponentRegistry extends Registry {}
}
