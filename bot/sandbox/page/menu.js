// What the field suggests while somebody types: commands, by their name or by what they do, and people after an @.

import { ask } from "./api.js";
import { make } from "./view.js";
import { world } from "./world.js";

export class Menu {
  // `composer`: the field's; a command chosen is sent at once, a name goes where it was begun.
  constructor(composer) {
    this.composer = composer;
    this.list = composer.at(".menu");
    this.list.addEventListener("keydown", (event) => this.walk(event));
  }

  get field() {
    return this.composer.at("textarea");
  }

  hide() {
    this.list.hidden = true;
  }

  async suggest() {
    const asked = (this.asked = this.field.value);
    const before = asked.slice(0, this.field.selectionStart);
    const name = before.match(/(?:^|\s)@([^\s@]*)$/);
    if (name) return this.show(this.people(name[1]));
    if (!/^\/[^\s@]*$/.test(asked)) return this.hide();
    return this.commands(asked.slice(1), () => asked === this.asked);
  }

  async commands(typed = "", stillWanted = () => true) {
    const { person, chat } = this.composer.pane;
    const known = await ask("commands", { user: person, chat_id: chat });
    if (!stillWanted()) return;
    const word = typed.toLowerCase();
    const fits = (each) => each.command.startsWith(word) || each.description.toLowerCase().includes(word);
    const fitting = known.filter(fits).sort((one, other) => other.command.startsWith(word) - one.command.startsWith(word));
    this.show(fitting.map((each) => this.item(`/${each.command}`, each.description, () => this.composer.send(`/${each.command}`))));
  }

  people(typed) {
    const members = world.chats.get(this.composer.pane.chat).members.map((id) => world.users.get(id)).filter(Boolean);
    const word = typed.toLowerCase();
    const fits = (user) => [user.first_name, user.username ?? ""].some((name) => name.toLowerCase().startsWith(word));
    return members
      .filter((user) => user.id !== this.composer.pane.person && fits(user))
      .map((user) => this.item(user.first_name, user.note, () => this.put(user, typed)));
  }

  // Who has no user name is named by the name itself, as Telegram does.
  put(user, typed) {
    const { field } = this;
    const end = field.selectionStart;
    field.setRangeText(`${user.username ? `@${user.username}` : user.first_name} `, end - typed.length - 1, end, "end");
    field.focus();
    this.composer.grow();
  }

  item(title, about, chosen) {
    const button = make("button", "", make("b", "", title), make("span", "", about));
    button.type = "button";
    button.addEventListener("click", () => {
      this.hide();
      chosen();
    });
    return make("li", "", button);
  }

  show(items) {
    this.list.hidden = !items.length;
    this.list.replaceChildren(...items);
    this.list.scrollTop = 0;
  }

  // The arrows go up into the list and down again to the field.
  enter(event) {
    if (this.list.hidden || event.key !== "ArrowUp") return false;
    event.preventDefault();
    this.list.lastElementChild.firstElementChild.focus();
    return true;
  }

  walk(event) {
    const item = event.target.closest("li");
    const step = { ArrowUp: item?.previousElementSibling, ArrowDown: item?.nextElementSibling ?? null }[event.key];
    if (event.key === "Escape") this.hide();
    if (event.key === "Escape" || (event.key === "ArrowDown" && !step)) this.field.focus();
    else if (step) step.firstElementChild.focus();
    else return;
    event.preventDefault();
  }
}
