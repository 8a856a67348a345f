// The page: one person at a time, their chats, live.

import { ask, base64, watch } from "./api.js";
import { dayOf, make, messageElement, shadeOf, summary, timeOf } from "./view.js";
import { say, switchLanguage } from "./words.js";

const at = (id) => document.getElementById(id);
const world = { users: new Map(), chats: new Map(), bot: null, zone: "UTC", now: 0, read: 0 };
const messages = new Map(); // chat id → Map(message id → message)
const unread = new Map(); // "person chat" → count
const now = { person: 0, chat: 0, topic: 0, reply: null, edit: null };

const SHOWN = 300;

// Reading the world

async function load() {
  const state = await ask("state");
  world.bot = state.bot;
  world.zone = state.timezone;
  world.users = new Map(state.users.map((user) => [user.id, user]));
  world.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
  setClock(state.now);
  await Promise.all([...world.chats.keys()].map(loadMessages));
  const wanted = new URLSearchParams(location.hash.slice(1));
  const person = Number(wanted.get("person")) || now.person;
  choosePerson(world.users.has(person) ? person : [...world.users.keys()][0], Number(wanted.get("chat")) || now.chat);
}

async function loadMessages(chat) {
  const found = await ask("messages", { chat_id: chat });
  messages.set(chat, new Map(found.map((message) => [message.message_id, message])));
}

function heard(event) {
  if (event.kind === "message") took(event.message);
  else if (event.kind === "deleted") {
    messages.get(event.chat_id)?.delete(event.message_id);
    if (event.chat_id === now.chat) showMessages();
  } else if (event.kind === "toast") {
    if (event.user_id === now.person) showAnswer(event.text, event.show_alert);
  } else if (event.kind === "chat") refresh();
  else if (event.kind === "clock") setClock(event.now);
  else if (event.kind === "action" && event.chat_id === now.chat) showTyping();
}

function took(message) {
  const known = messages.get(message.chat_id);
  if (!known) return refresh();
  const isNew = !known.has(message.message_id);
  known.set(message.message_id, message);
  const chat = world.chats.get(message.chat_id);
  if (chat.kind === "private" && !message.from_bot) world.users.get(chat.id).started = true;
  if (isNew) {
    for (const member of chat.members) {
      const seesIt = member === now.person && chat.id === now.chat;
      if (!seesIt && member !== message.from_id) count(member, chat.id, 1);
    }
  }
  if (message.chat_id === now.chat) {
    if (isNew && message.from_bot && message.reply_markup?.force_reply && chat.kind === "private") reply(message);
    showMessages();
    showComposer();
  }
  showChats();
}

const refresh = debounced(async () => {
  const state = await ask("state");
  world.users = new Map(state.users.map((user) => [user.id, user]));
  world.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
  await Promise.all([...world.chats.keys()].filter((id) => !messages.has(id)).map(loadMessages));
  choosePerson(now.person || [...world.users.keys()][0], now.chat);
});

function debounced(work) {
  let waiting = 0;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(work, 30);
  };
}

function count(person, chat, more) {
  const key = `${person} ${chat}`;
  unread.set(key, more ? (unread.get(key) || 0) + more : 0);
}

// Choosing

function ownChats() {
  const mine = [...world.chats.values()].filter((chat) => chat.members.includes(now.person) && !chat.upgraded_to);
  return mine.sort((a, b) => (a.kind === "private") - (b.kind === "private"));
}

function choosePerson(person, chat) {
  if (!person) return;
  if (person !== now.person) at("toast").hidden = true;
  now.person = person;
  const list = at("person");
  list.replaceChildren(
    ...[...world.users.values()].map((user) => new Option(label(user), user.id, false, user.id === person)),
  );
  const own = ownChats();
  const moved = world.chats.get(chat)?.upgraded_to;
  chooseChat((own.find((other) => other.id === (moved || chat)) || own[0])?.id);
}

const label = (user) => (user.note ? `${user.first_name} · ${user.note}` : user.first_name);

function chooseChat(chat) {
  if (chat !== now.chat) Object.assign(now, { topic: 0, reply: null, edit: null });
  now.chat = chat;
  if (!chat) return;
  count(now.person, chat, 0);
  history.replaceState(null, "", `#person=${now.person}&chat=${chat}`);
  showChats();
  showHeader();
  showMessages(true);
  showComposer();
}

// Showing

const chatTitle = (chat) => (chat.kind === "private" ? world.bot.first_name : chat.title);

function showChats() {
  at("chats").replaceChildren(
    ...ownChats().map((chat) => {
      const latest = [...messages.get(chat.id).values()].pop();
      const avatar = make("span", "avatar", chatTitle(chat).slice(0, 1));
      avatar.style.background = shadeOf(chat.kind === "private" ? world.bot.id : chat.id);
      const words = make("small", "", latest ? summary(latest) : say("empty"));
      const item = make("button", chat.id === now.chat ? "chosen" : "", avatar);
      item.append(make("span", "words", make("b", "", chatTitle(chat)), words));
      const missed = unread.get(`${now.person} ${chat.id}`);
      if (missed) item.append(make("span", "unread", String(missed)));
      item.type = "button";
      item.addEventListener("click", () => chooseChat(chat.id));
      return item;
    }),
  );
}

function showHeader() {
  const chat = world.chats.get(now.chat);
  at("title").textContent = chatTitle(chat);
  at("avatar").textContent = chatTitle(chat).slice(0, 1);
  at("avatar").style.background = shadeOf(chat.kind === "private" ? world.bot.id : chat.id);
  const isThere = ["member", "administrator"].includes(chat.bot_status);
  at("subtitle").textContent =
    chat.kind === "private" ? say("bot") : say(isThere ? "members" : "withoutBot", chat.members.length);
  const topics = Object.entries(chat.topics);
  at("topic").hidden = topics.length === 0;
  at("topic").replaceChildren(
    new Option(say("general"), 0),
    ...topics.map(([thread, name]) => new Option(name, thread, false, Number(thread) === now.topic)),
  );
}

// Whoever reads the end keeps reading the end, also when a font or a picture arrives late.
let atEnd = true;
const toEnd = () => atEnd && (at("messages").scrollTop = at("messages").scrollHeight);
at("messages").addEventListener("scroll", ({ target }) => {
  atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 80;
});
at("messages").addEventListener("load", toEnd, true);
document.fonts.addEventListener("loadingdone", toEnd);
new ResizeObserver(toEnd).observe(at("messages"));

function showMessages(jump) {
  const chat = world.chats.get(now.chat);
  const list = at("messages");
  atEnd ||= Boolean(jump);
  const known = messages.get(now.chat);
  const shown = [...known.values()].filter((message) => !now.topic || message.thread === now.topic).slice(-SHOWN);
  let day = "";
  const items = [];
  for (const message of shown) {
    const moment = new Date(message.date);
    const itsDay = dayOf(moment, world.zone, present());
    if (itsDay !== day) items.push(make("li", "day", make("span", "", itsDay)));
    day = itsDay;
    const answered = known.get(message.reply_to);
    const seen = {
      own: message.from_id === now.person,
      zone: world.zone,
      answered: answered && !answered.service ? answered : null,
      topic: now.topic ? "" : chat.topics[message.thread],
    };
    items.push(messageElement(message, seen, act));
  }
  if (!items.length) items.push(make("li", "hint", say("hint")));
  list.replaceChildren(...items);
  toEnd();
  const pinned = shown.filter((message) => message.pinned).pop();
  at("pinned").hidden = !pinned;
  if (pinned) {
    at("pinned").replaceChildren(make("b", "", say("pinned")), summary(pinned));
    at("pinned").onclick = () => act.show(pinned.message_id);
  }
}

function showComposer() {
  const chat = world.chats.get(now.chat);
  const user = world.users.get(now.person);
  const closed = chat.kind === "private" && (!user.started || user.blocked);
  at("composer").hidden = closed;
  at("start").hidden = !closed;
  at("start").textContent = user.blocked ? say("blocked") : say("start");
  at("start").disabled = user.blocked;
  const about = now.edit || now.reply;
  at("replying").hidden = !about;
  if (about) {
    const title = now.edit ? say("editing") : about.from_name;
    at("replying").firstElementChild.replaceChildren(make("b", "", title), summary(about));
  }
  grow();
}

function showWords() {
  for (const [id, word] of [["hour", "hour"], ["morning", "morning"], ["language", "other"], ["hint", "hint"]]) {
    at(id).textContent = say(word);
  }
  at("person-label").textContent = say("person");
  at("text").placeholder = say("write");
  for (const [id, word] of [["send", "send"], ["attach", "attach"], ["commands", "commands"]]) {
    at(id).title = say(word);
    at(id).ariaLabel = say(word);
  }
  at("alert").lastElementChild.textContent = say("ok");
  at("person").ariaLabel = say("person");
}

let fading = 0;
function showAnswer(text, alert) {
  if (!text) return;
  if (alert) {
    at("alert").firstElementChild.textContent = text;
    at("alert").showModal();
    return;
  }
  at("toast").textContent = text;
  at("toast").hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => (at("toast").hidden = true), 4000);
}

let typing = 0;
function showTyping() {
  at("subtitle").textContent = say("typing");
  clearTimeout(typing);
  typing = setTimeout(showHeader, 4000);
}

// The clock

function setClock(moment) {
  world.now = Date.parse(moment);
  world.read = performance.now();
  showClock();
}

const present = () => new Date(world.now + performance.now() - world.read);

function showClock() {
  const part = (options) => timeOf(present(), world.zone, options);
  const date = `${part({ month: "2-digit" }).replace(/\D/g, "")}-${part({ day: "2-digit" }).replace(/\D/g, "")}`;
  at("clock").textContent = `${date} ${part({ weekday: "short" })} ${part({ hour: "2-digit", minute: "2-digit" })}`;
}

// Doing

const act = {
  reply,
  edit(message) {
    now.edit = message;
    now.reply = null;
    at("text").value = message.text;
    showComposer();
    grow();
    at("text").focus();
  },
  show(id) {
    const item = at("messages").querySelector(`[data-id="${id}"]`);
    item?.scrollIntoView({ block: "center", behavior: "smooth" });
    item?.classList.add("found");
    setTimeout(() => item?.classList.remove("found"), 1500);
  },
  copy(text) {
    navigator.clipboard?.writeText(text);
    showAnswer(say("copied"));
  },
  command: (text) => send(text),
  // A deep link to the bot opens the private chat, as on Telegram.
  link(url) {
    const start = url.match(/^https:\/\/t\.me\/(\w+)(?:\?start=([\w-]+))?$/);
    if (!start || start[1].toLowerCase() !== world.bot.username.toLowerCase()) return false;
    chooseChat(now.person);
    if (start[2] || !world.users.get(now.person).started) send(`/start ${start[2] || ""}`);
    return true;
  },
  async press(message, button, element) {
    if (button.copy_text) return act.copy(button.copy_text.text);
    if (button.url) return act.link(button.url) || window.open(button.url, "_blank", "noopener");
    element.classList.add("waiting");
    try {
      const where = { chat_id: message.chat_id, message_id: message.message_id };
      const pressed = await ask("press", { user: now.person, data: button.callback_data, within: 15, ...where });
      if (!pressed.answers.length) showAnswer(say("noAnswer"));
    } catch (error) {
      showAnswer(error.message);
    }
    element.classList.remove("waiting");
  },
};

function reply(message) {
  now.reply = message;
  now.edit = null;
  showComposer();
  at("text").focus();
}

async function send(text) {
  const file = at("file").files[0];
  if (!text.trim() && !file) return;
  const where = { user: now.person, chat_id: now.chat };
  const answer = now.reply ? { reply_to: now.reply.message_id } : now.topic ? { thread: now.topic } : {};
  try {
    if (now.edit) await ask("edit", { ...where, message_id: now.edit.message_id, text });
    else if (file) await sendFile(file, { ...where, ...answer, caption: text });
    else await ask("say", { ...where, ...answer, text });
  } catch (error) {
    return showAnswer(error.message);
  }
  at("text").value = at("file").value = "";
  Object.assign(now, { reply: null, edit: null });
  showAttached();
  showComposer();
  grow();
  atEnd = true;
  toEnd();
}

async function sendFile(file, facts) {
  const content = await base64(file);
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return ask("photo", { ...facts, content });
  return ask("document", { ...facts, content, file_name: file.name, mime_type: file.type || undefined });
}

function showAttached() {
  const file = at("file").files[0];
  at("attach").classList.toggle("chosen", Boolean(file));
  at("attach").title = file ? file.name : say("attach");
}

async function showMenu(typed) {
  const menu = at("menu");
  menu.hidden = !/^\/\w*$/.test(typed);
  if (menu.hidden) return;
  const commands = await ask("commands", { user: now.person, chat_id: now.chat });
  const fitting = commands.filter((command) => `/${command.command}`.startsWith(typed));
  menu.hidden = !fitting.length;
  menu.replaceChildren(
    ...fitting.map((command) => {
      const item = make("button", "", make("b", "", `/${command.command}`), make("span", "", command.description));
      item.type = "button";
      item.addEventListener("click", () => {
        menu.hidden = true;
        send(`/${command.command}`);
      });
      return make("li", "", item);
    }),
  );
}

function grow() {
  if (at("composer").hidden) return; // what isn't shown has no height
  at("text").style.height = "auto";
  at("text").style.height = `${Math.min(at("text").scrollHeight, 180)}px`;
}

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  at("menu").hidden = true;
  send(at("text").value);
});
at("text").addEventListener("input", (event) => {
  grow();
  showMenu(event.target.value);
});
at("text").addEventListener("keydown", (event) => {
  // On a phone's keyboard Enter is a new line; orders have many.
  const isPhone = matchMedia("(pointer: coarse)").matches;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !isPhone) at("composer").requestSubmit(), event.preventDefault();
  if (event.key === "Escape") at("menu").hidden = true;
});
at("commands").addEventListener("click", () => {
  if (at("menu").hidden) showMenu("/");
  else at("menu").hidden = true;
});
at("file").addEventListener("change", showAttached);
at("attach").addEventListener("keydown", (event) => event.key === "Enter" && at("file").click());
at("start").addEventListener("click", () => send("/start"));
at("replying").lastElementChild.addEventListener("click", () => {
  if (now.edit) at("text").value = "";
  Object.assign(now, { reply: null, edit: null });
  showComposer();
});
at("person").addEventListener("change", (event) => {
  const person = Number(event.target.value);
  choosePerson(person, now.chat > 0 ? person : now.chat);
});
at("topic").addEventListener("change", (event) => {
  now.topic = Number(event.target.value);
  showMessages(true);
});
at("hour").addEventListener("click", () => ask("clock", { hours: 1 }));
at("morning").addEventListener("click", () => ask("clock", { until: "08:00" }));
at("alert").lastElementChild.addEventListener("click", () => at("alert").close());
at("language").addEventListener("click", () => {
  switchLanguage();
  showWords();
  choosePerson(now.person, now.chat);
  showClock();
});
window.addEventListener("hashchange", () => load());
setInterval(showClock, 5000);
setInterval(() => ask("clock").then((clock) => setClock(clock.now), () => {}), 20000);

let isLost = false;
showWords();
watch(heard, (open) => {
  if (open) load();
  else if (!isLost) showAnswer(say("lost"));
  isLost = !open;
});
