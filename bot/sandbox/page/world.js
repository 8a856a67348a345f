// What the page knows of the chat: people, chats, messages, what each person hasn't read, and the time.

import { ask, watch } from "./api.js";
import { markRead, settle, unreadIn } from "./unread.js";

export const world = {
  users: new Map(),
  chats: new Map(),
  messages: new Map(), // chat id → Map(message id → message)
  bot: null,
  zone: "UTC",
  language: "",
  offers: [], // what this chat's owner can do beside: tour, reminder, language
};

const clock = { now: 0, read: 0 };
const listeners = new Set();

export const present = () => new Date(clock.now + performance.now() - clock.read);

// `heard(kind, facts)`: "all" when everything may have changed, else as the server says it.
export const listen = (heard) => listeners.add(heard);
const tell = (kind, facts = {}) => listeners.forEach((heard) => heard(kind, facts));

export const chatsOf = (person) =>
  [...world.chats.values()].filter((chat) => chat.members.includes(person) && !chat.upgraded_to);
export const roomsOf = (person) => chatsOf(person).filter((chat) => chat.kind !== "private");
export const titleOf = (chat) => (chat.kind === "private" ? world.bot.first_name : chat.title);
export const messagesOf = (chat) => [...(world.messages.get(chat)?.values() ?? [])];
export const unreadOf = (person, chat) => unreadIn(world.messages.get(chat), person, chat);
export const personCalled = (name) => [...world.users.values()].find((user) => user.first_name === name);

export function read(person, chat) {
  if (unreadOf(person, chat)) {
    markRead(world.messages.get(chat), person, chat);
    tell("read");
  }
}

export async function load() {
  const state = await ask("state");
  const known = [...world.messages.keys()].filter((id) => state.chats.some((chat) => chat.id === id));
  takeState(state);
  await Promise.all([...world.chats.keys()].filter((id) => !known.includes(id)).map(loadMessages));
  settle(world);
  tell("all");
}

export async function reload() {
  world.messages.clear();
  await load();
}

export const refresh = debounced(load);

export function setClock(moment) {
  Object.assign(clock, { now: Date.parse(moment), read: performance.now() });
  tell("clock");
}

export function connect(onState) {
  watch(heard, onState);
  setInterval(() => ask("clock").then((told) => setClock(told.now), () => {}), 20000);
}

function takeState(state) {
  Object.assign(world, { bot: state.bot, zone: state.timezone, language: state.language, offers: state.offers });
  world.users = new Map(state.users.map((user) => [user.id, user]));
  world.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
  setClock(state.now);
}

async function loadMessages(chat) {
  const found = await ask("messages", { chat_id: chat });
  world.messages.set(chat, new Map(found.map((message) => [message.message_id, message])));
}

function heard(event) {
  if (event.kind === "message") event.isNew = took(event.message);
  else if (event.kind === "deleted") world.messages.get(event.chat_id)?.delete(event.message_id);
  else if (event.kind === "chat") return refresh();
  else if (event.kind === "clock") return setClock(event.now);
  tell(event.kind, event);
}

function took(message) {
  const known = world.messages.get(message.chat_id);
  if (!known) return refresh();
  const isNew = !known.has(message.message_id);
  known.set(message.message_id, message);
  const chat = world.chats.get(message.chat_id);
  if (chat.kind === "private" && !message.from_bot) world.users.get(chat.id).started = true;
  return isNew;
}

function debounced(work) {
  let waiting = 0;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(work, 30);
  };
}
