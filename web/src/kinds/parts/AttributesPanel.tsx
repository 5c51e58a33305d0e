import "./AttributesPanel.css";
import { KeyOf } from "../../keys/KeyOf";
import { attributeId, type HasAttributes } from "./attributeCommands";
import { type Attribute, unasked, withArticle } from "./attributes";

/** What is said of an object besides its label, in a line of its own in its row of a list. */
export const Said = ({ words }: { words: string | undefined }) =>
  words ? <small className="attributes-said">{words}</small> : null;

/** What else is said of the object in hand. It keeps its place while there is none. */
export function AttributesPanel({ session, of }: { session: HasAttributes; of: string }) {
  const values = session.attributesHere();
  const left = unasked(session.attributes, values);
  if (!session.attributes.length && !left.length) return null;
  return (
    <section className="attributes" aria-label={`About the ${of}`}>
      <h3>{values ? `About this ${of}` : `Choose ${withArticle(of)} first`}</h3>
      {session.attributes.map((attribute) =>
        attribute.choices.length ? (
          <Choices
            key={attribute.key}
            session={session}
            attribute={attribute}
            value={values?.[attribute.key]}
          />
        ) : (
          <label key={attribute.key} className="attribute" data-off={values ? undefined : ""}>
            <input
              type="checkbox"
              checked={values?.[attribute.key] === true}
              disabled={!values}
              onChange={(event) =>
                session.setAttribute(attribute.key, event.currentTarget.checked || undefined)
              }
            />
            <span className="attribute-title">{attribute.title}</span>
            <Letter session={session} attribute={attribute} />
          </label>
        ),
      )}
      {left.map((key) => (
        <p key={key} className="attribute">
          <span className="attribute-title">{key} is no longer asked</span>
          <button type="button" onClick={() => session.setAttribute(key, undefined)}>
            Take it out
          </button>
        </p>
      ))}
    </section>
  );
}

function Choices(props: { session: HasAttributes; attribute: Attribute; value: string | true | undefined }) {
  const { session, attribute, value } = props;
  return (
    <label className="attribute" data-off={session.attributesHere() ? undefined : ""}>
      <span className="attribute-title">{attribute.title}</span>
      <select
        value={typeof value === "string" ? value : ""}
        disabled={!session.attributesHere()}
        onChange={(event) => session.setAttribute(attribute.key, event.currentTarget.value || undefined)}
      >
        <option value="">not said</option>
        {attribute.choices.map((choice) => (
          <option key={choice.key} value={choice.key}>
            {choice.title}
          </option>
        ))}
      </select>
      <Letter session={session} attribute={attribute} />
    </label>
  );
}

function Letter({ session, attribute }: { session: HasAttributes; attribute: Attribute }) {
  const command = session.commands.find((each) => each.id === attributeId(attribute.key));
  return command ? <KeyOf command={command} /> : null;
}
