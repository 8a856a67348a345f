// Telegram entities as DOM. Text only ever becomes text nodes; no markup of anybody's is parsed here.

const ELEMENTS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

// Offsets count UTF-16 units, as JavaScript's strings do.
export function rendered(text, entities, act) {
  const fragment = document.createDocumentFragment();
  let at = 0;
  let next = 0;
  while (next < entities.length) {
    const entity = entities[next];
    const end = Math.min(entity.offset + entity.length, text.length);
    next += 1;
    if (entity.offset < at || end <= entity.offset) continue;
    const inner = [];
    while (next < entities.length && entities[next].offset < end) {
      inner.push({ ...entities[next], offset: entities[next].offset - entity.offset });
      next += 1;
    }
    fragment.append(text.slice(at, entity.offset));
    const words = text.slice(entity.offset, end);
    const element = elementFor(entity, words, act);
    element.append(rendered(words, inner, act));
    fragment.append(element);
    at = end;
  }
  fragment.append(text.slice(at));
  return fragment;
}

function elementFor(entity, words, act) {
  const url = entity.type === "text_link" ? entity.url : entity.type === "url" ? words : null;
  if (url && /^https?:\/\//.test(url)) {
    const link = document.createElement("a");
    link.href = url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.addEventListener("click", (event) => act.link(url) && event.preventDefault());
    return link;
  }
  const element = document.createElement(ELEMENTS[entity.type] || "span");
  element.className = entity.type;
  const touch = {
    code: () => act.copy(words),
    pre: () => act.copy(words),
    bot_command: () => act.command(words),
    spoiler: () => element.classList.add("shown"),
  }[entity.type];
  if (touch) touchable(element, touch);
  return element;
}

function touchable(element, touch) {
  element.tabIndex = 0;
  element.role = "button";
  element.addEventListener("click", touch);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    touch();
  });
}
