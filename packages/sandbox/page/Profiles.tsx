/** User profiles of a project, or the profiles of a group key. */
import { useState } from "preact/hooks";
import type { Inventory, ProfilesPage } from "../src/protocol";
import { useLoaded } from "./client";
import type { SourceProps } from "./Events";
import { Expandable, Notice, Pretty } from "./parts";
import { count, counted } from "./words";

const PAGE = 50;

export function Profiles({ client, projectId, version }: SourceProps) {
  const [groupKey, setGroupKey] = useState("");
  const [search, setSearch] = useState("");
  const [offset, setOffset] = useState(0);
  const { value: inventory } = useLoaded<Inventory>(client, `/inventory?project=${projectId}`, version);
  const asked = { project: String(projectId), limit: String(PAGE), offset: String(offset), search };
  const query = new URLSearchParams({ ...asked, ...(groupKey && { group_key: groupKey }) });
  const { value, error } = useLoaded<ProfilesPage>(client, `/profiles?${query}`, version);
  const about = groupKey === "" ? "profile" : "group";
  const from = (change: () => void) => {
    change();
    setOffset(0);
  };
  return (
    <>
      <div class="filters">
        <label class="select">
          <span class="hidden">Kind of profiles</span>
          <select value={groupKey} onChange={(event) => from(() => setGroupKey(event.currentTarget.value))}>
            <option value="">Users</option>
            {inventory?.groups.map(({ key }) => (
              <option key={key} value={key}>
                Groups of {key}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="hidden">Search profiles</span>
          <input
            type="search"
            placeholder="ID, $name or $email contains"
            value={search}
            onInput={(event) => from(() => setSearch(event.currentTarget.value))}
          />
        </label>
      </div>
      <Notice error={error} />
      {value?.total === 0 && (
        <p class="empty">
          {search === ""
            ? `Project ${projectId} has no ${about}s. Send some to /${groupKey === "" ? "engage" : "groups"} with its token, or load the sample data into project 1.`
            : `No ${about} matches the search.`}
        </p>
      )}
      <ul class="entries" aria-label="Profiles">
        {value?.profiles.map(({ id, properties }) => (
          <Expandable
            key={id}
            line={
              <span class="stored">
                <strong class="mono">{id}</strong>
                <span>{nameOf(properties)}</span>
                <span class="muted">{counted(Object.keys(properties).length, "property").replace("ys", "ies")}</span>
              </span>
            }
          >
            {() => <Pretty label="Properties" value={properties} />}
          </Expandable>
        ))}
      </ul>
      {value && value.total > 0 && (
        <p class="pages small muted">
          <button type="button" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
            Previous
          </button>
          <button type="button" disabled={value.next === null} onClick={() => setOffset(value.next ?? 0)}>
            Next
          </button>
          {count(offset + 1)} to {count(offset + value.profiles.length)} of {counted(value.total, about)}
        </p>
      )}
    </>
  );
}

function nameOf({ $name, $email }: Record<string, unknown>): string {
  return [$name, $email].filter((value) => typeof value === "string").join(" · ");
}
