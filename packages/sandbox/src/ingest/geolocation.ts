/**
 * Geolocation as in Mixpanel's ingestion: an IP address is replaced by a city and not stored. The cities are made up.
 * See "GeoIP Enrichment" of the reference of /import, and https://docs.mixpanel.com/docs/tracking-best-practices/geolocation.
 */
import { BlockList, isIP } from "node:net";
import type { JsonObject } from "../types";

/** Where an address is said to be. */
interface Place {
  city: string;
  region: string;
  country: string;
}

/** Where a caller on this machine or network is said to be: a data center, so that users who were moved there are seen at once. */
const SERVER: Place = { city: "Ashburn", region: "Virginia", country: "US" };

/** The address of Mixpanel's own example. */
const DOCUMENTED: ReadonlyMap<string, Place> = new Map([
  ["136.24.0.114", { city: "San Francisco", region: "California", country: "US" }],
]);

const PLACES: readonly Place[] = [
  { city: "Berlin", region: "Land Berlin", country: "DE" },
  { city: "Bengaluru", region: "Karnataka", country: "IN" },
  { city: "São Paulo", region: "São Paulo", country: "BR" },
  { city: "Toronto", region: "Ontario", country: "CA" },
  { city: "Nairobi", region: "Nairobi County", country: "KE" },
  { city: "Osaka", region: "Osaka", country: "JP" },
  { city: "Melbourne", region: "Victoria", country: "AU" },
];

/** Addresses that no public database knows: this machine, private and link-local networks. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  PRIVATE.addSubnet(network, prefix);
}
PRIVATE.addAddress("::1", "ipv6");
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("fe80::", 10, "ipv6");

/** The made-up place of an address, always the same for the same address. Null for private and invalid addresses. */
function placeOf(address: string): Place | null {
  const version = isIP(address);
  if (version === 0 || PRIVATE.check(address, version === 6 ? "ipv6" : "ipv4")) return null;
  const sum = [...address].reduce((total, character) => total + character.charCodeAt(0), 0);
  return DOCUMENTED.get(address) ?? PLACES[sum % PLACES.length] ?? null;
}

/**
 * Where a record is located: by the address that it brings itself; without one, by its caller's.
 * @param own `ip` of an event or `$ip` of an update; 0 means that it is not to be located
 * @param caller the caller's address; null when the request says that callers are not to be located
 */
function placeFor(own: unknown, caller: string | null): Place | null {
  if (own === undefined || own === null || own === "") return caller === null ? null : (placeOf(caller) ?? SERVER);
  return placeOf(String(own));
}

/** The properties of an event without `ip`, and with the place of its address. Places that it names itself stay. */
export function locatedEvent(properties: JsonObject, caller: string | null): JsonObject {
  const place = placeFor(properties.ip, caller);
  if (!place && properties.ip === undefined) return properties;
  const { ip: _consumed, ...rest } = properties;
  return place ? { $city: place.city, $region: place.region, mp_country_code: place.country, ...rest } : rest;
}

/** The properties that the address of a profile update sets. */
export function profileLocation(ownAddress: unknown, caller: string | null): JsonObject {
  const place = placeFor(ownAddress, caller);
  return place ? { $city: place.city, $region: place.region, $country_code: place.country } : {};
}
