import { Button } from "@mantine/core";
import { IconAlertCircle, IconDownload, IconExternalLink, IconShieldCheck } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { Link } from "wouter";
import type { ReleaseOut } from "../../model/api.gen";
import { ago, bytes, counted, percent, thin } from "../../ui/num";
import { methodName, partShares, type Share, sharesOf, withFiles } from "./bottle";
import { Copy } from "./Copy";
import { Sureness } from "./Sureness";
import { Verify } from "./Verify";

const served = (url: string) => new URL(url, document.baseURI).toString();

/** One release, as a label on a bottle: what is in it, how it was decided, what is missing, how to open it. */
export function Bottle(props: { slug: string; release: ReleaseOut; isNewest: boolean; canVerify: boolean }) {
  const { slug, release } = props;
  const items = `/p/${encodeURIComponent(slug)}/items`;
  return (
    <article className="bottle" aria-label={`Release ${release.name}`}>
      <header className="bottle-head">
        <div>
          <p className="bottle-over">{props.isNewest ? "newest release" : "older release"}</p>
          <h2>{release.name}</h2>
          <p className="quiet">
            {counted(release.n_items, "item")} · guideline v{release.guideline_version} ·{" "}
            <span title={release.at}>{ago(release.at)}</span> by {release.by} · state {thin(release.as_of)}
          </p>
        </div>
        <div className="row bottle-doors">
          <Button
            component="a"
            href={served(release.card_url)}
            target="_blank"
            rel="noreferrer"
            variant="default"
            rightSection={<IconExternalLink size={16} aria-hidden />}
          >
            Data card
          </Button>
          <Button
            component="a"
            href={served(release.zip_url)}
            download
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Download zip
          </Button>
        </div>
      </header>
      {release.note !== "" && <p className="bottle-note">{release.note}</p>}
      {release.stamps.length > 0 && (
        <ul className="stamps" aria-label="To be known before use">
          {release.stamps.map((stamp) => (
            <li key={stamp}>
              <IconAlertCircle size={15} stroke={1.75} aria-hidden />
              {stamp}
            </li>
          ))}
        </ul>
      )}
      <div className="bottle-columns">
        <Part title="What is in it">
          <Shares
            shares={partShares(release.parts)}
            hrefOf={(key) => `${items}?part=${encodeURIComponent(key)}`}
          />
        </Part>
        <Part title="How each label was decided">
          <Shares shares={sharesOf(release.methods, methodName)} />
        </Part>
      </div>
      {props.isNewest && (
        <Part title="How sure we are">
          <Sureness slug={slug} cardUrl={served(release.card_url)} />
        </Part>
      )}
      <Part title="What is missing">
        <Missing gaps={[...release.gaps, ...release.losses].map(withFiles)} />
      </Part>
      <Part title="Open it in three lines">
        <Code text={release.load_code} />
      </Part>
      <Part title="Files">
        <Files release={release} />
      </Part>
      {props.canVerify && (
        <Part title="Is it still the same?">
          <Verify slug={slug} name={release.name} />
        </Part>
      )}
      <Card url={served(release.card_url)} name={release.name} />
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="bottle-part" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}

function Shares({ shares, hrefOf }: { shares: readonly Share[]; hrefOf?: (key: string) => string }) {
  if (shares.length === 0) return <p className="quiet">Nothing.</p>;
  return (
    <>
      <div className="shares-bar" aria-hidden>
        {shares.map((each, index) => (
          <i key={each.key} className={`is-${index % 4}`} style={{ flexGrow: each.n }} />
        ))}
      </div>
      <dl className="shares">
        {shares.map((each, index) => (
          <div key={each.key}>
            <dt>
              <i className={`share-mark is-${index % 4}`} aria-hidden />
              {hrefOf ? <Link href={hrefOf(each.key)}>{each.title}</Link> : each.title}
            </dt>
            <dd>
              {thin(each.n)} <span>{percent(each.share)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Missing({ gaps }: { gaps: readonly string[] }) {
  if (gaps.length === 0)
    return <p className="quiet">No gap is known. That says what was looked for, not that there is none.</p>;
  return (
    <ul className="gaps">
      {gaps.map((gap) => (
        <li key={gap}>{gap}</li>
      ))}
    </ul>
  );
}

function Code({ text }: { text: string }) {
  return (
    <div className="code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and keys must reach that too */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <Copy text={text} name="Copy the code" word="Copy" />
    </div>
  );
}

function Files({ release }: { release: ReleaseOut }) {
  const sums = release.files.map((file) => `${file.sha256}  ${file.name}`).join("\n");
  return (
    <>
      <table className="files">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Size</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {release.files.map((file) => (
            <tr key={file.name}>
              <th scope="row">{file.name}</th>
              <td>{bytes(file.bytes)}</td>
              <td>
                <span className="sum" title={file.sha256}>
                  {file.sha256.slice(0, 12)}…
                </span>
                <Copy text={file.sha256} name={`Copy the checksum of ${file.name}`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="files-foot">
        <Copy text={sums} name="Copy all checksums, as sha256sum reads them" word="Copy all checksums" />
      </p>
    </>
  );
}

function Card({ url, name }: { url: string; name: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section className="bottle-part">
      <div className="bottle-card-head">
        <h3>Data card</h3>
        <span className="row">
          <Button variant="default" size="xs" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? "Fold" : "Read it here"}
          </Button>
          <Button
            component="a"
            href={url}
            target="_blank"
            rel="noreferrer"
            variant="default"
            size="xs"
            rightSection={<IconExternalLink size={14} aria-hidden />}
          >
            Open alone
          </Button>
        </span>
      </div>
      {isOpen ? (
        <iframe className="bottle-card" src={url} sandbox="" title={`Data card of ${name}`} />
      ) : (
        <p className="quiet">
          <IconShieldCheck size={15} stroke={1.75} aria-hidden /> Counts, label balance, agreement with
          intervals, how each label was decided, known gaps.
        </p>
      )}
    </section>
  );
}
