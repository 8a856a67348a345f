// The control API of the embedded chat.

export async function ask(action, facts = {}) {
  const response = await fetch(`sandbox/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(facts),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export function watch(onEvent, onState) {
  const events = new EventSource("sandbox/events");
  events.onopen = () => onState(true);
  events.onerror = () => onState(false);
  events.onmessage = (event) => onEvent(JSON.parse(event.data));
}

export const fileAddress = (file) => `sandbox/file/${encodeURIComponent(file.file_id)}`;

export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}
