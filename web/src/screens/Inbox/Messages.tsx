import "./Inbox.css";
import { useState } from "react";
import { Link } from "wouter";
import type { MessageOut, ThreadOut } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Compose } from "./Compose";
import type { Talk } from "./useThreads";
import { deedOf } from "./words";

/** What was said and done in a thread, oldest first. Texts are shown as they were typed. */
export function Messages(props: { slug: string; thread: ThreadOut; talk: Talk }) {
  const { slug, thread, talk } = props;
  const [mending, setMending] = useState<string | null>(null);
  return (
    <ol className="talk">
      {thread.messages.map((message) => {
        const deed = deedOf(message);
        if (deed !== undefined) {
          return (
            <li key={message.id} className="talk-deed quiet">
              <Deed slug={slug} message={message} deed={deed} />
            </li>
          );
        }
        return (
          <li key={message.id} className={message.is_lead ? "talk-said is-lead" : "talk-said"}>
            <p className="quiet">
              <b>{message.is_mine ? "You" : message.by}</b>
              {message.is_lead && !message.is_mine && ", lead"} · <Ago at={message.at} />
              {message.edited_at !== null && (
                <span title={message.earlier.map((text) => `Before: ${text}`).join("\n")}> · mended</span>
              )}
              {message.is_mine && thread.may_reply && mending !== message.id && (
                <>
                  {" · "}
                  <button type="button" className="link" onClick={() => setMending(message.id)}>
                    Mend
                  </button>
                </>
              )}
            </p>
            {mending === message.id ? (
              <Compose
                label="Mend your message"
                verb="Keep"
                start={message.text}
                isBusy={talk.mend.isPending}
                error={talk.mend.error}
                isFocused
                onCancel={() => setMending(null)}
                onSend={async (text) => {
                  await talk.mend.mutateAsync({ id: thread.row.id, message: message.id, text });
                  setMending(null);
                }}
              />
            ) : (
              <p className="talk-text">{message.text}</p>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Deed({ slug, message, deed }: { slug: string; message: MessageOut; deed: string }) {
  const said = `${message.is_mine ? "You" : message.by} ${deed}`;
  return (
    <>
      {message.version === null ? (
        said
      ) : (
        <Link href={`/p/${encodeURIComponent(slug)}/guideline?version=${message.version}`}>{said}</Link>
      )}{" "}
      · <Ago at={message.at} />
    </>
  );
}
