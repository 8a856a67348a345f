// What stands above a chat's messages: whose it is, its topics, what is pinned.

import { make, shadeOf, summary } from "./view.js";
import { say } from "./words.js";
import { titleOf, world } from "./world.js";

export function showHead(pane, subtitle) {
  const chat = world.chats.get(pane.chat);
  const isPrivate = chat.kind === "private";
  const person = world.users.get(pane.person);
  const title = titleOf(chat);
  pane.element.setAttribute("aria-label", isPrivate ? say("privateOf", person.first_name) : title);
  pane.at("h2").textContent = isPrivate ? say("privateOf", person.first_name) : title;
  pane.at(".avatar").textContent = title.slice(0, 1);
  pane.at(".avatar").style.background = shadeOf(isPrivate ? world.bot.id : chat.id);
  const isThere = ["member", "administrator"].includes(chat.bot_status);
  const about = isPrivate ? say("withBot", title) : say(isThere ? "members" : "withoutBot", chat.members.length);
  pane.at("header p").textContent = subtitle || about;
  const topics = Object.entries(chat.topics);
  pane.at(".topic").hidden = topics.length === 0;
  pane.at(".topic").ariaLabel = say("topic");
  pane.at(".topic").replaceChildren(
    new Option(say("general"), 0),
    ...topics.map(([thread, name]) => new Option(name, thread, false, Number(thread) === pane.topic)),
  );
  pane.at(".messages").ariaLabel = pane.element.ariaLabel;
  pane.at(".messages").ariaDescription = say("keys");
}

export function showPinned(pane, shown) {
  const pinned = shown.filter((message) => message.pinned).pop();
  pane.at(".pinned").hidden = !pinned;
  if (!pinned) return;
  pane.at(".pinned").replaceChildren(make("b", "", say("pinned")), summary(pinned));
  pane.at(".pinned").onclick = () => pane.find(pinned.message_id);
}
