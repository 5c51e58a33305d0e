/** Mantine dressed in the colours of theme.css. A colour is written once, there; here are only names for them. */

import {
  type CSSVariablesResolver,
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
  virtualColor,
} from "@mantine/core";

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const MONOSPACE = 'ui-monospace, "SF Mono", Menlo, Consolas, monospace';

const ON_PRIMARY = "var(--on-ink)";

/** Ten shades from light to dark; Mantine fills with shade 8 and takes text that contrasts with it. */
const shades = (...colours: MantineColorsTuple): MantineColorsTuple => colours;

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: 8,
  autoContrast: true,
  luminanceThreshold: 0.179, // where black and white text contrast equally
  black: "#000000",
  white: "#ffffff",
  colors: {
    ink: virtualColor({ name: "ink", light: "inkOnLight", dark: "inkOnDark" }),
    gold: virtualColor({ name: "gold", light: "goldOnLight", dark: "goldOnDark" }),
    danger: virtualColor({ name: "danger", light: "dangerOnLight", dark: "dangerOnDark" }),
    // the neutrals that Mantine itself uses, warm
    gray: shades(
      "#faf9f6",
      "#f3f1ec",
      "#e9e5dd",
      "#e2ded5",
      "#d3cec3",
      "#87816f",
      "#6b665e",
      "#57534b",
      "#3a3834",
      "#1d1c1a",
    ),
    dark: shades(
      "#eeebe4",
      "#b9b3a7",
      "#a39c8f",
      "#827b6e",
      "#37342e",
      "#3d3a33",
      "#1e1d1a",
      "#161513",
      "#262420",
      "#0f0e0d",
    ),
    inkOnLight: shades(
      "#faf9f6",
      "#f3f1ec",
      "#e2ded5",
      "#c8c3b8",
      "#968f82",
      "#77726a",
      "#57534b",
      "#3a3834",
      "#1d1c1a",
      "#000000",
    ),
    inkOnDark: shades(
      "#161513",
      "#1e1d1a",
      "#262420",
      "#37342e",
      "#7a7469",
      "#968f82",
      "#b9b3a7",
      "#d5d0c5",
      "#eeebe4",
      "#ffffff",
    ),
    goldOnLight: shades(
      "#fdf9ec",
      "#f6edd3",
      "#ecdcae",
      "#e3c565",
      "#cfae48",
      "#b8952f",
      "#a17f22",
      "#95761e",
      "#8a6d1a",
      "#6d5512",
    ),
    goldOnDark: shades(
      "#241f0f",
      "#3a3217",
      "#53471f",
      "#6d5d28",
      "#877332",
      "#a28b3f",
      "#bda24d",
      "#d0b459",
      "#e3c565",
      "#efd98f",
    ),
    dangerOnLight: shades(
      "#fdf5f4",
      "#fbeae8",
      "#f4cac6",
      "#eba49d",
      "#e07b72",
      "#d4564b",
      "#c63a30",
      "#bc2f26",
      "#b3261e",
      "#8f1d16",
    ),
    dangerOnDark: shades(
      "#261513",
      "#3d211d",
      "#572d28",
      "#733b34",
      "#904a41",
      "#ad5a4f",
      "#ca6b5f",
      "#e57d6f",
      "#ff8f80",
      "#ffb0a5",
    ),
  },
  fontFamily: FONT,
  fontFamilyMonospace: MONOSPACE,
  headings: {
    fontFamily: FONT,
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "22px", lineHeight: "1.25" },
      h2: { fontSize: "18px", lineHeight: "1.25" },
      h3: { fontSize: "15px", lineHeight: "1.25" },
      h4: { fontSize: "14px", lineHeight: "1.25" },
    },
  },
  fontSizes: { xs: "12px", sm: "13px", md: "15px", lg: "18px", xl: "22px" },
  lineHeights: { xs: "1.4", sm: "1.5", md: "1.5", lg: "1.6", xl: "1.55" },
  spacing: { xs: "4px", sm: "8px", md: "16px", lg: "24px", xl: "40px" },
  radius: { xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px" },
  defaultRadius: "md",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Anchor: { defaultProps: { underline: "always" } },
    Badge: { defaultProps: { color: "ink" } },
    // Mantine chooses what stands on the primary colour for the light scheme alone; ours turns over in the dark one.
    Checkbox: { defaultProps: { iconColor: ON_PRIMARY } },
    CheckboxIndicator: { defaultProps: { iconColor: ON_PRIMARY } },
    Indicator: { vars: () => ({ root: { "--indicator-text-color": ON_PRIMARY } }) },
    PaginationRoot: { vars: () => ({ root: { "--pagination-active-color": ON_PRIMARY } }) },
    Pagination: { vars: () => ({ root: { "--pagination-active-color": ON_PRIMARY } }) },
    Radio: { defaultProps: { iconColor: ON_PRIMARY } },
    RadioIndicator: { defaultProps: { iconColor: ON_PRIMARY } },
    Stepper: { vars: () => ({ root: { "--stepper-icon-color": ON_PRIMARY } }) },
    Switch: { vars: () => ({ root: { "--switch-text-color": ON_PRIMARY } }) },
    Tabs: { vars: () => ({ root: { "--tabs-text-color": ON_PRIMARY } }) },
  },
});

/** The parts of a tinted colour that Mantine would mix by itself, taken from theme.css instead. */
const tinted = (name: string, colour: string, soft: string, text: string, hover: string) => ({
  [`--mantine-color-${name}-filled`]: colour,
  [`--mantine-color-${name}-filled-hover`]: hover,
  [`--mantine-color-${name}-light`]: soft,
  [`--mantine-color-${name}-light-hover`]: soft,
  [`--mantine-color-${name}-light-color`]: text,
  [`--mantine-color-${name}-outline`]: colour,
  [`--mantine-color-${name}-outline-hover`]: soft,
  [`--mantine-color-${name}-text`]: colour,
});

const fromCss = {
  "--mantine-color-body": "var(--surface)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-bright": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-3)",
  "--mantine-color-placeholder": "var(--ink-3)",
  "--mantine-color-anchor": "var(--ink)",
  "--mantine-color-error": "var(--danger)",
  "--mantine-color-success": "var(--ink)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--sunk)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--line)",
  "--mantine-color-disabled": "var(--sunk)",
  "--mantine-color-disabled-color": "var(--ink-3)",
  "--mantine-color-disabled-border": "var(--line)",
  "--mantine-primary-color-contrast": "var(--on-ink)",
  "--mantine-color-ink-contrast": "var(--on-ink)",
  ...tinted("ink", "var(--ink)", "var(--sunk)", "var(--ink)", "var(--ink-hover)"),
  ...tinted("gold", "var(--gold)", "var(--gold-soft)", "var(--gold-strong)", "var(--gold-strong)"),
  ...tinted("danger", "var(--danger)", "var(--danger-soft)", "var(--danger)", "var(--danger)"),
};

/** Hand this to MantineProvider beside the theme. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: fromCss, dark: fromCss });

/** Remembers a scheme that a person chose; until then it is the system's (`defaultColorScheme="auto"`). */
export const colourScheme = localStorageColorSchemeManager({ key: "goldsmith-colour-scheme" });

export const LABEL_COLOURS = 12;

/** The colour of the label at this place of its question, counted from 0, as a CSS value. It repeats after twelve. */
export const labelColour = (index: number): string => `var(--label-${(index % LABEL_COLOURS) + 1})`;

/** The colour of text that stands on `labelColour(index)`. */
export const onLabelColour = (index: number): string => `var(--on-label-${(index % LABEL_COLOURS) + 1})`;

/** Which pattern tells labels of one colour apart: 0 (plain) for the first twelve, 1 for the next, and so on. */
export const labelPattern = (index: number): number => Math.floor(index / LABEL_COLOURS);

/** `labelColour(index)` as it is just now in this scheme: for a canvas, which does not read CSS variables. */
export const paintedLabelColour = (index: number): string =>
  getComputedStyle(document.documentElement)
    .getPropertyValue(`--label-${(index % LABEL_COLOURS) + 1}`)
    .trim();
