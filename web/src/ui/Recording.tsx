import "./Recording.css";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { type Peaks, peaksOf } from "../api/peaks";
import type { Command } from "../keys/commands";
import { KeyOf } from "../keys/KeyOf";
import { ariaKeys } from "../keys/keymap";
import { useCommands } from "../keys/useCommands";
import { clamp } from "../model/geometry";
import { clock } from "../model/sound";

const SPEEDS: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2];
const STEP = 2; // seconds that an arrow key moves the play head
const NONE: readonly Command[] = [];

/** A recording to listen to: its wave, play, seek and speed. hasKeys: whether the page's keys are its own. */
export function Recording(props: {
  title: string;
  url: string;
  duration: number;
  hasKeys: boolean;
  onBroken?: (() => void) | undefined;
}) {
  const { title, url, duration, hasKeys, onBroken } = props;
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setIsPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [isBroken, setIsBroken] = useState(false);
  const time = useTime(audio, isPlaying);
  const commands = useMemo(() => {
    const command = (id: string, title: string, keys: string[], run: () => void): Command => ({
      id: `recording.${id}`,
      title,
      keys,
      run,
      group: "Recording",
    });
    const seek = (by: number) => {
      if (audio.current) audio.current.currentTime = clamp(audio.current.currentTime + by, 0, duration);
    };
    return {
      play: command("play", "Play or pause", ["Space"], () => toggle(audio.current)),
      back: command("back", `Back ${STEP} seconds`, ["ArrowLeft"], () => seek(-STEP)),
      forward: command("forward", `Forward ${STEP} seconds`, ["ArrowRight"], () => seek(STEP)),
      speed: command("speed", "Another speed", ["S"], () =>
        setSpeed((now) => SPEEDS[(SPEEDS.indexOf(now) + 1) % SPEEDS.length] ?? 1),
      ),
    };
  }, [duration]);
  useCommands("recording", hasKeys ? Object.values(commands) : NONE);
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed]);
  if (isBroken) {
    return (
      <div className="item-broken" role="alert">
        <p>The recording {title} cannot be played.</p>
        <p className="quiet">
          The file may be damaged or missing. Skip the item as bad data, or reload the page.
        </p>
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a heading
    <div className="recording" role="group" aria-label={`Recording ${title}`}>
      {/* biome-ignore lint/a11y/useMediaCaption: what is said in it is what people are asked */}
      <audio
        ref={audio}
        src={url}
        preload="auto"
        onPlay={(event) => {
          hush(event.currentTarget);
          event.currentTarget.playbackRate = speed;
          setIsPlaying(true);
        }}
        onPause={() => setIsPlaying(false)}
        onEnded={() => setIsPlaying(false)}
        onError={() => {
          setIsBroken(true);
          onBroken?.();
        }}
      />
      <Wave
        peaks={peaksOf(url, duration)}
        duration={duration}
        time={time}
        onSeek={(to) => {
          if (audio.current) audio.current.currentTime = clamp(to, 0, duration);
        }}
      />
      <div className="recording-bar">
        <button
          type="button"
          className="recording-play"
          aria-keyshortcuts={hasKeys ? ariaKeys(commands.play.keys) : undefined}
          onMouseDown={(event) => event.preventDefault()}
          onClick={commands.play.run}
        >
          {isPlaying ? (
            <IconPlayerPauseFilled size={16} aria-hidden />
          ) : (
            <IconPlayerPlayFilled size={16} aria-hidden />
          )}
          {isPlaying ? "Pause" : "Play"} {hasKeys && <KeyOf command={commands.play} />}
        </button>
        <span className="recording-time">
          <b>{clock(time, 1)}</b> of {clock(duration, 1)}
        </span>
        <button
          type="button"
          className="recording-speed"
          aria-keyshortcuts={hasKeys ? ariaKeys(commands.speed.keys) : undefined}
          onMouseDown={(event) => event.preventDefault()}
          onClick={commands.speed.run}
        >
          Speed {speed}× {hasKeys && <KeyOf command={commands.speed} />}
        </button>
      </div>
    </div>
  );
}

function toggle(audio: HTMLAudioElement | null): void {
  if (!audio) return;
  if (audio.paused)
    audio.play().catch(() => undefined); // the browser may refuse; then nothing plays, as it shows
  else audio.pause();
}

/** Only one recording is heard at a time. */
function hush(but: HTMLAudioElement): void {
  for (const other of document.querySelectorAll("audio")) if (other !== but) other.pause();
}

/** Where the play head stands, at every frame while it moves. */
function useTime(audio: React.RefObject<HTMLAudioElement | null>, isPlaying: boolean): number {
  const [time, setTime] = useState(0);
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    const read = () => setTime(element.currentTime);
    let frame = 0;
    const follow = () => {
      read();
      frame = requestAnimationFrame(follow);
    };
    if (isPlaying) follow();
    for (const type of ["seeking", "seeked", "pause"]) element.addEventListener(type, read);
    return () => {
      cancelAnimationFrame(frame);
      for (const type of ["seeking", "seeked", "pause"]) element.removeEventListener(type, read);
    };
  }, [audio, isPlaying]);
  return time;
}

function Wave(props: { peaks: Peaks; duration: number; time: number; onSeek: (to: number) => void }) {
  const { peaks, duration, time, onSeek } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [, again] = useState(0);
  useEffect(() => {
    const repaint = () => again((n) => n + 1);
    const observer = new ResizeObserver(repaint);
    if (frame.current) observer.observe(frame.current);
    const scheme = new MutationObserver(repaint);
    scheme.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    const stop = peaks.subscribe(repaint);
    return () => {
      observer.disconnect();
      scheme.disconnect();
      stop();
    };
  }, [peaks]);
  useEffect(() => {
    if (canvas.current && frame.current) paint(canvas.current, frame.current, peaks, duration, time);
  });
  const seek = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    onSeek(((event.clientX - box.left) / box.width) * duration);
  };
  const key = (event: KeyboardEvent) => {
    const to: Record<string, number> = {
      ArrowLeft: time - STEP,
      ArrowDown: time - STEP,
      ArrowRight: time + STEP,
      ArrowUp: time + STEP,
      Home: 0,
      End: duration,
    };
    const place = to[event.key];
    if (place === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(place);
  };
  return (
    <div
      ref={frame}
      className="recording-wave"
      role="slider"
      tabIndex={0}
      aria-label="Play head"
      aria-valuemin={0}
      aria-valuemax={duration}
      aria-valuenow={Math.round(time * 10) / 10}
      aria-valuetext={`${clock(time, 1)} of ${clock(duration, 1)}`}
      onKeyDown={key}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons) seek(event);
      }}
    >
      <canvas ref={canvas} aria-hidden />
    </div>
  );
}

function paint(
  canvas: HTMLCanvasElement,
  frame: HTMLElement,
  peaks: Peaks,
  duration: number,
  time: number,
): void {
  const { clientWidth: width, clientHeight: height } = frame;
  const ctx = canvas.getContext("2d");
  if (!ctx || !width) return;
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  const style = getComputedStyle(frame);
  const { low, high } = peaks.envelope(0, duration / width, width);
  const scale = (height / 2 - 6) / Math.max(peaks.top, 0.02);
  const head = (time / duration) * width;
  for (let x = 0; x < width; x += 1) {
    const [bottom = Number.NaN, top = Number.NaN] = [low[x], high[x]];
    if (Number.isNaN(top)) continue;
    ctx.fillStyle = x < head ? style.getPropertyValue("--ink") : style.getPropertyValue("--line-strong");
    ctx.fillRect(x, height / 2 - top * scale, 1, Math.max((top - bottom) * scale, 1));
  }
  ctx.fillStyle = style.getPropertyValue("--focus");
  ctx.fillRect(clamp(head - 1, 0, width - 2), 0, 2, height);
}
