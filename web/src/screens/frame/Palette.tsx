import { Spotlight, type SpotlightActionData, spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useRoute } from "wouter";
import { api } from "../../api/client";
import { takeAhead } from "./everywhere";
import { stationName, stationPath, stationsFor } from "./stations";

/** Go to anything: stations of this project, other projects, people and settings, and items by their words. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState("");
  useEffect(() => spotlight.open(), []);
  const [, navigate] = useLocation();
  const slug = useSlug();
  const projects = useQuery({ queryKey: ["projects"], queryFn: api.projects, staleTime: 30_000 });
  const role = projects.data?.find((project) => project.slug === slug)?.role;
  const found = useItems(role === "annotator" ? undefined : slug, query);
  const go = (path: string) => () => {
    onClose();
    navigate(path);
  };
  const stations: SpotlightActionData[] = stationsFor(role).map((key) => ({
    id: `station:${key}`,
    label: stationName(key),
    onClick: go(stationPath(slug ?? "", key)),
  }));
  if (slug !== undefined) stations.push({ id: "inbox", label: "Inbox", onClick: go(`/p/${slug}/inbox`) });
  if (role !== undefined && role !== "annotator") {
    stations.push(
      { id: "clean", label: "Clean: copies and raw data", onClick: go(`/p/${slug}/clean`) },
      { id: "concordance", label: "Concordance", onClick: go(`/p/${slug}/concordance`) },
      { id: "taken-back", label: "Taken back", onClick: go(`/p/${slug}/taken-back`) },
      { id: "progress", label: "Progress", onClick: go(`/p/${slug}/progress`) },
    );
  }
  if (role === "owner" || role === "adjudicator") {
    stations.push({ id: "review", label: "Review of single answers", onClick: go(`/p/${slug}/review`) });
    stations.push({ id: "work", label: "Work: batches and checks", onClick: go(`/p/${slug}/work`) });
  }
  if (role === "owner") {
    stations.push(
      { id: "people", label: "People and invitations", onClick: go(`/p/${slug}/people`) },
      { id: "settings", label: "Project settings", onClick: go(`/p/${slug}/settings`) },
    );
  }
  const others: SpotlightActionData[] = (projects.data ?? []).map((project) => ({
    id: `project:${project.slug}`,
    label: project.title,
    description: project.description,
    onClick: go(`/p/${encodeURIComponent(project.slug)}`),
  }));
  const matches = (action: SpotlightActionData) =>
    (action.label ?? "").toLowerCase().includes(query.trim().toLowerCase());
  const groups = [
    { group: "This project", actions: slug === undefined ? [] : stations.filter(matches) },
    { group: "Items", actions: found.map((row) => ({ ...row, onClick: go(row.path) })) },
    { group: "Projects", actions: others.filter(matches) },
    {
      group: "You",
      actions: [{ id: "account", label: "Password and tokens", onClick: go("/account") }].filter(matches),
    },
  ].filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      onSpotlightClose={onClose}
      query={query}
      onQueryChange={setQuery}
      actions={groups}
      filter={(_query, actions) => actions}
      shortcut={null}
      transitionProps={{ duration: 0 }}
      nothingFound="Nothing has that name."
      highlightQuery
      overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}
      attributes={{ content: { "aria-label": "Go to anything" } }}
      scrollable
      maxHeight={420}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      searchProps={{
        placeholder: "Go to a page, a project or an item",
        "aria-label": "Go to",
        autoFocus: true,
        onFocus: () => {
          const ahead = takeAhead();
          if (ahead !== "") setQuery(ahead);
        },
      }}
    />
  );
}

function useSlug(): string | undefined {
  const [isIn, params] = useRoute<{ slug: string; "*"?: string }>("/p/:slug/*?");
  return isIn ? decodeURIComponent(params.slug) : undefined;
}

/** Items whose words match, once there is something to look for; asked for when the typing rests. */
function useItems(slug: string | undefined, query: string) {
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(query.trim()), 150);
    return () => window.clearTimeout(timer);
  }, [query]);
  const page = useQuery({
    queryKey: ["items", slug, "palette", settled],
    queryFn: () => api.items(slug ?? "", { q: settled, limit: 6 }),
    enabled: slug !== undefined && settled.length > 1,
  });
  if (slug === undefined || settled.length < 2) return [];
  return (page.data?.rows ?? []).map((row) => ({
    id: `item:${row.id}`,
    label: row.text.slice(0, 90) || (row.external_id ?? row.id.slice(0, 8)),
    description: row.external_id ?? "",
    path: `/p/${encodeURIComponent(slug)}/items?item=${row.id}&q=${encodeURIComponent(settled)}`,
  }));
}
