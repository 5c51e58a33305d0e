import "../Adjudicate/Adjudicate.css";
import "./Review.css";
import { useSearchParams } from "wouter";
import { LookScreen } from "./LookScreen";
import { Overview } from "./Overview";

/** Answers that one person alone gave: a sample with its error rates; with an item in the address, that one answer. */
export default function Review({ slug }: { slug: string }) {
  const [search] = useSearchParams();
  const item = search.get("item");
  const question = search.get("question");
  if (item && question)
    return <LookScreen key={`${item}|${question}`} slug={slug} item={item} question={question} />;
  return <Overview slug={slug} />;
}
