import "../frame/ProjectFrame.css";
import { useEffect } from "react";
import { useMe } from "../../state/session";
import { PlainHeader } from "../frame/Header";
import { Password } from "./Password";
import { Tokens } from "./Tokens";

/** What belongs to the person and not to a project: the password, and tokens for scripts. */
export default function Account() {
  const me = useMe();
  useEffect(() => {
    document.title = "Password and tokens · Goldsmith";
  }, []);
  return (
    <div className="frame">
      <PlainHeader />
      <main id="main" className="page is-narrow">
        <div className="page-head">
          <div>
            <h1>{me.data?.person.name ?? "You"}</h1>
            <p>Your password, and tokens for scripts.</p>
          </div>
        </div>
        <Password hasOne={me.data?.has_password ?? false} />
        <Tokens memberships={me.data?.memberships ?? []} mayAll={me.data?.is_workspace_owner ?? false} />
      </main>
    </div>
  );
}
