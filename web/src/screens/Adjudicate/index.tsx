import "./Adjudicate.css";
import { useSearchParams } from "wouter";
import { CaseScreen } from "./CaseScreen";
import { Queue } from "./Queue";

/** What waits for a ruling as a list; with an item and a question in the address, that one case. */
export default function Adjudicate({ slug }: { slug: string }) {
  const [search] = useSearchParams();
  const item = search.get("item");
  const question = search.get("question");
  if (item && question) {
    return (
      <CaseScreen
        key={`${item}|${question}`}
        slug={slug}
        item={item}
        question={question}
        only={search.get("only")}
      />
    );
  }
  return <Queue slug={slug} />;
}
