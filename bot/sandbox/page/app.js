// The page: who one is, which chats stand open, what time it is; and everything wired together.

import { showAnswer, showPicture } from "./answers.js";
import { ask } from "./api.js";
import { bindClock, showClock } from "./clock.js";
import { Pane } from "./pane.js";
import { Tour } from "./tour.js";
import { faceOf, make } from "./view.js";
import { say, spoken, switchLanguage } from "./words.js";
import { connect, listen, load, reload, roomsOf, unreadOf, world } from "./world.js";

const at = (id) => document.getElementById(id);
const now = { person: 0, room: 0 };

const pressed = (data) => tour.pressed(data);
const does = { answer: showAnswer, pressed, copy, link, picture: showPicture, openChat, welcome };
const panes = { room: new Pane("room", does), own: new Pane("own", does) };
document.querySelector("main").append(panes.room.element, panes.own.element);
const tour = new Tour({ show: showTo, pane: (room) => panes[room ? "room" : "own"] });

// Choosing

function choose(person, chat) {
  if (person !== now.person) at("toast").hidden = true;
  now.person = person;
  const rooms = roomsOf(person).map((room) => room.id);
  const moved = world.chats.get(chat)?.upgraded_to;
  now.room = [moved, chat, now.room, rooms[0]].find((id) => rooms.includes(id)) || 0;
  history.replaceState(null, "", `#person=${now.person}&chat=${document.body.dataset.tab === "own" ? person : now.room}`);
  show();
}

function openChat(chat) {
  document.body.dataset.tab = chat === now.person ? "own" : "room";
  choose(now.person, chat);
}

function showTo(person, room) {
  document.body.dataset.tab = room ? "room" : "own";
  choose(person, now.room);
}

function fromAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const person = Number(wanted.get("person")) || now.person;
  const chat = Number(wanted.get("chat")) || now.room;
  if (chat > 0) document.body.dataset.tab = "own";
  choose(world.users.has(person) ? person : [...world.users.keys()][0], chat);
}

// Showing

function show() {
  if (!world.users.has(now.person)) return;
  panes.room.show(now.person, now.room);
  panes.own.show(now.person, now.person);
  showRooms();
  showPeople();
  showTabs();
}

function showRooms() {
  const rooms = roomsOf(now.person);
  const which = panes.room.at(".which");
  which.hidden = rooms.length < 2;
  which.ariaLabel = say("whichRoom");
  which.replaceChildren(...rooms.map((room) => new Option(marked(room), room.id, false, room.id === now.room)));
}

const marked = (room) => (unreadOf(now.person, room.id) ? `${room.title} ●` : room.title);

const badge = (count) => (count ? [make("span", "unread", String(count))] : []);

function showPeople() {
  const items = [...world.users.values()].map((user) => {
    const missed = unreadOf(user.id, user.id);
    const item = make("button", "", faceOf(user.id, user.first_name));
    item.append(make("span", "words", make("b", "", user.first_name), make("small", "", user.note)), ...badge(missed));
    item.type = "button";
    item.dataset.person = user.id;
    item.ariaCurrent = user.id === now.person ? "true" : null;
    item.ariaLabel = [user.first_name, user.note, missed ? say("unread", missed) : ""].filter(Boolean).join(", ");
    item.addEventListener("click", () => {
      drawer(false);
      choose(user.id, now.room);
    });
    return make("li", "", item);
  });
  const list = at("people").querySelector("ul");
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.person : "";
  list.replaceChildren(...items);
  list.querySelector(`[data-person="${focused}"]`)?.focus({ preventScroll: true });
  const user = world.users.get(now.person);
  const others = [...world.users.keys()].reduce((sum, id) => sum + (id === now.person ? 0 : unreadOf(id, id)), 0);
  at("who").replaceChildren(faceOf(user.id, user.first_name), make("span", "", user.first_name));
  at("who").classList.toggle("others", others > 0);
  at("who").ariaLabel = [`${say("changePerson")}: ${user.first_name} ${user.note}`, others ? say("others", others) : ""]
    .filter(Boolean)
    .join(", ");
}

function showTabs() {
  const tabs = [
    ["room", world.chats.get(now.room)?.title ?? say("room"), now.room],
    ["own", say("privateOf", world.users.get(now.person).first_name), now.person],
  ];
  at("tabs").ariaLabel = say("chats");
  at("tabs").replaceChildren(
    ...tabs.map(([name, title, chat]) => {
      const tab = make("button", "", make("span", "", title), ...badge(unreadOf(now.person, chat)));
      tab.type = "button";
      tab.ariaPressed = String(document.body.dataset.tab === name);
      tab.addEventListener("click", () => openChat(name === "own" ? now.person : now.room));
      return tab;
    }),
  );
}

function showWords() {
  document.documentElement.lang = spoken();
  document.title = spoken() === "zh" ? "跟单 Gendan" : "Gendan 跟单";
  for (const [id, word] of [["brand", "brand"], ["language", "other"]]) at(id).textContent = say(word);
  for (const push of document.querySelectorAll("[data-push]")) {
    push.textContent = say(push.dataset.push);
    push.hidden = push.dataset.push === "reminder" && !world.offers.includes("reminder");
  }
  at("play").replaceChildren(make("span", "", say("play")));
  at("play").ariaLabel = say("play");
  at("language").ariaLabel = say("otherLong");
  at("pushes").ariaLabel = at("when").title = say("clock");
  at("people").querySelector("h2").textContent = say("people");
  showTheme();
  at("people").ariaLabel = say("people");
  at("alert").lastElementChild.textContent = say("ok");
  at("picture").firstElementChild.ariaLabel = say("close");
  at("play").hidden = !world.offers.includes("tour");
}

function welcome(pane) {
  if (pane !== panes.room) return null;
  const card = make("div", "welcome", make("h3", "", say("welcome")));
  card.append(make("ul", "", ...say("welcomeLines").map((line) => make("li", "", line))));
  const add = (word, className, touch) => {
    const button = make("button", className, say(word));
    button.type = "button";
    button.addEventListener("click", touch);
    card.append(button);
  };
  if (world.offers.includes("tour")) add("playLong", "main", () => tour.start());
  // In private: what the group must not see, the address and the telephone, stands in it.
  add("tryOrder", "", () => {
    openChat(now.person);
    panes.own.at("textarea").value = say("order");
    panes.own.composer.grow();
    panes.own.at("textarea").focus();
  });
  return card;
}

// Doing

function copy(text) {
  navigator.clipboard?.writeText(text);
  showAnswer(say("copied"));
}

// A deep link to the bot opens the private chat, as on Telegram.
function link(url) {
  const start = url.match(/^https:\/\/t\.me\/(\w+)(?:\?start=([\w-]+))?$/);
  if (!start || start[1].toLowerCase() !== world.bot.username.toLowerCase()) return false;
  openChat(now.person);
  if (start[2] || !world.users.get(now.person).started) panes.own.composer.send(`/start ${start[2] || ""}`);
  return true;
}

function showTheme() {
  const chosen = localStorage.getItem("theme") || "";
  document.documentElement.dataset.theme = chosen;
  at("theme").textContent = `${say("theme")}: ${say("themes")[chosen]}`;
}

function drawer(open) {
  document.body.classList.toggle("choosing", open);
  at("who").ariaExpanded = String(open);
  if (open) at("people").querySelector("[aria-current]")?.focus();
}

async function speak() {
  if (world.offers.includes("language") && world.language !== spoken()) await ask("language", { language: spoken() });
}

bindClock((chat) => (chat > 0 ? showTo(chat, false) : openChat(chat)));
at("who").addEventListener("click", () => drawer(!document.body.classList.contains("choosing")));
at("play").addEventListener("click", () => (tour.shown ? tour.end() : tour.start()));
at("theme").addEventListener("click", () => {
  const order = ["", "light", "dark"];
  const next = order[(order.indexOf(localStorage.getItem("theme") || "") + 1) % order.length];
  localStorage.setItem("theme", next);
  showTheme();
});
document.addEventListener("visibilitychange", () => document.hidden || show());
at("language").addEventListener("click", async () => {
  switchLanguage();
  tour.end();
  await speak();
  showWords();
  show();
  showClock();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("choosing")) {
    drawer(false);
    at("who").focus();
  }
});
// Whoever presses or writes during a played day has taken over.
for (const place of [document.querySelector("main"), at("people"), at("tabs")]) {
  place.addEventListener("pointerdown", (event) => event.isTrusted && event.target.closest("button, textarea") && tour.takenOver());
}
window.addEventListener("hashchange", fromAddress);
document.fonts.addEventListener("loadingdone", () => panes.room.toEnd());

listen((kind, facts) => {
  if (kind === "all") {
    showWords();
    if (now.person) choose(world.users.has(now.person) ? now.person : [...world.users.keys()][0], now.room);
    else if (world.users.size) fromAddress();
  } else if (kind === "message" || kind === "deleted") {
    show();
    if (facts.isNew) panes.own.asked(facts.message);
  }
  else if (kind === "read") Promise.resolve().then(() => (showPeople(), showTabs()));
  else if (kind === "clock") showClock();
  else if (kind === "toast" && facts.user_id === now.person) showAnswer(facts.text, facts.show_alert);
  else if (kind === "action") Object.values(panes).find((pane) => pane.chat === facts.chat_id)?.showTyping();
});

let isLost = false;
showWords();
connect(async (open) => {
  if (!open && !isLost) showAnswer(say("lost"));
  if (open) await (isLost ? reload() : load()).then(speak);
  isLost = !open;
});
