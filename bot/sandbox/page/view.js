// How one message looks.

import { fileAddress } from "./api.js";
import { rendered } from "./text.js";
import { locale, say } from "./words.js";

const SHADES = ["#c0563b", "#3a7f4b", "#7a5bb5", "#2b7bb9", "#b0527f", "#8a6d1b", "#2d8583"];

export const shadeOf = (id) => SHADES[Math.abs(id) % SHADES.length];

export function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

// A round mark with the first letter of a name.
export function faceOf(id, name, className = "avatar") {
  const face = make("span", className, name.slice(0, 1));
  face.style.background = shadeOf(id);
  face.ariaHidden = "true";
  return face;
}

export function timeOf(moment, zone, options = { hour: "2-digit", minute: "2-digit" }) {
  return new Intl.DateTimeFormat(locale(), { timeZone: zone, hourCycle: "h23", ...options }).format(moment);
}

export function dayOf(moment, zone, now) {
  const day = (date) => timeOf(date, zone, { year: "numeric", month: "2-digit", day: "2-digit" });
  if (day(moment) === day(now)) return say("today");
  if (day(moment) === day(new Date(now - 86400000))) return say("yesterday");
  return timeOf(moment, zone, { month: "long", day: "numeric", weekday: "long" });
}

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

export function serviceWords(message) {
  const facts = message.service;
  const name = (user) => user.first_name;
  if (facts.new_chat_members) return say("joined", facts.new_chat_members.map(name).join(", "));
  if (facts.left_chat_member) return say("left", name(facts.left_chat_member));
  if (facts.forum_topic_created) return say("topicCreated", facts.forum_topic_created.name);
  if (facts.migrate_to_chat_id) return say("migratedTo");
  if (facts.migrate_from_chat_id) return say("migratedFrom");
  if (facts.pinned_message) return `${message.from_name} ${say("pinnedMessage")}`;
  return Object.keys(facts).join(", ");
}

export function summary(message) {
  if (message.service) return serviceWords(message);
  const kind = message.photo ? say("photo") : message.document ? message.document.file_name : "";
  return [kind, message.text].filter(Boolean).join(" · ").replace(/\s+/g, " ");
}

// `seen`: {own, zone, group, answered, topic, first, last}, the last two of one sender's run; `act`: what presses do.
export function messageElement(message, seen, act) {
  if (message.service) {
    const item = make("li", "service", make("span", "", serviceWords(message)));
    item.dataset.id = message.message_id;
    return item;
  }
  const bubble = make("div", "bubble");
  bubble.tabIndex = -1;
  if (!seen.own && seen.group && seen.first) {
    const author = make("div", "author", message.from_name);
    author.style.setProperty("--its", shadeOf(message.from_id));
    if (message.from_bot) author.append(make("span", "tag", say("bot")));
    bubble.append(author);
  }
  if (seen.topic) bubble.append(make("div", "topic", seen.topic));
  if (seen.answered) bubble.append(quote(seen.answered, act));
  if (message.photo) bubble.append(photo(message.photo, act));
  if (message.document) bubble.append(documentRow(message.document));
  if (message.text) bubble.append(make("div", "text", rendered(message.text, message.entities, act)));
  const edited = message.edited.length ? `${say("edited")} ` : "";
  bubble.append(make("div", "when", edited + timeOf(new Date(message.date), seen.zone)));
  if (message.reaction) bubble.append(make("div", "reaction", message.reaction));
  bubble.append(actions(message, seen, act));

  const column = make("div", "column", bubble);
  if (message.buttons.length) column.append(keyboard(message, act));
  const item = make("li", [seen.own ? "own" : message.from_bot ? "bot" : "other", seen.last ? "last" : ""].join(" ").trim());
  item.dataset.id = message.message_id;
  if (!seen.own && seen.group) item.append(faceOf(message.from_id, message.from_name, "face"));
  item.append(column);
  return item;
}

function quote(answered, act) {
  const bar = make("button", "quote", make("b", "", answered.from_name), make("span", "", summary(answered)));
  bar.type = "button";
  bar.style.borderColor = shadeOf(answered.from_id);
  bar.addEventListener("click", () => act.show(answered.message_id));
  return bar;
}

function photo(file, act) {
  const image = make("img");
  image.src = fileAddress(file);
  image.alt = say("photo");
  image.width = file.width;
  image.height = file.height;
  const opener = make("button", "photo", image);
  opener.type = "button";
  opener.addEventListener("click", () => act.picture(image.src));
  return opener;
}

function documentRow(file) {
  const suffix = file.file_name.split(".").pop().slice(0, 4);
  const row = make("a", "document", make("span", "kind", suffix));
  row.append(make("span", "", make("b", "", file.file_name), make("small", "", sizeOf(file.size))));
  row.href = fileAddress(file);
  if (/pdf|image|text/.test(file.mime_type)) row.target = "_blank";
  else row.download = file.file_name;
  return row;
}

function keyboard(message, act) {
  const grid = make("div", "keyboard");
  for (const buttons of message.buttons) {
    const row = make("div", "row");
    for (const button of buttons) {
      const element = make("button", button.style || "", button.text);
      element.type = "button";
      if (button.url) element.append(make("span", "mark", "↗"));
      if (button.copy_text) element.append(make("span", "mark copies"));
      element.dataset.press = button.callback_data || "";
      element.addEventListener("click", () => act.press(message, button, element));
      row.append(element);
    }
    grid.append(row);
  }
  return grid;
}

function actions(message, seen, act) {
  const bar = make("div", "actions");
  const add = (name, touch) => {
    const button = make("button", "", say(name));
    button.type = "button";
    button.addEventListener("click", touch);
    bar.append(button);
  };
  add("reply", () => act.reply(message));
  if (seen.own && message.text) add("edit", () => act.edit(message));
  return bar;
}

const TOGETHER = 5 * 60000;

// Whether two messages stand as one person's of one moment.
export const together = (one, other) =>
  Boolean(one && other && !one.service && !other.service) &&
  one.from_id === other.from_id &&
  Date.parse(other.date) - Date.parse(one.date) < TOGETHER;
