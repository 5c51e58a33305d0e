import "./segment.css";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useCallback, useEffect, useMemo, useReducer } from "react";
import { Deck } from "../../audio/deck";
import { layerDash } from "../../canvas/palette";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { useCommands } from "../../keys/useCommands";
import { slotOf } from "../../model/slots";
import { clock } from "../../model/sound";
import { labelColour } from "../../ui/theme";
import { attributesOf, wordsOf } from "../parts/attributes";
import type { ViewProps } from "../types";
import { type AudioField, audioField } from "./field";
import { describe, inTime, readSegments } from "./kernel";
import { LayersScene } from "./layers";
import { countOf } from "./words";

/** Several answers on the recording: a colour for each label, a row and a line for each annotator. Read only. */
export function View(props: ViewProps) {
  const audio = audioField(props.item, props.question);
  if (!audio) return <p className="segment-view-none">This item has no recording.</p>;
  return <Recorded key={audio.url} {...props} audio={audio} />;
}

function Recorded(props: ViewProps & { audio: AudioField }) {
  const { item, question, layers, focusUnit, audio } = props;
  const { url, duration, sampleRate } = audio;
  const [, again] = useReducer((n: number) => n + 1, 0);
  const [scene, deck] = useMemo(() => {
    const layered = new LayersScene(question);
    return [layered, new Deck({ url, duration, sampleRate }, layered)] as const;
  }, [url, duration, sampleRate, question]);
  useEffect(() => {
    deck.onChange = again;
    return () => deck.dispose();
  }, [deck]);
  useEffect(() => {
    scene.show(layers, focusUnit);
    deck.rows = layers.length;
    deck.invalidate();
  }, [scene, deck, layers, focusUnit]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another conflict moves the view
  useEffect(() => {
    const focus = scene.focusStretch();
    if (!focus) return;
    deck.reveal(focus);
    if (!deck.transport.isPlaying) deck.transport.seek(focus.start);
  }, [scene, deck, focusUnit?.key]);
  const mount = useCallback(
    (element: HTMLDivElement | null) => (element ? deck.mount(element) : undefined),
    [deck],
  );
  const commands = useMemo(() => listenCommands(deck, scene), [deck, scene]);
  useCommands("recording", Object.values(commands));
  const { transport } = deck;
  return (
    <div className="segment-view">
      <div className="segment-tools" role="toolbar" aria-label="Listen">
        <button
          type="button"
          className="segment-play"
          aria-keyshortcuts={ariaKeys(commands.play.keys)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={commands.play.run}
        >
          {transport.isPlaying ? (
            <IconPlayerPauseFilled size={16} aria-hidden />
          ) : (
            <IconPlayerPlayFilled size={16} aria-hidden />
          )}
          {transport.isPlaying ? "Pause" : "Play"} <KeyOf command={commands.play} />
        </button>
        <span className="segment-clock">
          <b>{clock(transport.time, 2)}</b> / {clock(duration, 0)}
        </span>
        {focusUnit && (
          <button
            type="button"
            aria-keyshortcuts={ariaKeys(commands.playFocus.keys)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={commands.playFocus.run}
          >
            Play the conflict <KeyOf command={commands.playFocus} />
          </button>
        )}
      </div>
      <Legend {...props} />
      <div className="segment-deck">
        <div
          ref={mount}
          className="deck-stage"
          role="img"
          aria-label={`Recording ${item.external_id ?? audio.name} with ${layersText(layers.length)}`}
        />
      </div>
      <ul className="segment-hidden" aria-label="Segments in words">
        {layers.map((layer) => (
          <li key={layer.who}>
            {layer.who && `${layer.who}: `}
            {inWords(layer.value, question)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which row and line are whose, and which colour is which label. */
function Legend({ layers, question }: Pick<ViewProps, "layers" | "question">) {
  const used = new Set(layers.flatMap((layer) => readSegments(layer.value).map((each) => each.label)));
  if (layers.length < 2 && used.size === 0) return null;
  return (
    <ul className="segment-legend" aria-label="Legend">
      {layers.length > 1 &&
        layers.map((layer, place) => (
          <li key={`who ${layer.who}`} data-dimmed={layer.dimmed || undefined}>
            <Line colour="currentColor" dash={layerDash(place)} />
            <b>{layer.who}</b>
          </li>
        ))}
      {question.labels.map(({ key, title }) =>
        used.has(key) ? (
          <li key={`label ${key}`}>
            <Line colour={labelColour(slotOf(question, key) ?? 0)} dash={[]} />
            {title}
          </li>
        ) : null,
      )}
    </ul>
  );
}

function Line({ colour, dash }: { colour: string; dash: readonly number[] }) {
  return (
    <svg width="22" height="14" aria-hidden="true">
      <path d="M1 7 H21" fill="none" stroke={colour} strokeWidth="3" strokeDasharray={dash.join(" ")} />
    </svg>
  );
}

function listenCommands(deck: Deck, scene: LayersScene) {
  const command = (id: string, title: string, keys: readonly string[], run: () => void): Command => ({
    id: `recording.${id}`,
    title,
    keys,
    run,
    group: "Recording",
  });
  const { transport } = deck;
  const seek = (by: number) => transport.seek(transport.time + by);
  return {
    play: command("play", "Play or pause", ["Space"], () =>
      transport.isPlaying ? transport.pause() : transport.play(),
    ),
    playFocus: command("play_conflict", "Play the conflict", ["Shift+Space"], () => {
      const focus = scene.focusStretch();
      if (focus) transport.playPart(focus);
    }),
    back: command("back", "Play head back a second", ["J"], () => seek(-1)),
    forward: command("forward", "Play head on a second", ["K"], () => seek(1)),
    fit: command("fit", "See the whole recording", ["F"], () => deck.fit()),
    zoomIn: command("zoom_in", "Zoom in", ["+", "="], () => deck.zoomIn()),
    zoomOut: command("zoom_out", "Zoom out", ["-"], () => deck.zoomOut()),
    spectrum: command("spectrum", "Show or hide the pitches", ["P"], () => {
      deck.showsSpectrum = !deck.showsSpectrum;
    }),
  };
}

const layersText = (n: number): string => (n === 1 ? "one answer" : `${n} answers`);

function inWords(value: Parameters<typeof readSegments>[0], question: ViewProps["question"]): string {
  const segments = inTime(readSegments(value));
  const titles = new Map(question.labels.map((label) => [label.key, label.title]));
  const asked = attributesOf(question);
  const list = segments.map((each) => {
    const said = [describe(titles.get(each.label) ?? each.label, each), wordsOf(asked, each.attributes)];
    return said.filter(Boolean).join(", ") + (each.text ? `: ${each.text}` : "");
  });
  return segments.length ? `${countOf(segments.length)}. ${list.join("; ")}` : "nothing here";
}
