import { IconMessages } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api } from "../../api/client";
import { counted } from "../../ui/num";

const MOST = 99;

/** The door to the inbox, with how many threads are new to the person. */
export function InboxTool({ slug }: { slug: string }) {
  const unread = useQuery({
    queryKey: ["unread", slug],
    queryFn: () => api.unread(slug),
    staleTime: 10_000,
    refetchInterval: 60_000,
  });
  const n = unread.data?.n_unread ?? 0;
  const name = n === 0 ? "Inbox" : `Inbox, ${counted(n, "new thread")}`;
  return (
    <Link
      href={`/p/${encodeURIComponent(slug)}/inbox`}
      className="tool tool-inbox"
      aria-label={name}
      title={name}
    >
      <IconMessages size={19} stroke={1.75} aria-hidden />
      {n > 0 && (
        <span className="tool-count" aria-hidden>
          {n > MOST ? `${MOST}+` : n}
        </span>
      )}
    </Link>
  );
}
