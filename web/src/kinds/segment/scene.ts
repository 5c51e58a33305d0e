/** How segments look while they are being marked: bands over wave and spectrogram, with a chip in its lane. */
import type { Brush, Scene } from "../../audio/deck";
import { labelDash } from "../../canvas/palette";
import { clock, type Stretch } from "../../model/sound";
import { draftOf } from "./gesture";
import { inTime, lanesOf, type Segment } from "./kernel";
import { band, chip, handles, words } from "./paint";
import type { SegmentSession } from "./session";

const LANE = 22;

export class SegmentScene implements Scene {
  constructor(private readonly session: SegmentSession) {}

  paint(brush: Brush): void {
    const { session } = this;
    if (!session.isHidden) this.paintSegments(brush);
    if (session.pending) this.paintDraft(brush, session.pending, "Which label?");
    if (session.begun !== undefined) {
      const [start, end] = [session.begun, Math.max(session.head, session.begun)];
      this.paintDraft(brush, { start, end }, `from ${clock(start, 3)}`);
    }
    const { gesture } = session;
    if (gesture.phase === "drawing") this.paintDraft(brush, gesture.part, lengthOf(gesture.part));
  }

  private paintSegments(brush: Brush): void {
    const { session } = this;
    const { gesture } = session;
    const held = gesture.phase === "moving" || gesture.phase === "resizing" ? gesture.id : undefined;
    const drawn = inTime(session.segments);
    const lanes = lanesOf(drawn);
    const faults = session.faults;
    drawn.forEach((segment, at) => {
      const part = segment.id === held ? (draftOf(gesture) ?? segment) : segment;
      this.paintOne(brush, segment, part, at + 1, lanes.get(segment.id) ?? 0, faults.has(segment.id));
    });
  }

  private paintOne(
    brush: Brush,
    segment: Segment,
    part: Stretch,
    number: number,
    lane: number,
    isFaulty: boolean,
  ): void {
    const { session } = this;
    const { wave, spectrum } = brush.bands;
    const bottom = Math.max(wave[1], spectrum[1]);
    const slot = session.handle.slot(segment.label);
    const isSelected = segment.id === session.selection?.id;
    const isHovered = segment.id === session.hovered;
    band(brush, part, wave[0], bottom, {
      colour: isFaulty ? brush.colour("--danger") : brush.ink(slot).line,
      dash: labelDash(slot),
      fill: isSelected ? 0.3 : isHovered ? 0.24 : 0.16,
      width: isSelected ? 3 : 2,
    });
    const top = wave[0] + 3 + Math.min(lane, 4) * LANE;
    const title = `${isFaulty ? "! " : ""}${number} ${session.titleOf(segment.label)}`;
    chip(brush, part, top, isFaulty ? `${title}: look again` : title, brush.ink(slot));
    if (segment.text) words(brush, part, wave[1] - 12, segment.text);
    if (isSelected) handles(brush, part, (wave[0] + wave[1]) / 2);
    if (isSelected && part !== segment) {
      chip(brush, part, wave[1] - 40, `${clock(part.start, 3)} – ${clock(part.end, 3)}`, NOTE, {
        isFree: true,
      });
    }
  }

  private paintDraft(brush: Brush, part: Stretch, text: string): void {
    const { session } = this;
    const { wave, spectrum } = brush.bands;
    const slot = session.label === undefined ? undefined : session.handle.slot(session.label);
    const colour = slot === undefined ? brush.colour("--ink") : brush.ink(slot).line;
    band(brush, part, wave[0], Math.max(wave[1], spectrum[1]), { colour, dash: [4, 4], fill: 0.2, width: 2 });
    chip(brush, part, wave[1] - 40, text, NOTE, { isFree: true });
  }
}

const NOTE = { line: "#1d1c1a", text: "#ffffff" };

const lengthOf = (part: Stretch): string => `${(part.end - part.start).toFixed(3)} s`;
