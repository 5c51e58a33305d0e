import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const SERVER = "http://127.0.0.1:8765"; // `goldsmith serve` beside `npm run dev`

export default defineConfig({
  base: "./", // the pages work at any address they are served under
  plugins: [react()],
  build: { outDir: "../src/goldsmith/_web", emptyOutDir: true },
  server: { proxy: { "/api": SERVER, "/media": SERVER } },
  test: { environment: "jsdom", pool: "vmThreads", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
});
