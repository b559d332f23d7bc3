import type { Tool } from "../tool";
import { cohortMembers } from "./cohortMembers";
import { funnelDrop } from "./funnelDrop";
import { howMany } from "./howMany";
import { userStory } from "./userStory";
import { whatChanged } from "./whatChanged";

export { userStory };

export const tools: readonly Tool[] = [howMany, funnelDrop, cohortMembers, whatChanged, userStory];
