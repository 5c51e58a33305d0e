import "./Label.css";
import { useEffect } from "react";
import { useLocation, useSearch } from "wouter";
import { useMe } from "../../state/session";
import { ProjectFrame } from "../frame/ProjectFrame";
import { Bench } from "./Bench";
import { Outline } from "./Outline";
import { useDesk } from "./useBench";

/** One item at a time: read it, answer it, go on. */
export default function Label({ slug }: { slug: string }) {
  const me = useMe();
  const item = new URLSearchParams(useSearch()).get("item");
  const [, navigate] = useLocation();
  const desk = useDesk(slug, me.data?.person.id, item);
  useEffect(() => {
    // Once it lies on the table, the item in the address would only come back at the next reload.
    if (item !== null && desk) navigate(`/p/${encodeURIComponent(slug)}/label`, { replace: true });
  }, [item, desk, navigate, slug]);
  if (desk) return <Bench slug={slug} desk={desk} />;
  return (
    <ProjectFrame slug={slug} station="label" notice={null} fill>
      <Outline />
    </ProjectFrame>
  );
}
