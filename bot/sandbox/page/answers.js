// What the bot answers to a press, and pictures in full: over everything else.

const at = (id) => document.getElementById(id);

let fading = 0;
export function showAnswer(text, alert) {
  if (!text) return;
  if (alert) {
    at("alert").firstElementChild.textContent = text;
    at("alert").showModal();
    return;
  }
  // Where the buttons just pressed are not.
  const pressed = document.activeElement?.closest(".keyboard")?.getBoundingClientRect();
  const top = document.querySelector("main").getBoundingClientRect().top;
  at("toast").classList.toggle("low", Boolean(pressed) && pressed.top < top + 150);
  at("toast").textContent = text;
  at("toast").hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => (at("toast").hidden = true), 4000);
}

export function showPicture(address) {
  at("picture").lastElementChild.src = address;
  at("picture").showModal();
}

at("alert").lastElementChild.addEventListener("click", () => at("alert").close());
at("picture").addEventListener("click", () => at("picture").close());
