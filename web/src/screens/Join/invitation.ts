/** The invitation that was followed. It outlives a way to the door and back, in this tab only. */
import { takeToken } from "../Enter/Door";

const KEY = "goldsmith-invitation";

/** The token in the address, or the one followed before in this tab; null without any. */
export function takeInvitation(): string | null {
  const token = takeToken();
  if (token === null) return sessionStorage.getItem(KEY);
  sessionStorage.setItem(KEY, token);
  return token;
}

export const forgetInvitation = () => sessionStorage.removeItem(KEY);
