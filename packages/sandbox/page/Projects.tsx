/** The projects with what they hold, one of them chosen; and what became of the records that were sent. */
import type { CountsNow } from "../src/protocol";
import { count, counted, lossesIn } from "./words";

/** A project as `GET /_sandbox` lists it. */
export interface Project {
  id: number;
  name: string;
  token: string;
  residency: string;
}

export interface ProjectsProps {
  projects: readonly Project[];
  counts: CountsNow;
  selected: number;
  onSelect: (projectId: number) => void;
}

export function Projects({ projects, counts, selected, onSelect }: ProjectsProps) {
  const losses = lossesIn(counts.lost);
  return (
    <div>
      <fieldset class="projects">
        <legend class="hidden">Project</legend>
        {projects.map(({ id, name, token, residency }) => {
          const { events = 0, profiles = 0, groups = 0 } = counts.projects[id] ?? {};
          return (
            <label key={id} class="project-card">
              <input type="radio" name="sandbox-project" checked={id === selected} onChange={() => onSelect(id)} />
              <span class="project-name">
                <strong>{name}</strong>
                <span class="badge">{residency}</span>
              </span>
              <span class="project-counts">
                {counted(events, "event")} · {counted(profiles, "profile")}
                {groups > 0 && ` · ${counted(groups, "group")}`}
              </span>
              <code class="muted">
                {id} · {token}
              </code>
            </label>
          );
        })}
      </fieldset>
      <p class="small muted totals">
        {counted(counts.accepted, "record")} accepted
        {losses.length > 0 && (
          <span class="lost">
            {" "}
            · accepted but not stored: {losses.map((words) => words.replace(/^([\d,]+): /, "$1 ")).join("; ")}
          </span>
        )}
        {" · "}
        {count(Object.values(counts.calls).reduce((sum, calls) => sum + calls, 0))} calls of Mixpanel’s API
      </p>
    </div>
  );
}
