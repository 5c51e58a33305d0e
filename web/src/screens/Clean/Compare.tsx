import { SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import type { Field_, ItemOut, PairOut } from "../../model/api.gen";
import { type Piece, wordDiff } from "../../model/wordDiff";
import { Recording } from "../../ui/Recording";

const VIEW = { id: "clean.view", keys: ["V"] };
type View = "beside" | "slider";

/** Two items side by side, field by field: texts with what differs marked, images under a slider, both recordings. */
export function Compare({ pair }: { pair: PairOut }) {
  const names = [...new Set([...Object.keys(pair.a.fields), ...Object.keys(pair.b.fields)])];
  const keyed = names.find((name) => pair.a.fields[name]?.type === "audio");
  return (
    <div className="compare">
      {names.map((name) => {
        const [a, b] = [pair.a.fields[name], pair.b.fields[name]];
        const isPair = a?.type === b?.type;
        return (
          <div className="compare-field" key={name}>
            {names.length > 1 && <div className="item-caption">{name.replaceAll("_", " ")}</div>}
            {isPair && a?.type === "text" && <Texts a={a.text ?? ""} b={b?.text ?? ""} />}
            {isPair && a?.type === "image" && b && (
              <Images a={a} b={b} isMirrored={pair.evidence === "mirrored"} />
            )}
            {isPair && a?.type === "audio" && b && (
              <div className="compare-two">
                <Sound field={a} name={nameOf(pair.a)} hasKeys={name === keyed} />
                <Sound field={b} name={nameOf(pair.b)} hasKeys={false} />
              </div>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** What an item is called: its id in the user's own data, else the beginning of ours. */
export const nameOf = (item: ItemOut): string => item.external_id ?? item.id.slice(0, 8);

function Texts({ a, b }: { a: string; b: string }) {
  const [left, right] = useMemo(() => wordDiff(a, b), [a, b]);
  return (
    <div className="compare-two">
      <Marked pieces={left} sign="−" />
      <Marked pieces={right} sign="+" />
    </div>
  );
}

function Marked({ pieces, sign }: { pieces: readonly Piece[]; sign: "+" | "−" }) {
  let start = 0;
  return (
    <p className="compare-text" dir="auto">
      {pieces.map((piece) => {
        const key = start;
        start += piece.text.length;
        return piece.isOnly ? (
          <mark key={key} className={sign === "+" ? "is-added" : "is-removed"}>
            <span className="visually-hidden">{sign === "+" ? "only here:" : "only there:"} </span>
            {piece.text}
          </mark>
        ) : (
          <span key={key}>{piece.text}</span>
        );
      })}
    </p>
  );
}

function Images({ a, b, isMirrored }: { a: Field_; b: Field_; isMirrored: boolean }) {
  const [view, setView] = useState<View>("beside");
  const [share, setShare] = useState(50);
  useCommands("clean.images", [
    {
      ...VIEW,
      title: "Side by side, or under a slider",
      group: "Clean",
      run: () => setView((now) => (now === "beside" ? "slider" : "beside")),
    },
  ]);
  const picture = (field: Field_, title: string, isFlipped = false) => (
    <img
      src={field.url ?? ""}
      alt={field.name ?? title}
      style={isFlipped ? { transform: "scaleX(-1)" } : undefined}
    />
  );
  return (
    <div className="compare-images">
      {view === "beside" ? (
        <div className="compare-two is-filled">
          <div className="compare-frame">{picture(a, "first image")}</div>
          <div className="compare-frame">{picture(b, "second image")}</div>
        </div>
      ) : (
        <div className="compare-frame is-stacked">
          {picture(b, "second image", isMirrored)}
          <div className="compare-over" style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}>
            {picture(a, "first image")}
          </div>
          <i className="compare-edge" style={{ left: `${share}%` }} aria-hidden />
        </div>
      )}
      <div className="compare-tools">
        <SegmentedControl
          size="xs"
          aria-label="How to compare"
          value={view}
          onChange={(value) => setView(value === "slider" ? "slider" : "beside")}
          data={[
            { value: "beside", label: "Side by side" },
            { value: "slider", label: "Slider" },
          ]}
        />
        <KeyOf command={VIEW} />
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          disabled={view === "beside"}
          aria-label="How much of the first image is seen"
          onChange={(event) => setShare(event.currentTarget.valueAsNumber)}
        />
        {isMirrored && view === "slider" && <span className="quiet">The second is shown mirrored.</span>}
      </div>
    </div>
  );
}

function Sound({ field, name, hasKeys }: { field: Field_; name: string; hasKeys: boolean }) {
  return (
    <Recording
      title={field.name ?? name}
      url={field.url ?? ""}
      duration={field.duration_s ?? 0}
      hasKeys={hasKeys}
    />
  );
}
