/** How a form looks: fields with label and help, groups that open, lists with buttons. */
import type {
  ArrayFieldItemTemplateProps,
  ArrayFieldTemplateProps,
  FieldTemplateProps,
  ObjectFieldTemplateProps,
} from "@rjsf/utils";
import { useState } from "preact/hooks";
import { fieldOf, helpId, labelId } from "./fieldOf";
import { shortened } from "./help";
import { isFilled } from "./values";

function FieldTemplate({ id, label, schema, uiSchema, children, fieldPathId, onChange }: FieldTemplateProps) {
  const field = fieldOf(uiSchema);
  const isContainer = schema.type === "object" || schema.type === "array";
  // An item of a list is named by the list.
  const isItem = typeof fieldPathId.path.at(-1) === "number";
  if (isContainer || isItem) return children;
  const { example } = field;
  return (
    <div class={`field ${field.type}`}>
      <label id={labelId(id)} htmlFor={id}>
        {label}
        {field.required && <Required />}
      </label>
      {children}
      <Help id={helpId(id)} text={field.comments}>
        {example !== undefined && (
          <button
            type="button"
            class="link"
            aria-label={`Use example for ${label}`}
            onClick={() => onChange(example, fieldPathId.path)}
          >
            Use example
          </button>
        )}
      </Help>
    </div>
  );
}

const Required = () => <span class="required">required</span>;

interface HelpProps {
  id: string;
  text: string | undefined;
  children?: preact.ComponentChildren;
}

/** The first sentence of the comments; the rest on demand. */
function Help({ id, text = "", children }: HelpProps) {
  const [isOpen, setOpen] = useState(false);
  const { short, more } = shortened(text);
  return (
    <p class="help" id={id}>
      {isOpen ? text : short}{" "}
      {more !== "" && (
        <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? "Less" : "More"}
        </button>
      )}{" "}
      {children}
    </p>
  );
}

/** A form, a group that opens, or an item of a list. */
function ObjectFieldTemplate({ properties, title, uiSchema, formData, fieldPathId }: ObjectFieldTemplateProps) {
  const field = fieldOf(uiSchema);
  const content = properties.map(({ content }) => content);
  const last = fieldPathId.path.at(-1);
  if (last === undefined) return <>{content}</>;
  if (typeof last === "number") return <div class="pair">{content}</div>;
  if (field.type === "dynamicObject" || last === "values") return <div class="choice">{content}</div>;
  return (
    <details class="group" open={field.required === true || isFilled(field, formData)}>
      <summary>{title}</summary>
      <fieldset aria-label={title}>
        {field.comments !== undefined && <Help id={helpId(fieldPathId.$id)} text={field.comments} />}
        {content}
      </fieldset>
    </details>
  );
}

function ArrayFieldTemplate({ items, title, uiSchema, onAddClick, fieldPathId }: ArrayFieldTemplateProps) {
  const field = fieldOf(uiSchema);
  return (
    <fieldset class="field inputs-list" aria-describedby={helpId(fieldPathId.$id)}>
      <legend>
        {title}
        {field.required && <Required />}
      </legend>
      {items}
      <button type="button" onClick={onAddClick} aria-label={`Add to ${title}`}>
        Add
      </button>
      <Help id={helpId(fieldPathId.$id)} text={field.comments} />
    </fieldset>
  );
}

function ArrayFieldItemTemplate({ children, buttonsProps, index, uiSchema }: ArrayFieldItemTemplateProps) {
  return (
    <div class="item">
      {children}
      <button
        type="button"
        class="quiet"
        onClick={buttonsProps.onRemoveItem}
        aria-label={`Remove ${fieldOf(uiSchema).label} ${index + 1}`}
      >
        <span aria-hidden="true">✕</span>
      </button>
    </div>
  );
}

export const TEMPLATES = { FieldTemplate, ObjectFieldTemplate, ArrayFieldTemplate, ArrayFieldItemTemplate };
