import { Skeleton } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { Redirect, Route, Router, Switch, useLocation, useSearch } from "wouter";
import { useCommands } from "./keys/useCommands";
import { type Overlay, onOpen, openPalette } from "./screens/frame/everywhere";
import { isSignedOut, useMe } from "./state/session";
import { Empty } from "./ui/Empty";
import { ProblemNotice } from "./ui/ProblemNotice";
import { Trouble } from "./ui/Trouble";

const Enter = lazy(() => import("./screens/Enter"));
const Join = lazy(() => import("./screens/Join"));
const Projects = lazy(() => import("./screens/Projects"));
const Account = lazy(() => import("./screens/Account"));
const Palette = lazy(() => import("./screens/frame/Palette"));
const Help = lazy(() => import("./keys/Help").then((module) => ({ default: module.Help })));

/** Pages of a project, by what stands after its name in the address. */
const PAGES = {
  "": lazy(() => import("./screens/Home")),
  "/guideline": lazy(() => import("./screens/Guideline")),
  "/items": lazy(() => import("./screens/Items")),
  "/label": lazy(() => import("./screens/Label")),
  "/agreement": lazy(() => import("./screens/Agreement")),
  "/adjudicate": lazy(() => import("./screens/Adjudicate")),
  "/review": lazy(() => import("./screens/Review")),
  "/release": lazy(() => import("./screens/Release")),
  "/clean": lazy(() => import("./screens/Clean")),
  "/concordance": lazy(() => import("./screens/Concordance")),
  "/taken-back": lazy(() => import("./screens/TakenBack")),
  "/progress": lazy(() => import("./screens/Progress")),
  "/inbox": lazy(() => import("./screens/Inbox")),
  "/work": lazy(() => import("./screens/Work")),
  "/annotators": lazy(() => import("./screens/Annotators")),
  "/people": lazy(() => import("./screens/People")),
  "/settings": lazy(() => import("./screens/Settings")),
} as const;

const base = new URL(document.baseURI).pathname.replace(/\/$/, "");

/** The shell round all screens. */
export function App() {
  return (
    <Router base={base}>
      <Trouble>
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/enter" component={Enter} />
            <Route path="/join" component={Join} />
            <Route>
              <SignedIn>
                <Inside />
              </SignedIn>
            </Route>
          </Switch>
        </Suspense>
        <Overlays />
      </Trouble>
    </Router>
  );
}

function Inside() {
  return (
    <Switch>
      <Route path="/" component={Projects} />
      <Route path="/account" component={Account} />
      {Object.entries(PAGES).map(([path, Page]) => (
        <Route key={path} path={`/p/:slug${path}`}>
          {({ slug }) => <Page key={slug} slug={decodeURIComponent(slug ?? "")} />}
        </Route>
      ))}
      <Route>
        <Empty title="There is no such page" action={<a href={`${base}/`}>All projects</a>}>
          The address may be from another version of Goldsmith.
        </Empty>
      </Route>
    </Switch>
  );
}

/** Lets only people in; others go to the door and come back here. */
function SignedIn({ children }: { children: ReactNode }) {
  const me = useMe();
  const [path] = useLocation();
  const search = useSearch();
  if (me.isPending) return <Loading />;
  if (isSignedOut(me.error)) {
    return (
      <Redirect
        to={`/enter?next=${encodeURIComponent(search === "" ? path : `${path}?${search}`)}`}
        replace
      />
    );
  }
  if (me.isError && !me.data) {
    return (
      <div className="loading-problem">
        <ProblemNotice error={me.error} onRetry={() => void me.refetch()} />
      </div>
    );
  }
  return children;
}

/** The sheet of keys and the palette, over whatever page is open. */
function Overlays() {
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  useEffect(() => onOpen(setOverlay), []);
  useCommands("everywhere", [
    {
      id: "everywhere.help",
      title: "Show all keys",
      keys: ["?"],
      group: "Everywhere",
      run: () => setOverlay("help"),
    },
    {
      id: "everywhere.go",
      title: "Go to anything",
      keys: ["Mod+K"],
      group: "Everywhere",
      run: openPalette,
    },
  ]);
  const close = () => setOverlay(null);
  return (
    <Suspense fallback={null}>
      {overlay === "help" && <Help opened onClose={close} />}
      {overlay === "palette" && <Palette onClose={close} />}
    </Suspense>
  );
}

/** The frame's outline while a page's code is on its way. */
function Loading() {
  return (
    <div aria-busy="true">
      <div className="loading-header">
        <Skeleton width={140} height={20} />
        <Skeleton width="min(520px, 45vw)" height={20} />
        <Skeleton circle width={28} height={28} />
      </div>
    </div>
  );
}
