/** Something for every management family to show. */
import { seededRandom } from "../../state/random";
import type { Clock, Project } from "../../types";
import { sampleAnnotations } from "./annotations";
import { sampleExperiments } from "./experiments";
import { sampleFlags } from "./flags/management";
import { sampleLexicon } from "./lexicon";
import { samplePipelines } from "./pipelines";
import { sampleWarehouse } from "./warehouse";

/**
 * Fills a new project with annotations, an experiment, a feature flag, Lexicon schemas, a pipeline and a warehouse import. The same
 * project gets the same ids every time.
 */
export function sampleManagement(project: Project, clock: Clock): void {
  const nowMs = clock.now();
  const random = seededRandom(project.id);
  sampleAnnotations(project, nowMs);
  sampleExperiments(project, nowMs, random);
  sampleFlags(project, nowMs, random);
  sampleLexicon(project);
  samplePipelines(project, nowMs);
  sampleWarehouse(project, nowMs);
}
