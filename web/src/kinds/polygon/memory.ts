/** Whether points snap to neighbours stays in this browser. */
const KEY = "goldsmith-polygon-snap";

export const rememberSnap = (isOn: boolean): void => localStorage.setItem(KEY, isOn ? "on" : "off");
export const rememberedSnap = (): boolean => localStorage.getItem(KEY) !== "off";
