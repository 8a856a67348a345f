// What each person has read, kept in this browser: a page loaded again still knows what is new to whom.

const KEY = "read";

// Up to where somebody has read a chat: the message, and its time, by which another world's message is told apart.
let marks = JSON.parse(localStorage.getItem(KEY) || "null");

const placeOf = (person, chat) => `${person} ${chat}`;

function newest(messages) {
  const last = [...(messages?.values() ?? [])].pop();
  return last ? { id: last.message_id, date: last.date } : { id: 0, date: "" };
}

// With all messages loaded: what was there before anybody looked counts as read.
export function settle(world) {
  const places = [...world.chats.values()].flatMap((chat) => chat.members.map((person) => [person, chat.id]));
  const isOther = ([place, mark]) => {
    const known = world.messages.get(Number(place.split(" ")[1]));
    return mark.id > newest(known).id || (known?.get(mark.id) && known.get(mark.id).date !== mark.date);
  };
  if (marks && Object.entries(marks).some(isOther)) marks = {};
  const first = marks === null;
  marks ??= {};
  for (const [person, chat] of places) {
    marks[placeOf(person, chat)] ??= first ? newest(world.messages.get(chat)) : { id: 0, date: "" };
  }
  keep();
}

export function unreadIn(messages, person, chat) {
  const mark = marks?.[placeOf(person, chat)]?.id ?? 0;
  let count = 0;
  for (const message of [...(messages?.values() ?? [])].reverse()) {
    if (message.message_id <= mark) break;
    if (message.from_id !== person) count += 1;
  }
  return count;
}

export function markRead(messages, person, chat) {
  (marks ??= {})[placeOf(person, chat)] = newest(messages);
  keep();
}

const keep = () => localStorage.setItem(KEY, JSON.stringify(marks));
