import "./ItemView.css";
import { useState } from "react";
import type { Field_, ItemOut } from "../model/api.gen";
import { Recording } from "./Recording";

const LONG = 600; // characters; from here on text is set a little smaller

/** An item's fields: texts as they are, pictures fitted, recordings to be played. Several fields get their names as captions. */
export function ItemView(props: {
  item: ItemOut;
  /** Names of the fields to show, in order; none shows all. */
  show?: readonly string[] | undefined;
  /** Called when a picture cannot be shown. */
  onBroken?: (() => void) | undefined;
  /** Whether names stand over the fields; otherwise they do where several are shown. */
  captions?: boolean | undefined;
  /** Fields that stand beside each other, under captions of their own, where the first of them would stand. */
  beside?: readonly { name: string; caption: string }[] | undefined;
  /** Whether the page's keys play the first recording. */
  hasKeys?: boolean | undefined;
}) {
  const { item, show = [], onBroken, captions, beside = [], hasKeys = true } = props;
  const names = show.length > 0 ? show : Object.keys(item.fields);
  const keyed = hasKeys ? names.find((name) => item.fields[name]?.type === "audio") : undefined;
  const together = beside.filter((each) => names.includes(each.name));
  const paired = new Set(together.map((each) => each.name));
  const first = names.find((name) => paired.has(name));
  const alone = names.filter((name) => name === first || !paired.has(name));
  return (
    <div className="item-view">
      {alone.map((name) =>
        name === first ? (
          <div className="item-beside" key={`${item.id} beside`}>
            {together.map((each) => (
              <figure className="item-field" key={each.name}>
                <figcaption className="item-caption">{each.caption}</figcaption>
                <FieldView
                  name={each.caption}
                  field={nameless(item.fields[each.name])}
                  onBroken={onBroken}
                  hasKeys={each.name === keyed}
                />
              </figure>
            ))}
          </div>
        ) : (
          <figure className="item-field" key={`${item.id} ${name}`}>
            {(captions ?? names.length > 1) && (
              <figcaption className="item-caption">{name.replaceAll("_", " ")}</figcaption>
            )}
            <FieldView name={name} field={item.fields[name]} onBroken={onBroken} hasKeys={name === keyed} />
          </figure>
        ),
      )}
    </div>
  );
}

/** A picture's name could say where it comes from, which is not to be known while two are compared. */
const nameless = (field: Field_ | undefined): Field_ | undefined => field && { ...field, name: null };

function FieldView(props: {
  name: string;
  field: Field_ | undefined;
  onBroken: (() => void) | undefined;
  hasKeys: boolean;
}) {
  const { name, field, onBroken, hasKeys } = props;
  if (!field) return <p className="item-absent">This item has no field “{name}”.</p>;
  if (field.type === "image") return <Picture name={name} field={field} onBroken={onBroken} />;
  if (field.type === "audio" && field.url && field.duration_s) {
    const title = field.name ?? name;
    return (
      <Recording
        title={title}
        url={field.url}
        duration={field.duration_s}
        hasKeys={hasKeys}
        onBroken={onBroken}
      />
    );
  }
  const text = field.text ?? "";
  return (
    <p className="item-text" dir="auto" data-length={text.length > LONG ? "long" : undefined}>
      {text}
    </p>
  );
}

function Picture(props: { name: string; field: Field_; onBroken: (() => void) | undefined }) {
  const { name, field, onBroken } = props;
  const [isBroken, setIsBroken] = useState(false);
  const title = field.name ?? name;
  if (isBroken || !field.url) {
    return (
      <div className="item-broken" role="alert">
        <p>The picture {title} cannot be shown.</p>
        <p className="quiet">
          The file may be damaged or missing. Skip the item as bad data, or reload the page.
        </p>
      </div>
    );
  }
  return (
    <img
      className="item-image"
      src={field.url}
      alt={title}
      width={field.width ?? undefined}
      height={field.height ?? undefined}
      decoding="sync"
      onError={() => {
        setIsBroken(true);
        onBroken?.();
      }}
    />
  );
}
