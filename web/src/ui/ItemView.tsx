import "./ItemView.css";
import { useState } from "react";
import type { Field_, ItemOut } from "../model/api.gen";

const LONG = 600; // characters; from here on text is set a little smaller

/** An item's fields: texts as they are, pictures fitted. Several fields get their names as captions. */
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
}) {
  const { item, show = [], onBroken, captions, beside = [] } = props;
  const names = show.length > 0 ? show : Object.keys(item.fields);
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
                <FieldView name={each.caption} field={nameless(item.fields[each.name])} onBroken={onBroken} />
              </figure>
            ))}
          </div>
        ) : (
          <figure className="item-field" key={`${item.id} ${name}`}>
            {(captions ?? names.length > 1) && (
              <figcaption className="item-caption">{name.replaceAll("_", " ")}</figcaption>
            )}
            <FieldView name={name} field={item.fields[name]} onBroken={onBroken} />
          </figure>
        ),
      )}
    </div>
  );
}

/** A picture's name could say where it comes from, which is not to be known while two are compared. */
const nameless = (field: Field_ | undefined): Field_ | undefined => field && { ...field, name: null };

function FieldView(props: { name: string; field: Field_ | undefined; onBroken: (() => void) | undefined }) {
  const { name, field, onBroken } = props;
  if (!field) return <p className="item-absent">This item has no field “{name}”.</p>;
  if (field.type === "image") return <Picture name={name} field={field} onBroken={onBroken} />;
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
