import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** A small button that copies a text and says so. */
export function Copy({ text, name, word }: { text: string; name: string; word?: string }) {
  const clipboard = useClipboard({ timeout: 2000 });
  const Icon = clipboard.copied ? IconCheck : IconCopy;
  const said = clipboard.error ? "Select it and copy by hand" : clipboard.copied ? "Copied" : word;
  return (
    <button
      type="button"
      className="copy-mini"
      onClick={() => clipboard.copy(text)}
      aria-label={name}
      title={name}
    >
      <Icon size={15} stroke={1.75} aria-hidden />
      {said !== undefined && <span aria-live="polite">{said}</span>}
    </button>
  );
}
