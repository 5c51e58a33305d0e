import "./ui/mantine.css";
import "@mantine/notifications/styles.layer.css";
import "@mantine/spotlight/styles.layer.css";
import "./ui/theme.css";
import "./ui/controls.css";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { isSignedOut, ME } from "./state/session";
import { colourScheme, cssVariables, theme } from "./ui/theme";

const root = document.getElementById("root");
if (!root) throw new Error('index.html has no element with the id "root"');

const queries = new QueryClient({
  queryCache: new QueryCache({
    // Signed out elsewhere, or expired: asking again who this is leads to the door.
    onError: (error, query) => {
      if (isSignedOut(error) && query.queryKey[0] !== ME[0]) void queries.invalidateQueries({ queryKey: ME });
    },
  }),
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } },
});

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colourScheme}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" />
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
