import "./canvas.css";
import { type ReactNode, useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { BrokenImage, imageOf } from "../state/images";
import { thin } from "../ui/num";
import { Picture } from "./picture";
import type { Viewer } from "./viewer";

export interface CanvasStageProps {
  viewer: Viewer;
  url: string;
  /** What the picture and the shapes on it are, for those who do not see them. */
  label: string;
  describedBy?: string | undefined;
  /** The key printed on the button that fits the picture, where the screen has one. */
  fitKey?: ReactNode;
  onBroken?: ((isBroken: boolean) => void) | undefined;
  children?: ReactNode;
}

type Loading = "loading" | "ready" | { readonly why: string };

/** Mounts a viewer in the page: the canvases, the zoom controls, and what stands there without a picture. */
export function CanvasStage(props: CanvasStageProps) {
  const { viewer, url, label, describedBy, fitKey, onBroken, children } = props;
  const [loading, retry] = usePicture(viewer, url, onBroken);
  const mount = useCallback(
    (element: HTMLDivElement | null) => (element ? viewer.mount(element) : undefined),
    [viewer],
  );
  const isBroken = typeof loading === "object";
  return (
    <>
      <div
        ref={mount}
        className="canvas-stage"
        role="application"
        aria-label={label}
        aria-describedby={describedBy}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys draw here, so it must take the focus
        tabIndex={0}
      />
      {loading === "loading" && <div className="canvas-loading" aria-busy="true" />}
      {isBroken ? (
        <div className="canvas-broken">
          <div className="canvas-plate" role="alert">
            <h2>This picture cannot be shown</h2>
            <p>{loading.why} Skip the item and say why, or try again.</p>
            <button type="button" onClick={retry}>
              Try again
            </button>
          </div>
        </div>
      ) : (
        <>
          <ZoomControls viewer={viewer} fitKey={fitKey} />
          {children}
        </>
      )}
    </>
  );
}

/** Load the picture into the viewer; again when it was closed meanwhile or `retry` is called. */
function usePicture(
  viewer: Viewer,
  url: string,
  onBroken: ((isBroken: boolean) => void) | undefined,
): readonly [Loading, () => void] {
  const [loading, setLoading] = useState<Loading>(isShown(viewer, url) ? "ready" : "loading");
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt loads again
  useEffect(() => {
    let isWanted = true;
    if (isShown(viewer, url)) return;
    setLoading("loading");
    imageOf(url).then(
      (bitmap) => {
        if (!isWanted) return;
        const picture = new Picture(bitmap, viewer.size, url);
        viewer.show(picture);
        setLoading("ready");
        onBroken?.(false);
        picture.prepare().then(() => viewer.invalidate("picture"));
      },
      (fault: unknown) => {
        if (!isWanted) return;
        setLoading({ why: reason(fault) });
        onBroken?.(true);
      },
    );
    return () => {
      isWanted = false;
    };
  }, [viewer, url, attempt, onBroken]);
  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  useEffect(() => {
    viewer.onLost = retry;
    return () => {
      viewer.onLost = undefined;
    };
  }, [viewer, retry]);
  return [loading, retry];
}

const isShown = (viewer: Viewer, url: string): boolean =>
  viewer.picture?.url === url && viewer.picture.isOpen();

function reason(fault: unknown): string {
  const why =
    fault instanceof BrokenImage ? fault.why : fault instanceof Error ? fault.message : "it did not load.";
  return why.charAt(0).toUpperCase() + why.slice(1);
}

function ZoomControls({ viewer, fitKey }: { viewer: Viewer; fitKey: ReactNode }) {
  const percent = useSyncExternalStore(viewer.changed.subscribe, () => Math.round(viewer.camera.scale * 100));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a heading
    <div className="canvas-plate canvas-zoom" role="group" aria-label="Zoom" data-over-canvas="">
      <button type="button" aria-label="Zoom out" onClick={() => viewer.zoomOut()}>
        −
      </button>
      <output aria-label="Zoom">{thin(percent)} %</output>
      <button type="button" aria-label="Zoom in" onClick={() => viewer.zoomIn()}>
        +
      </button>
      <button type="button" onClick={() => viewer.fit()}>
        Fit {fitKey}
      </button>
    </div>
  );
}
