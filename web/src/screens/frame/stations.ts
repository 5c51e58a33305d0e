import type { ProjectHome, Station } from "../../model/api.gen";

export type StationKey = "guideline" | "items" | "label" | "agreement" | "adjudicate" | "release";

type Role = ProjectHome["role"];

const NAMES: Record<StationKey, string> = {
  guideline: "Guideline",
  items: "Items",
  label: "Label",
  agreement: "Agreement",
  adjudicate: "Adjudicate",
  release: "Release",
};

export const STATIONS: readonly StationKey[] = [
  "guideline",
  "items",
  "label",
  "agreement",
  "adjudicate",
  "release",
];

export const stationName = (key: StationKey): string => NAMES[key];
export const stationPath = (slug: string, key: StationKey): string => `/p/${encodeURIComponent(slug)}/${key}`;

/** The stations that a person with that role works at. Who labels sees only what labeling needs. */
export function stationsFor(role: Role | undefined): readonly StationKey[] {
  return role === "annotator" ? ["guideline", "label"] : STATIONS;
}

/** What stands under a station's name. */
export function stateOf(stations: readonly Station[], key: StationKey): Station {
  return stations.find((station) => station.key === key) ?? { key, count: "", is_waiting: false };
}
