// Makes elements. Text goes in as text: nothing that a seller wrote is ever parsed as HTML.

/** Make an element with properties and children; strings become text nodes, null children are left out. */
export function el(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.flat().filter((child) => child !== null));
  return element;
}
