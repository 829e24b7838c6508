// Small pieces of screen. Everything is made with textContent: no answer can become markup.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((each) => each != null && each !== false));
  return element;
}

/** A button that cannot be pressed twice while its work is under way. */
export function button(label, work, kind = "plain") {
  const element = h("button", { type: "button", class: kind }, label);
  element.addEventListener("click", async () => {
    if (element.disabled) return;
    element.disabled = true;
    try { await work(); } finally { element.disabled = false; }
  });
  return element;
}

/** Show a screen and put the focus on its heading. */
export function render(...content) {
  const root = document.getElementById("app");
  root.replaceChildren(...content.flat().filter(Boolean));
  scrollTo(0, 0);
  root.querySelector("h1")?.focus();
}

export const title = (text) => h("h1", { tabindex: "-1" }, text);
export const note = (text, kind = "note") => h("p", { class: kind, role: kind === "trouble" ? "alert" : null }, text);

export function field(label, attributes, hint) {
  const id = `field-${attributes.name}`;
  return h("div", { class: "field" }, h("label", { for: id }, label), hint && h("p", { class: "hint" }, hint), h("input", { id, ...attributes }));
}

/** Letters without marks, for search: Đường An → duong an. */
export function folded(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

export function save(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
