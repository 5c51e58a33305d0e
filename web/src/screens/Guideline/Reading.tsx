import { Button, Skeleton } from "@mantine/core";
import { IconDownload, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import { useCommands } from "../../keys/useCommands";
import type { GuidelineOut, GuidelineVersion } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Markdown } from "../../ui/Markdown";
import { counted } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { useHome } from "../frame/useHome";
import { type Target, Threads } from "../Inbox/Threads";
import { nameOf } from "../Inbox/words";
import { Diff } from "./Diff";
import { Questions } from "./Questions";

/** The guideline to read, with its questions beside it and its history. */
export function Reading(props: {
  slug: string;
  version: number | undefined;
  compare: number | undefined;
  mayEdit: boolean;
  onEdit: () => void;
  onVersion: (query: string) => void;
}) {
  const { slug, version, compare, onVersion } = props;
  const guideline = useQuery({
    queryKey: version === undefined ? ["guideline", slug] : ["guideline", slug, version],
    queryFn: () => api.guideline(slug, version),
  });
  const versions = useQuery({
    queryKey: ["guideline-versions", slug],
    queryFn: () => api.guidelineVersions(slug),
    enabled: props.mayEdit || guideline.isSuccess,
  });
  useEffect(() => {
    if (guideline.data && window.location.hash !== "") {
      document.getElementById(decodeURIComponent(window.location.hash.slice(1)))?.scrollIntoView();
    }
  }, [guideline.data]);
  if (guideline.isError) {
    return (
      <div className="page">
        <ProblemNotice error={guideline.error} onRetry={() => void guideline.refetch()} />
      </div>
    );
  }
  if (!guideline.data) return <ReadingSkeleton />;
  const { data } = guideline;
  const newest = versions.data?.reduce((most, each) => Math.max(most, each.version), 0) ?? data.version;
  return (
    <div className="page guideline">
      <article className="guideline-text">
        <div className="page-head">
          <p className="quiet guideline-about">
            Version {data.version}
            {data.version < newest && <b> · not the newest</b>} · {data.author}, <Ago at={data.at} />
            {data.note !== "" && <> · {data.note}</>}
          </p>
          <div className="row">
            <Download guideline={data} />
            {props.mayEdit && data.version >= newest && (
              <Button size="sm" leftSection={<IconPencil size={16} />} onClick={props.onEdit}>
                Edit
              </Button>
            )}
            {data.version < newest && (
              <Button size="sm" variant="default" onClick={() => onVersion("")}>
                Read the newest
              </Button>
            )}
          </div>
        </div>
        {props.mayEdit && isTemplate(data.text) && (
          <p className="guideline-template">
            This is still the template. Replace <b>First label</b> and the other placeholders with what you
            ask.
          </p>
        )}
        {compare === undefined ? (
          <Markdown text={data.body} anchors />
        ) : (
          <Compare
            slug={slug}
            from={compare}
            to={data.version}
            onClose={() => onVersion(versionQuery(version))}
          />
        )}
      </article>
      <aside className="guideline-side">
        <Questions questions={data.questions} />
        <Paragraphs slug={slug} guideline={data} isNewest={data.version >= newest} />
        {versions.data && versions.data.length > 1 && (
          <Versions slug={slug} versions={versions.data} shown={data.version} onVersion={onVersion} />
        )}
      </aside>
    </div>
  );
}

/** Whether the placeholders of a template still stand in the text. */
const isTemplate = (text: string): boolean => text.includes("First label");

const versionQuery = (version: number | undefined) => (version === undefined ? "" : `?version=${version}`);

function Download({ guideline }: { guideline: GuidelineOut }) {
  const download = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([guideline.text], { type: "text/markdown" }));
    link.download = `guideline-v${guideline.version}.md`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Button size="sm" variant="default" leftSection={<IconDownload size={16} />} onClick={download}>
      Download
    </Button>
  );
}

/** What is asked and said about paragraphs; C begins another thread. */
function Paragraphs(props: { slug: string; guideline: GuidelineOut; isNewest: boolean }) {
  const { slug, guideline } = props;
  const home = useHome(slug);
  const field = useRef<HTMLTextAreaElement>(null);
  const mayAsk = props.isNewest && home.data !== undefined && home.data.role !== "viewer";
  useCommands("guideline.read", [
    {
      id: "guideline.ask",
      title: "Ask about a paragraph",
      keys: ["C"],
      group: "Guideline",
      run: () => field.current?.focus(),
      enabled: () => mayAsk,
    },
  ]);
  const targets = guideline.sections.map(
    (section): Target => ({
      label: section.title || "Before the first heading",
      body: { target: "guideline", anchor: section.anchor },
    }),
  );
  return (
    <section className="card">
      <h2>Questions about it</h2>
      <p className="quiet guideline-asked">Everyone on the project reads these.</p>
      <Threads
        slug={slug}
        query={{ target: "guideline" }}
        targets={mayAsk ? targets : []}
        field={field}
        verb="Ask"
        placeholder="Ask about a paragraph"
      />
    </section>
  );
}

function Versions(props: {
  slug: string;
  versions: readonly GuidelineVersion[];
  shown: number;
  onVersion: (query: string) => void;
}) {
  const sorted = [...props.versions].sort((a, b) => b.version - a.version);
  return (
    <section className="card">
      <h2>Versions</h2>
      <ol className="versions">
        {sorted.map((each, index) => {
          const before = sorted[index + 1];
          return (
            <li key={each.version} className={each.version === props.shown ? "is-shown" : undefined}>
              <button
                type="button"
                className="versions-open"
                onClick={() => props.onVersion(index === 0 ? "" : `?version=${each.version}`)}
              >
                <b>v{each.version}</b> {each.note !== "" ? each.note : "without a note"}
              </button>
              <span className="quiet">
                {each.author}, <Ago at={each.at} /> · {counted(each.n_answers, "answer")}
                {(each.threads ?? []).map((thread) => (
                  <span key={thread}>
                    {" · "}
                    <Link href={`/p/${encodeURIComponent(props.slug)}/inbox?which=all&thread=${thread}`}>
                      {nameOf(thread)}
                    </Link>
                  </span>
                ))}
                {before && (
                  <>
                    {" · "}
                    <button
                      type="button"
                      className="link"
                      onClick={() => props.onVersion(`?version=${each.version}&compare=${before.version}`)}
                    >
                      compare with v{before.version}
                    </button>
                  </>
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Compare(props: { slug: string; from: number; to: number; onClose: () => void }) {
  const { slug, from, to } = props;
  const diff = useQuery({
    queryKey: ["guideline-diff", slug, from, to],
    queryFn: () => api.guidelineDiff(slug, from, to),
  });
  return (
    <section>
      <div className="card-head">
        <h2>
          From version {from} to {to}
        </h2>
        <button type="button" className="link" onClick={props.onClose}>
          Read the text
        </button>
      </div>
      {diff.isPending && <Skeleton height={240} />}
      {diff.isError && <ProblemNotice error={diff.error} />}
      {diff.data && <Diff lines={diff.data} />}
    </section>
  );
}

function ReadingSkeleton() {
  return (
    <div className="page guideline" aria-busy="true">
      <div>
        <Skeleton height={26} width={260} mb={24} />
        {[92, 97, 88, 60].map((width) => (
          <Skeleton key={width} height={14} width={`${width}%`} mb={12} />
        ))}
      </div>
      <Skeleton height={260} />
    </div>
  );
}
