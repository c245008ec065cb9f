// The client of /api/v1. Every failure is an Error with the server's one line.

const ROOT = "api/v1/";

async function get(path, query = {}, signal = undefined) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") asked.set(name, value);
  }
  const tail = asked.toString();
  let response;
  try {
    response = await fetch(ROOT + path + (tail ? `?${tail}` : ""), { signal, credentials: "omit" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server does not answer; is `whoholds serve` still running?");
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error ?? `The server answered ${response.status}.`);
  return body;
}

export const getState = (known) => get("state", { known });
export const getMoments = () => get("moments");
export const getControl = (known) => get("control", { known });
export const getPlace = (id, on, known, signal) =>
  get(`places/${encodeURIComponent(id)}`, { on, known }, signal);
export const getMaps = (known) => get("maps", { known });
export const getAreas = (id, known, signal) =>
  get(`maps/${encodeURIComponent(id)}/areas`, { known }, signal);
export const getReport = (id, known) => get(`reports/${encodeURIComponent(id)}`, { known });
export const searchPlaces = (q, known, signal) => get("search", { q, known }, signal);
export const getTowns = (box, signal) => get("towns", box, signal);
