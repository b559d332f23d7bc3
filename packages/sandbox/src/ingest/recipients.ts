/** Whom a project token belongs to. */
import type { FastifyRequest } from "fastify";
import type { RouteContext } from "../context";
import type { LossReason } from "../state/counts";
import type { Project } from "../types";

/** The project of a token. With a `loss`, the record is checked as in that project, reported as accepted (1), and dropped. */
export interface Recipient {
  project: Project;
  loss: LossReason | null;
}

/** Finds the project of a token. An unknown token, or one of another residency than the host's, is a loss: Mixpanel does not tell. */
export function projectByToken(token: string, request: FastifyRequest, context: RouteContext): Recipient {
  const projects = [...context.projects.values()];
  const project = projects.find((one) => one.token === token);
  if (!project) {
    const [any] = projects;
    if (!any) throw new Error("A sandbox has at least one project.");
    return { project: any, loss: "unknownToken" };
  }
  const isElsewhere = request.calledHost !== null && request.calledHost.residency !== project.residency;
  return { project, loss: isElsewhere ? "otherResidency" : null };
}
