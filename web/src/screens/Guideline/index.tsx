import "./Guideline.css";
import { Button } from "@mantine/core";
import { useLocation, useSearch } from "wouter";
import { Empty } from "../../ui/Empty";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { Editor } from "./Editor";
import { Reading } from "./Reading";

/** What is asked: to read, to compare with earlier versions, and to change. The address says which. */
export default function Guideline({ slug }: { slug: string }) {
  const home = useHome(slug);
  const params = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const isEditing = params.has("edit");
  const version = Number(params.get("version")) || undefined;
  const compare = Number(params.get("compare")) || undefined;
  const mayEdit = home.data?.role === "owner";
  const go = (query: string) => navigate(`/p/${encodeURIComponent(slug)}/guideline${query}`);
  if (isEditing && mayEdit) {
    return (
      <ProjectFrame slug={slug} station="guideline" notice={null} fill>
        <h1 className="visually-hidden">Edit the guideline</h1>
        <Editor slug={slug} thread={params.get("thread")} onClose={() => go("")} />
      </ProjectFrame>
    );
  }
  const isMissing = home.data !== undefined && home.data.guideline_version === null;
  return (
    <ProjectFrame slug={slug} station="guideline">
      <h1 className="visually-hidden">Guideline</h1>
      {isMissing ? (
        <Empty
          title="There is no guideline yet"
          action={mayEdit ? <Button onClick={() => go("?edit")}>Write it</Button> : undefined}
        >
          It says what is asked, which labels there are, and when each is right.
        </Empty>
      ) : (
        <Reading
          slug={slug}
          version={version}
          compare={compare}
          mayEdit={mayEdit}
          onEdit={() => go("?edit")}
          onVersion={(query) => go(query)}
        />
      )}
    </ProjectFrame>
  );
}
