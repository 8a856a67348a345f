// The clock, and the ways to push it on.

import { showAnswer } from "./answers.js";
import { ask } from "./api.js";
import { make, timeOf } from "./view.js";
import { say } from "./words.js";
import { present, world } from "./world.js";

const at = (id) => document.getElementById(id);

export function showClock() {
  const part = (options) => timeOf(present(), world.zone, options);
  const date = `${part({ month: "2-digit" }).replace(/\D/g, "")}-${part({ day: "2-digit" }).replace(/\D/g, "")}`;
  const rest = `${part({ weekday: "short" })} ${part({ hour: "2-digit", minute: "2-digit" })}`;
  at("clock").replaceChildren(make("span", "date", `${date} `), rest);
}

// `open(chat)` shows a chat to the person whose it is, or a room.
export function bindClock(open) {
  const pushes = {
    hour: () => ask("clock", { hours: 1 }),
    morning: () => ask("clock", { until: "08:00" }),
    monday: () => ask("clock", { until: "08:00", weekday: 0 }),
    reminder: async () => showReached(await ask("reminder"), open),
  };
  for (const push of document.querySelectorAll("[data-push]")) {
    push.addEventListener("click", () => pushes[push.dataset.push]());
  }
  at("when").addEventListener("click", () => pushing(!document.body.classList.contains("pushing")));
  setInterval(showClock, 5000);
}

// Whom the bot spoke to at that moment, with the first of them opened.
function showReached({ moved, reached, now: moment }, open) {
  if (!moved) return showAnswer(say("noReminder"));
  const time = timeOf(new Date(moment), world.zone);
  if (!reached.length) return showAnswer(say("nobodyReminded", time));
  const names = reached.map((chat) => world.users.get(chat)?.first_name ?? world.chats.get(chat).title);
  const shown = names.slice(0, 3).join(say("comma"));
  pushing(false);
  open(reached[0]);
  showAnswer(say("reminded", time, names.length > 3 ? say("andMore", shown, names.length) : shown));
}

function pushing(open) {
  document.body.classList.toggle("pushing", open);
  at("when").ariaExpanded = String(open);
}
