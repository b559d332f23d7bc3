import type { NotSearched } from "./types";

interface Searched {
  events: { days: number } | undefined;
  groups: readonly string[];
  ignoreCase: boolean;
  isEventsCut: boolean;
}

/** Where a person may be found that a search did not look, so that nobody takes it for complete. */
export function placesLeft({ events, groups, ignoreCase, isEventsCut }: Searched): NotSearched[] {
  const places: (NotSearched | false)[] = [
    events === undefined && {
      place: "events",
      reason:
        "Search Events is off. Users without a profile, and other IDs of the same person, such as those of devices, are known from events only.",
    },
    isEventsCut && {
      place: "events",
      reason: "Not all events of the days were read, or IDs found last may lead to more. Search fewer days or people.",
    },
    events !== undefined && {
      place: "events_of_other_days",
      reason: `Only the last ${events.days} days were searched.`,
    },
    groups.length === 0 && {
      place: "group_profiles",
      reason:
        "Data Group IDs is empty. Profiles of groups may contain an e-mail, too, and no request for a user erases them.",
    },
    ignoreCase && {
      place: "other_capitals",
      reason:
        "E-mails were searched as given, without surrounding spaces, and in lower case. Mixpanel does not document whether it finds one that a profile has in other capitals.",
    },
    { place: "lookup_tables", reason: "Mixpanel has no search in them." },
    { place: "other_projects", reason: "A search is about one project." },
  ];
  return places.filter((place) => place !== false);
}
