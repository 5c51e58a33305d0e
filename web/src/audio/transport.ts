/** Hearing a recording: play, stop at an end to some milliseconds, loop, and other speeds. No React. */
import { clamp } from "../model/geometry";
import type { Stretch } from "../model/sound";

export const SPEEDS: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2];
const NEAR_MS = 60; // from here on a timer hits the end, which frames would miss
const CLOSE = 0.004; // seconds
const STATES = ["play", "pause", "ended", "seeked", "ratechange"] as const;

let loudest: Transport | undefined; // only one is heard at a time

export class Transport {
  /** Called when the play head moves, or playing starts or stops. */
  onMove: (() => void) | undefined;
  onState: (() => void) | undefined;
  private made: HTMLAudioElement | undefined;
  private part: Stretch | undefined;
  private isLooped = false;
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failed = false;
  private wanted = 0; // until the element knows where it is
  private rate = 1;

  constructor(
    private readonly url: string,
    private readonly duration: number,
  ) {}

  /** Begin to load: not before somebody is there to listen. */
  open(): void {
    this.element.preload = "auto";
  }

  /** Where the play head stands, in seconds. */
  get time(): number {
    if (!this.made || this.made.seeking || this.made.readyState === 0) return this.wanted;
    return clamp(this.made.currentTime, 0, this.duration);
  }

  get isPlaying(): boolean {
    return this.made !== undefined && !this.made.paused && !this.made.ended;
  }

  get isBroken(): boolean {
    return this.failed;
  }

  get speed(): number {
    return this.rate;
  }

  set speed(speed: number) {
    this.rate = speed;
    if (this.made) this.made.playbackRate = speed;
    this.aim();
    this.onState?.();
  }

  /** The stretch that is played over and over, if any. */
  get loop(): Stretch | undefined {
    return this.isLooped ? this.part : undefined;
  }

  seek(time: number): void {
    this.wanted = clamp(time, 0, this.duration);
    if (this.made) this.made.currentTime = this.wanted;
    if (this.part && (this.wanted < this.part.start || this.wanted >= this.part.end)) this.forget();
    this.aim();
    this.onMove?.();
  }

  /** Play from the play head on; from the start when it stands at the end. */
  play(): void {
    if (this.time >= this.duration - CLOSE) this.seek(0);
    this.start();
  }

  /** Play just this stretch, once or over and over. */
  playPart(part: Stretch, isLooped = false): void {
    this.part = part;
    this.isLooped = isLooped;
    this.wanted = part.start;
    this.element.currentTime = part.start;
    this.start();
  }

  /** Keep to the stretch as it is now: its edges were moved while it plays. */
  follow(part: Stretch | undefined): void {
    if (!this.part) return;
    if (part) this.part = part;
    else this.forget();
    this.aim();
  }

  pause(): void {
    this.made?.pause();
  }

  dispose(): void {
    this.onMove = undefined;
    this.onState = undefined;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    if (!this.made) return;
    this.made.pause();
    for (const type of STATES) this.made.removeEventListener(type, this.stateChanged);
    this.made.removeEventListener("error", this.broke);
    this.made.removeAttribute("src");
    this.made.load(); // ends the download
    this.made = undefined;
  }

  private get element(): HTMLAudioElement {
    if (this.made) return this.made;
    const element = new Audio(new URL(this.url, document.baseURI).toString());
    for (const type of STATES) element.addEventListener(type, this.stateChanged);
    element.addEventListener("error", this.broke);
    element.addEventListener("loadedmetadata", () => {
      if (this.wanted > 0) element.currentTime = this.wanted;
    });
    this.made = element;
    return element;
  }

  private start(): void {
    if (loudest !== this) loudest?.pause();
    loudest = this;
    this.element.defaultPlaybackRate = this.rate;
    this.element.playbackRate = this.rate;
    this.element.play().catch(() => this.onState?.()); // refused or broken: the button shows that nothing plays
  }

  private forget(): void {
    this.part = undefined;
    this.isLooped = false;
  }

  private readonly stateChanged = (): void => {
    cancelAnimationFrame(this.frame);
    if (this.isPlaying) this.step();
    else clearTimeout(this.timer);
    this.aim();
    this.onState?.();
    this.onMove?.();
  };

  private readonly broke = (): void => {
    this.failed = true;
    this.onState?.();
  };

  private readonly step = (): void => {
    this.aim();
    this.onMove?.();
    this.frame = requestAnimationFrame(this.step);
  };

  /** Have the end of the stretch hit by a timer as soon as it is near. */
  private aim(): void {
    clearTimeout(this.timer);
    if (!this.part || !this.isPlaying || this.element.seeking) return;
    const left = ((this.part.end - this.element.currentTime) / this.element.playbackRate) * 1000;
    if (left <= CLOSE * 1000) this.arrived();
    else if (left < NEAR_MS) this.timer = setTimeout(() => this.arrived(), left);
  }

  private arrived(): void {
    const { part } = this;
    if (!part) return;
    if (this.isLooped) {
      this.element.currentTime = part.start;
      this.wanted = part.start;
    } else {
      this.element.pause();
      this.forget();
      this.wanted = part.end;
      this.element.currentTime = part.end;
    }
  }
}
